import Elements
import Files
import PlanningCommands
import Programs
import Sharding
import Tensors
import Tessera

/// The rows of a program's inputs, of which each step takes the next ones.
struct TrainingRows {
  /// As `--input` has them.
  let words: [String]
  /// The shape of each input in a step, by name.
  let shapes: [String: [Int]]
  private let stored: [String: StoredTensor]

  /// The rows of a step.
  var count: Int { shapes.values.first?.first ?? 0 }

  /// - Throws: `TesseraError` where a file cannot be read, an input has none, or has fewer rows than a step takes.
  init(_ words: [String], of file: ProgramFile, batch: Int?) throws {
    self.words = words
    let program = try file.source().program
    let given = try InputWords(words, of: program).words
    var stored: [String: StoredTensor] = [:]
    var shapes: [String: [Int]] = [:]
    for id in program.inputs where program.values[id].role == .input {
      let name = program.values[id].name
      guard let path = given[name], let format = TensorFormats.format(of: path) else {
        throw TesseraError(.usage, "--input \(name): a file of its rows is required")
      }
      let tensor = try format.init(path).stored(format.isNamed ? name : nil)
      guard let rows = tensor.shape.first, rows > 0 else {
        throw TesseraError(
          .data, "--input \(name): \(path) must have rows, its shape is \(tensor.shape)")
      }
      stored[name] = tensor
      shapes[name] = [batch ?? rows] + tensor.shape.dropFirst()
    }
    (self.stored, self.shapes) = (stored, shapes)
  }

  /// - Throws: `TesseraError.Kind.data` where the program takes another shape than a step has, or another dtype.
  func check(_ program: Program) throws(TesseraError) {
    for id in program.inputs where program.values[id].role == .input {
      let value = program.values[id]
      guard let shape = shapes[value.name], let tensor = stored[value.name] else { continue }
      guard shape == value.shape, tensor.dtype == value.dtype else {
        throw TesseraError(
          .data,
          "--input \(value.name): the program takes \(value.dtype)\(value.shape), a step has \(tensor.dtype)\(shape)"
        )
      }
    }
  }

  /// What an input is in a step, counted from 0; each rank reads its own part.
  func tensor(
    _ name: String, _ shape: [Int], step: Int, attr: TensorDistAttr, on cluster: Cluster
  ) throws -> DistTensor {
    guard let tensor = stored[name] else {
      throw TesseraError(.usage, "--input \(name): a file of its rows is required")
    }
    let total = tensor.shape[0]
    return try DistTensor(shape: shape, dtype: tensor.dtype, attr: attr, on: cluster) { box in
      let result = DenseTensor(shape: box.sizes, dtype: tensor.dtype)
      var done = 0
      // Rows that lie one after the other in the file are read together.
      while done < box.sizes[0] {
        let row = (step * shape[0] + box.offsets[0] + done) % total
        let count = min(box.sizes[0] - done, total - row)
        var (offsets, sizes) = (box.offsets, box.sizes)
        (offsets[0], sizes[0]) = (row, count)
        let part = try tensor.box(offsets: offsets, sizes: sizes)
        var place = box.offsets.map { _ in 0 }
        place[0] = done
        result.slice(offsets: place, sizes: sizes).copy(from: part)
        done += count
      }
      return result
    }
  }
}
