import Elements
import Files
import Programs

/// What the names of a graph stand for while it is read: values of the program, numbers that are known at import, and
/// tensors of the file that become parameters or constants where an op takes them.
final class OnnxValues {
  /// What a name is.
  enum Known {
    case value(Value)
    case folded(FoldedTensor)
    case stored(OnnxTensor)
  }

  let recorder: ProgramRecorder
  let files: OnnxWeights
  private var known: [String: Known] = [:]
  private var made: [String: Value] = [:]
  /// Those of the file's tensors, by their names and places.
  private var parameters: [String: Value] = [:]
  private(set) var weights: [String: StoredTensor] = [:]
  private(set) var aliases: [String: String] = [:]

  /// Larger tensors of integers are parameters, and no constants of the program.
  private static let mostConstants = 1 << 16

  init(_ recorder: ProgramRecorder, _ files: OnnxWeights) {
    (self.recorder, self.files) = (recorder, files)
  }

  /// - Throws: `TesseraError.Kind.data` where the name is another's: each has one meaning.
  func define(_ name: String, _ meaning: Known) throws(TesseraError) {
    guard !name.isEmpty else { return }
    guard known.updateValue(meaning, forKey: name) == nil else {
      throw TesseraError(.data, "two values are named '\(name)'")
    }
    if case .value(let value) = meaning, value.name != name { aliases[name] = value.name }
  }

  func isKnown(_ name: String) -> Bool { known[name] != nil }

  /// - Throws: `TesseraError.Kind.data` where no node before has made it: nodes stand in the order in which they run.
  func meaning(_ name: String) throws(TesseraError) -> Known {
    guard let meaning = known[name] else {
      throw TesseraError(.data, "'\(name)' is the result of no node before it")
    }
    return meaning
  }

  func shape(_ name: String) throws -> [Int] {
    switch try meaning(name) {
    case .value(let value): value.shape
    case .folded(let folded): folded.shape
    case .stored(let tensor): tensor.shape
    }
  }

  /// What the body gives, whose names are its own, beside those of outside.
  func within<Result>(_ body: () throws -> Result) rethrows -> Result {
    let outer = known
    defer {
      known = outer
      made = made.filter { outer[$0.key] != nil }
    }
    return try body()
  }

  /// The numbers; nil where they depend on inputs of the model, or are complex.
  func numbers(_ name: String) throws -> FoldedTensor? { try numbers(meaning(name)) }

  func numbers(_ meaning: Known) throws -> FoldedTensor? {
    switch meaning {
    case .value: return nil
    case .folded(let folded): return folded
    case .stored(let tensor):
      guard tensor.count <= OnnxFolding.mostElements else { return nil }
      return try FoldedTensor(tensor, files.stored(tensor))
    }
  }

  /// The numbers of what takes part in the arithmetic of shapes: integers, and single floats. A float tensor is a weight.
  func foldable(_ name: String) throws -> FoldedTensor? {
    if case .stored(let tensor) = try meaning(name), Self.isWeight(tensor) { return nil }
    return try numbers(name)
  }

  /// Whether a tensor of the file is a weight: floats, quantized ones, and what is large.
  private static func isWeight(_ tensor: OnnxTensor) -> Bool {
    let isNarrow = tensor.dtype.byteCount == 1 && tensor.dtype != .bool
    return switch true {
    case tensor.count <= 1: false
    case tensor.dtype.isFloating, tensor.dtype == .complex64: true
    case isNarrow && tensor.shape.count > 1: true
    default: tensor.count > mostConstants
    }
  }

  /// Whether a name is that of a weight, which no input of the model changes.
  func isWeight(_ name: String) -> Bool {
    if case .stored(let tensor)? = known[name] { Self.isWeight(tensor) } else { false }
  }

  /// The value of the program.
  func tensor(_ name: String) throws -> Value {
    if let value = made[name] { return value }
    let value = try value(meaning(name), name)
    made[name] = value
    return value
  }

  /// The value of the program that a meaning is; what has none yet gets one of this name.
  func value(_ meaning: Known, _ name: String) throws -> Value {
    let value: Value
    switch meaning {
    case .value(let known): return known
    case .folded(let folded): value = try constant(folded, name)
    case .stored(let tensor):
      if Self.isWeight(tensor), !tensor.isWrittenOut {
        value = try parameter(tensor, name)
      } else {
        guard let numbers = try FoldedTensor(tensor, files.stored(tensor)) else {
          throw Mismatch("'\(name)' holds complex numbers that are no weight")
        }
        value = try constant(numbers, name)
      }
    }
    if value.name != name { aliases[name] = value.name }
    return value
  }

  /// The parameter that a tensor of the file is: the same one in each turn of a loop whose graph holds it.
  private func parameter(_ tensor: OnnxTensor, _ name: String) throws -> Value {
    let key = "\(name) \(tensor.place)"
    if let value = parameters[key] { return value }
    // Both branches of a condition may have one of this name.
    var (own, count) = (name, 1)
    while weights[own] != nil {
      count += 1
      own = "\(name)_\(count)"
    }
    let value = try recorder.parameter(own, shape: tensor.shape, dtype: tensor.dtype)
    weights[value.name] = try files.stored(tensor)
    parameters[key] = value
    return value
  }

  /// The numbers as a constant of the program.
  func constant(_ folded: FoldedTensor, _ name: String) throws -> Value {
    let doubles = folded.doubles
    if let ints = folded.ints,
      let odd = zip(ints, doubles).first(where: { Int(exactly: $1) != $0 })?.0
    {
      throw Mismatch("'\(name)' holds \(odd), which is no float64")
    }
    let isUniform = doubles.first.map { first in doubles.allSatisfy { $0 == first } } ?? false
    return try recorder.constant(
      isUniform ? [doubles[0]] : doubles, shape: folded.shape, dtype: folded.dtype
    ).named(name)
  }
}
