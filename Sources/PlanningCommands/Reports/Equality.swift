import Elements
import Files
import Foundation

/// How a result was held against the single-process one, and what was found: the fields of `--json`.
package struct Equality: Codable {
  /// Relative and absolute, a share of 1 + |value|; nil if every bit had to agree.
  package private(set) var tolerance: Double?
  /// How far two elements of one place are apart at the most, over all ranks: a share of the same.
  package private(set) var greatestDifference: Double

  package init(tolerance: Double?, greatestDifference: Double) {
    (self.tolerance, self.greatestDifference) = (tolerance, greatestDifference)
  }

  package enum CodingKeys: String, CodingKey {
    case tolerance
    case greatestDifference = "greatest_difference"
  }

  /// Every bit agrees.
  package static let exact = Equality(tolerance: nil, greatestDifference: 0)

  /// Of both together.
  package func and(_ other: Equality) -> Equality {
    Equality(
      tolerance: tolerance.map { max($0, other.tolerance ?? 0) } ?? other.tolerance,
      greatestDifference: max(greatestDifference, other.greatestDifference))
  }

  /// `to the bit`, or within what.
  package var text: String {
    let result = "verified: equal to the single-process result"
    guard let tolerance else { return "\(result), to the bit" }
    let (within, worst) = (
      String(format: "%.3g", tolerance), String(format: "%.2g", greatestDifference)
    )
    return "\(result) within \(within) of 1 + |value|; the worst element: \(worst)"
  }
}
