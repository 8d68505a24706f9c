/// The most elements of a tensor: the bytes of the widest dtype stay far within `Int`.
let maximumElementCount = 1 << 56

/// The most dims of a tensor, and of a mesh: as many as arrays in files have.
package let maximumDims = 64

/// - Throws: `ShardingError.placement` where dims or elements are too many, or a dim is negative.
package func requireTensorShape(_ shape: [Int]) throws(ShardingError) {
  guard shape.count <= maximumDims else {
    throw .placement(
      "a shape of \(shape.count) dims: a tensor has at most \(maximumDims) dims")
  }
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
