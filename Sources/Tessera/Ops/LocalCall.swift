import SPMDRules
import Sharding
import Tensors

/// One rank's part of an op: its shards of the inputs, and where they lie in the whole tensors.
///
/// Most ops need the tensors only. Those that name places, like a look-up in a sharded table, also
/// need where their parts begin.
public struct LocalCall {
  /// A rank's part of a tensor.
  public struct Part {
    public let tensor: DenseTensor
    /// Where it lies in the whole tensor.
    public let box: Box
    /// The whole tensor's shape.
    public let shape: [Int]
  }

  public let op: String
  public let inputs: [Operand<Part>]
  /// Those of the part: a target shape is its part's, an offset counts from where its part begins.
  public let attributes: [String: AttributeValue]
  /// Where the parts of the outputs lie, lists flattened.
  public let outputs: [Box]
  /// The whole outputs' shapes.
  public let outputShapes: [[Int]]
  /// The outputs' dtypes.
  public let dtypes: [DType]
}

extension LocalCall {
  /// The tensor of the input at `index`.
  public func tensor(_ index: Int) -> DenseTensor { part(index).tensor }

  public func part(_ index: Int) -> Part {
    guard case .one(let part) = inputs[index] else {
      preconditionFailure("\(op): input \(index) is a list")
    }
    return part
  }

  /// The tensors of the list at `index`.
  public func list(_ index: Int) -> [DenseTensor] { inputs[index].elements.map(\.tensor) }

  /// Whether the input at `index` is there: an absent optional one has the shape [0].
  public func has(_ index: Int) -> Bool {
    guard index < inputs.count, case .one(let part) = inputs[index] else { return false }
    return part.shape != [0]
  }

  /// The tensor of an input that may be absent.
  public func optional(_ index: Int) -> DenseTensor? { has(index) ? tensor(index) : nil }

  /// The call of the op's rule, for its readers of attributes; without placements.
  private func value(_ name: String) -> AttributeValue? { attributes[name] }

  public func int(_ name: String, or fallback: Int) -> Int {
    switch value(name) {
    case .int(let value): value
    case .double(let value): Int(value)
    case .ints(let values) where values.count == 1: values[0]
    default: fallback
    }
  }

  public func double(_ name: String, or fallback: Double) -> Double {
    switch value(name) {
    case .double(let value): value
    case .int(let value): Double(value)
    default: fallback
    }
  }

  public func bool(_ name: String, or fallback: Bool = false) -> Bool {
    switch value(name) {
    case .bool(let value): value
    case .int(let value): value != 0
    default: fallback
    }
  }

  public func ints(_ name: String, or fallback: [Int] = []) -> [Int] {
    switch value(name) {
    case .ints(let values): values
    case .int(let value): [value]
    default: fallback
    }
  }

  public func string(_ name: String, or fallback: String) -> String {
    if case .string(let value) = value(name) { value } else { fallback }
  }
}
