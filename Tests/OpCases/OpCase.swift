import Elements
import SPMDRules

/// Shapes and attributes of a call of an op, and which numbers its inputs hold.
public struct OpCase: Sendable {
  /// Which numbers an input holds; its dtype follows.
  public enum Domain: Sendable {
    /// Small integers, as float64: sums and products of them are exact.
    case integers
    /// The same as float32, and as complex64.
    case single, complex
    /// From 1 on.
    case positive
    /// Between 0 and 1, both excluded.
    case unit
    case boolean
    /// Small integers that are not negative, as int32.
    case bits
    /// An integer from 0 on, below this, as int64.
    case index(Int)
    /// A permutation of 0 ..< count, so that no index is there twice, as int64.
    case distinct
    /// Small integers, as int8.
    case bytes
    /// These numbers, as int64.
    case given([Int])
  }

  /// The shapes of the operands.
  public let shapes: [Operand<[Int]>]
  /// The attributes of the call.
  public let attributes: [String: AttributeValue]
  /// Of each tensor, lists flattened; the last one goes on.
  public let domains: [Domain]

  /// A case of an op whose operands are single tensors.
  ///
  /// - Parameter domains: of each tensor, lists flattened; the last one goes on; integers where none
  ///   is given.
  public init(
    _ shapes: [Int]..., attributes: [String: AttributeValue] = [:], domains: [Domain] = []
  ) {
    self.init(arguments: shapes.map { .one($0) }, attributes: attributes, domains: domains)
  }

  /// A case of an op whose operands may be lists.
  public init(
    arguments: [Operand<[Int]>], attributes: [String: AttributeValue] = [:],
    domains: [Domain] = []
  ) {
    shapes = arguments
    self.attributes = attributes
    self.domains = domains
  }

  /// The numbers from which an operand is drawn.
  public func domain(_ index: Int) -> Domain {
    domains.isEmpty ? .integers : domains[min(index, domains.count - 1)]
  }
}

extension OpCase.Domain {
  /// The dtype of the numbers that are drawn.
  public var dtype: DType {
    switch self {
    case .integers, .positive, .unit: .float64
    case .single: .float32
    case .complex: .complex64
    case .boolean: .bool
    case .bits: .int32
    case .bytes: .int8
    case .index, .distinct, .given: .int64
    }
  }
}

extension OpCase {
  /// The calls of every op that is tried, by its name.
  public static let all: [String: [OpCase]] = [
    unaries, binaries, views, slices, joins, products, reductions, rowwise, lookups, norms, layers,
    updates, fused, sequences, transformers,
  ].reduce(into: [:]) { all, table in
    all.merge(table) { _, _ in preconditionFailure("one list of calls for each op") }
  }
}
