import Elements
import Files
import Importing
import Tensors
import Tessera

/// Holds tensors against those of files.
struct Comparison {
  /// In parts of the largest number that is expected.
  let tolerance: Double
  /// The rank that compares.
  let speaker: Int
  let cluster: Cluster

  /// What was found.
  struct Outcome: Encodable {
    let value: String
    let file: String
    let greatestDifference: Double
    let largest: Double

    enum CodingKeys: String, CodingKey {
      case value, file
      case greatestDifference = "greatest_difference"
      case largest
    }
  }

  /// All ranks call it; one has the numbers.
  ///
  /// - Throws: `TesseraError.Kind.data` on every rank where the file cannot be read, has another shape, or differs by more
  ///   than the tolerance; with the value's place in the user's code.
  func compare(
    _ tensor: DistTensor, with path: String, tensor stored: String?, as name: String,
    from model: ImportedModel
  ) throws -> Outcome {
    let full = try tensor.full(on: speaker)
    return try cluster.together {
      guard let full else {
        return Outcome(value: name, file: path, greatestDifference: 0, largest: 0)
      }
      guard let format = TensorFormats.format(of: path) else {
        throw TesseraError(
          .usage, "\(path): a file that ends in .npy, .npz or .safetensors is required")
      }
      let expected = try format.init(path).stored(format.isNamed ? stored ?? name : nil).tensor()
      guard expected.shape == full.shape else {
        throw TesseraError(
          .data, "\(name): \(path) has the shape \(expected.shape), the value has \(full.shape)")
      }
      let (left, right) = (full.doubles, expected.doubles)
      let largest = right.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
      let bound = tolerance * largest
      var greatest = 0.0
      var (place, count) = (nil as Int?, 0)
      for (index, (have, want)) in zip(left, right).enumerated() {
        if have == want || have.isNaN && want.isNaN { continue }
        let distance = abs(have - want)
        if distance <= bound {
          greatest = max(greatest, distance)
        } else {
          count += 1
          if place == nil { place = index }
        }
      }
      if let place {
        throw TesseraError(
          .data,
          "\(name)\(Self.origin(of: name, in: model)): \(count) of \(left.count) numbers differ from \(path) by more than "
            + "\(bound), the first at \(full.index(of: place)): \(left[place]) and \(right[place])"
        )
      }
      return Outcome(value: name, file: path, greatestDifference: greatest, largest: largest)
    }
  }

  /// The same, of the shards that another system's ranks held.
  ///
  /// - Parameter averaged: of a mean what it is the mean of, and over which dims.
  /// - Throws: `TesseraError.Kind.data` on every rank where a shard is wrong, with the rank, the region and what would make
  ///   it right.
  func compare(
    _ tensor: DistTensor, with dump: ShardDump, as name: String, from model: ImportedModel,
    averaged: (of: DistTensor, dims: [Int])?
  ) throws -> Outcome {
    let full = try tensor.full(on: speaker)
    let source = try averaged.map { try $0.of.full(on: speaker) }
    return try cluster.together {
      guard let full, let attr = dump.attrs[name] else {
        return Outcome(value: name, file: dump.folder, greatestDifference: 0, largest: 0)
      }
      do { try attr.validate(shape: full.shape) } catch {
        throw TesseraError(.data, "\(dump.folder)/\(ShardDump.table): \(name): \(error)")
      }
      let whole = NumberTensor(full)
      var locals: [Int: NumberTensor] = [:]
      for rank in dump.mesh.ranks { locals[rank] = NumberTensor(try dump.local(name, on: rank)) }
      var judge = ShardJudge(
        attr: attr, whole: whole, locals: locals, bound: tolerance * whole.largest)
      if let source, let source, let averaged {
        judge.averaged = (NumberTensor(source), averaged.dims)
      }
      if let fault = try judge.fault(of: name) {
        throw TesseraError(
          .data,
          "--expect-shards \(dump.folder): \(name)\(Self.origin(of: name, in: model)), \(attr): \(fault.words)"
        )
      }
      return Outcome(
        value: name, file: dump.folder, greatestDifference: 0, largest: whole.largest)
    }
  }

  /// Where the value comes from in the user's code, in brackets.
  private static func origin(of name: String, in model: ImportedModel) -> String {
    guard let origin = model.origins[name] else { return "" }
    let words = [
      origin.target.replacing("torch.ops.", with: ""),
      origin.module.isEmpty ? nil : "module \(origin.module)", origin.line,
    ]
    return " (\(words.compactMap(\.self).joined(separator: ", ")))"
  }
}

extension DenseTensor {
  fileprivate var doubles: [Double] { converted(to: .float64).values(as: Double.self) }

  /// The index of an element that is the `place`-th in row-major order.
  fileprivate func index(of place: Int) -> [Int] {
    var rest = place
    var index: [Int] = []
    for size in shape.reversed() {
      index.insert(rest % size, at: 0)
      rest /= size
    }
    return index
  }
}
