/// The most elements of a tensor: the bytes of the widest dtype stay far within `Int`.
let maximumElementCount = 1 << 56

/// - Throws: `ShardingError.placement` where a dim is negative or the elements are too many.
func requireTensorShape(_ shape: [Int]) throws(ShardingError) {
  var count = 1
  for length in shape {
    guard length >= 0 else {
      throw .placement("shape \(shape): a dim must not be negative, one is \(length)")
    }
    // Dims of no element do not excuse the others: views may do without them.
    let (product, overflow) = count.multipliedReportingOverflow(by: Swift.max(1, length))
    guard !overflow, product <= maximumElementCount else {
      throw .placement("shape \(shape): a tensor has at most 2^56 elements")
    }
    count = product
  }
}
