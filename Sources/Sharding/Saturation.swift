// Counts of elements and bytes over all ranks may exceed every integer, of tensors and meshes that are
// themselves within bounds. Such a count stays at the largest number, which nothing real reaches: what costs
// so much is worse than all else, and is refused in the end.

infix operator +| : AdditionPrecedence
infix operator *| : MultiplicationPrecedence

extension Int {
  /// The sum, or the nearest number there is.
  package static func +| (left: Int, right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (right < 0 ? .min : .max) : sum
  }

  /// The product, or the nearest number there is.
  package static func *| (left: Int, right: Int) -> Int {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? ((left < 0) == (right < 0) ? .max : .min) : product
  }

  /// What remains of a product when another one is taken from it, as if no number were too large; or the
  /// nearest number there is.
  package static func difference(
    _ left: (Int, Int, Int), _ right: (Int, Int)
  ) -> Int {
    Int(
      clamping: Int128(left.0) * Int128(left.1) * Int128(left.2)
        - Int128(right.0) * Int128(right.1))
  }
}
