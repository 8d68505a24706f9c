/// How many dims a file's tensor may have: NumPy's own limit.
package let maximumDims = 64

/// The bytes of a dense tensor that a file describes.
///
/// Throws for more dims than are read, and where the product does not fit 64 bits, even if a dim of 0
/// would make it 0: strides would not fit either. Dims must not be negative.
package func checkedByteCount(
  tensor: String? = nil, shape: [Int], elementByteCount: Int
) throws(FileError.Problem) -> Int {
  if shape.count > maximumDims {
    throw .tooManyDims(tensor: tensor, limit: maximumDims, found: shape.count)
  }
  var extent = elementByteCount
  for size in shape {
    let (product, overflow) = extent.multipliedReportingOverflow(by: max(size, 1))
    if overflow {
      throw .shapeOverflow(tensor: tensor, shape: shape, elementByteCount: elementByteCount)
    }
    extent = product
  }
  return shape.contains(0) ? 0 : extent
}
