internal import CKernels
internal import COneDNN
import Elements

/// How numbers become integers of 8 bits.
package struct Quantisation: Sendable {
  /// By what numbers are multiplied: the largest integer times the scale, in float32.
  let factor: Float
  let isTiedToEven: Bool
  let bounds: ClosedRange<Float>

  /// - Parameters:
  ///   - scale: what makes numbers at most 1.
  ///   - isTiedToEven: whether a half goes to the even neighbour, or away from 0.
  package init(scale: Double, isTiedToEven: Bool, bounds: ClosedRange<Double>) {
    self.bounds = Float(bounds.lowerBound)...Float(bounds.upperBound)
    factor = self.bounds.upperBound * Float(scale)
    self.isTiedToEven = isTiedToEven
  }

  /// The integers of a float32 tensor, as int8. NaN is 0.
  package func integers(of tensor: DenseTensor) -> DenseTensor {
    precondition(tensor.dtype == .float32, "a quantisation of \(tensor.dtype)")
    let (source, result) = (tensor.contiguous(), DenseTensor(shape: tensor.shape, dtype: .int8))
    let from = unsafe source.pointer(as: Float.self)
    let to = unsafe result.mutablePointer(as: Int8.self)
    let (low, high) = (Int32(max(bounds.lowerBound, -128)), Int32(min(bounds.upperBound, 127)))
    KernelThreads.forEachRange(of: result.count, work: 2) { range in
      unsafe KernelVariant.chosenRoutines.quantise_bytes(
        to + range.lowerBound, from + range.lowerBound, range.count, factor, low, high,
        isTiedToEven ? 1 : 0)
    }
    return result
  }
}

extension DenseTensor {
  /// The product of an int8 matrix with the transpose of another: `[m, k]` and `[n, k]` give int32 `[m, n]`, which wraps.
  ///
  /// - Complexity: O(m n k).
  package func byteProduct(withTransposed other: DenseTensor) -> DenseTensor {
    precondition(
      dtype == .int8 && other.dtype == .int8 && ndim == 2 && other.ndim == 2
        && shape[1] == other.shape[1], "a product of \(self) and \(other)")
    let (rows, columns, inner) = (shape[0], other.shape[0], shape[1])
    let (one, two) = (contiguous(), other.contiguous())
    let result = DenseTensor(shape: [rows, columns], dtype: .int32)
    let a = unsafe one.pointer(as: Int8.self)
    let b = unsafe two.pointer(as: Int8.self)
    let to = unsafe result.mutablePointer(as: Int32.self)
    let isLarge = KernelVariant.hasByteProducts && rows * columns * inner >= 1 << 15
    KernelThreads.forEachRange(of: rows, work: max(1, columns * inner / 16)) { range in
      if isLarge,
        unsafe ONEDNN_product_bytes(
          range.count, columns, inner, a + range.lowerBound * inner, b,
          to + range.lowerBound * columns, columns) == 0
      {
        return
      }
      unsafe KernelVariant.chosenRoutines.products_bytes(
        to + range.lowerBound * columns, columns, a + range.lowerBound * inner, b, range.count,
        columns, inner)
    }
    return result
  }
}

extension KernelVariant {
  /// Whether products of bytes are those of a library, by instructions that the kernels here do not take; the sums are the
  /// same.
  static let hasByteProducts = chosen == .avx512 && ONEDNN_has_byte_products() != 0
}
