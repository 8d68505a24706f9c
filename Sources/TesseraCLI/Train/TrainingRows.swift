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
  /// The shape of each input in a micro-batch, by name.
  let shapes: [String: [Int]]
  private let stored: [String: StoredTensor]
  /// By name: the dtype that the rows become; nil where that is the file's.
  private let dtypes: [String: DType]

  /// Into how many micro-batches the rows of a step are cut.
  let microbatches: Int

  /// The rows of a step.
  var count: Int { microbatches * (shapes.values.first?.first ?? 0) }

  /// - Throws: `TesseraError` where a file cannot be read, an input has none, or its rows cannot be cut equally.
  init(
    _ words: [String], text: String?, of file: ProgramFile, batch: Int?, microbatches: Int
  ) throws {
    self.microbatches = microbatches
    self.words = words
    let program = try file.source().program
    let given = try InputWords(words, of: program).words
    var stored: [String: StoredTensor] = [:]
    var shapes: [String: [Int]] = [:]
    var dtypes: [String: DType] = [:]
    var texts = try text.map { try TextRows($0, of: program) }?.tensors[...] ?? []
    for id in program.inputs where program.values[id].role == .input {
      let name = program.values[id].name
      let tensor: StoredTensor
      let path: String
      if given[name] == nil, let (_, bytes) = texts.popFirst(), let text {
        (tensor, path) = (bytes, text)
        dtypes[name] = program.values[id].dtype
      } else {
        guard let word = given[name], let format = TensorFormats.format(of: word) else {
          throw TesseraError(.usage, "--input \(name): a file of its rows is required")
        }
        tensor = try format.init(word).stored(format.isNamed ? name : nil)
        path = word
      }
      guard let rows = tensor.shape.first, rows > 0 else {
        throw TesseraError(
          .data, "--input \(name): \(path) must have rows, its shape is \(tensor.shape)")
      }
      let count = batch ?? rows
      guard count % microbatches == 0 else {
        throw TesseraError(
          .usage,
          "--microbatches \(microbatches): they must have the same number of rows, a step has \(count)"
        )
      }
      stored[name] = tensor
      shapes[name] = [count / microbatches] + tensor.shape.dropFirst()
    }
    // Rows of one step may be those of every step; else row n of an input belongs to row n of the others.
    let lengths = stored.mapValues { $0.shape[0] }.filter { $0.value != batch }
      .sorted { $0.key < $1.key }
    if batch != nil, let first = lengths.first,
      let other = lengths.first(where: { $0.value != first.value })
    {
      throw TesseraError(
        .data,
        "--input \(other.key): \(first.value) rows are required, as many as '\(first.key)' has, or those of one step; "
          + "it has \(other.value)")
    }
    (self.stored, self.shapes, self.dtypes) = (stored, shapes, dtypes)
  }

  /// - Throws: `TesseraError.Kind.data` where the program takes another shape than a step has, or another dtype.
  func check(_ program: Program) throws(TesseraError) {
    for id in program.inputs where program.values[id].role == .input {
      let value = program.values[id]
      guard let shape = shapes[value.name], let tensor = stored[value.name] else { continue }
      guard shape == value.shape, tensor.dtype == value.dtype || dtypes[value.name] != nil else {
        throw TesseraError(
          .data,
          "--input \(value.name): the program takes \(value.dtype)\(value.shape), "
            + "\(microbatches > 1 ? "a micro-batch" : "a step") has \(tensor.dtype)\(shape)"
        )
      }
    }
  }

  /// What an input is in a micro-batch of a step, both counted from 0; each rank reads its own part.
  func tensor(
    _ rows: TrainingPipeline.Rows, step: Int, attr: TensorDistAttr, on cluster: Cluster
  ) throws -> DistTensor {
    let (name, shape) = (rows.name, rows.shape)
    let place = step * microbatches + rows.microbatch
    guard let tensor = stored[name] else {
      throw TesseraError(.usage, "--input \(name): a file of its rows is required")
    }
    let total = tensor.shape[0]
    let dtype = dtypes[name] ?? tensor.dtype
    return try DistTensor(shape: shape, dtype: dtype, attr: attr, on: cluster) { box in
      let result = DenseTensor(shape: box.sizes, dtype: tensor.dtype)
      var done = 0
      // Rows that lie one after the other in the file are read together.
      while done < box.sizes[0] {
        let row = (place * shape[0] + box.offsets[0] + done) % total
        let count = min(box.sizes[0] - done, total - row)
        var (offsets, sizes) = (box.offsets, box.sizes)
        (offsets[0], sizes[0]) = (row, count)
        let part = try tensor.box(offsets: offsets, sizes: sizes)
        var target = box.offsets.map { _ in 0 }
        target[0] = done
        result.slice(offsets: target, sizes: sizes).copy(from: part)
        done += count
      }
      return dtype == tensor.dtype ? result : result.converted(to: dtype)
    }
  }
}
