import Sharding

/// A tensor as a rule sees it: its global shape and how it lies.
public struct RuleTensor: Hashable, Sendable {
  public var shape: [Int]
  public var attr: TensorDistAttr

  public init(shape: [Int], attr: TensorDistAttr) {
    self.shape = shape
    self.attr = attr
  }
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
  @inlinable
  public var elements: [Element] {
    switch self {
    case .one(let element): [element]
    case .list(let elements): elements
    }
  }

  @inlinable
  public func map<Other>(_ transform: (Element) -> Other) -> Operand<Other> {
    switch self {
    case .one(let element): .one(transform(element))
    case .list(let elements): .list(elements.map(transform))
    }
  }
}
