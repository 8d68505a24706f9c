import Sharding

/// A tensor as a rule sees it: its global shape and how it lies.
public struct RuleTensor: Hashable, Sendable {
  /// The shape of the whole tensor.
  public var shape: [Int]
  /// The placements of the tensor.
  public var attr: TensorDistAttr
  /// Rules ask for no dtype; answers that move tensors are compared by bytes, and an element of a tensor
  /// whose dtype nobody says counts as one of float32.
  public var dtype: DType?

  /// A tensor of which nobody says the dtype.
  public init(shape: [Int], attr: TensorDistAttr) {
    (self.shape, self.attr) = (shape, attr)
  }

  /// A tensor of this shape with these placements.
  public init(shape: [Int], attr: TensorDistAttr, dtype: DType) {
    (self.shape, self.attr, self.dtype) = (shape, attr, dtype)
  }
}

extension RuleTensor {
  /// What an element counts.
  var byteCount: Int { (dtype ?? .float32).byteCount }
}

/// An argument of an op: one tensor, or a list of them (concat, stack, add_n …).
public enum Operand<Element> {
  case one(Element)
  case list([Element])
}

extension Operand: Equatable where Element: Equatable {}
extension Operand: Hashable where Element: Hashable {}
extension Operand: Sendable where Element: Sendable {}

extension Operand {
  /// The tensors that the operand stands for.
  @inlinable
  public var elements: [Element] {
    switch self {
    case .one(let element): [element]
    case .list(let elements): elements
    }
  }

  /// The operand with each tensor transformed.
  @inlinable
  public func map<Other>(_ transform: (Element) -> Other) -> Operand<Other> {
    switch self {
    case .one(let element): .one(transform(element))
    case .list(let elements): .list(elements.map(transform))
    }
  }
}
