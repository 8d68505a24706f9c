import SPMDRules
import Tensors

/// Reading dims, optional inputs and indices; making outputs that hold nothing.
extension LocalCall {
  /// A dim in the attribute, in 0 ..< ndim; of a 0-D tensor 0.
  func dim(_ name: String, of ndim: Int) -> Int {
    nonNegative(int(name), of: ndim)
  }

  /// The dims in the attribute, in 0 ..< ndim.
  func dims(_ name: String, of ndim: Int) -> [Int] {
    ints(name).map { nonNegative($0, of: ndim) }
  }

  private func nonNegative(_ dim: Int, of ndim: Int) -> Int {
    dim < 0 ? dim + max(ndim, 1) : dim
  }

  /// The optional tensor: nil if it is left out, or has the shape [0] or none.
  func given(_ index: Int) -> DenseTensor? {
    has(index) && !part(index).shape.isEmpty ? tensor(index) : nil
  }

  /// Zeros as the output at `index`.
  func zeros(_ index: Int = 0) -> DenseTensor {
    DenseTensor(zeros: outputs[index].sizes, dtype: dtypes[index])
  }

  /// The tensor under the shape of the part of the output at `index`.
  func shaped(_ tensor: DenseTensor, as index: Int = 0) -> DenseTensor {
    tensor.reshaped(to: outputs[index].sizes)
  }

  /// - Throws: `TesseraError.Kind.data` with the first index that is not in `range`, nor `except`.
  func require(
    _ indices: DenseTensor, _ name: String, in range: Range<Int>, except: Int? = nil
  ) throws(TesseraError) {
    guard let wrong = indices.firstIndex(outside: range, except: except) else { return }
    throw TesseraError(
      .data,
      "\(op): \(name) must be in \(range.lowerBound)..<\(range.upperBound), one is "
        + "\(wrong.index)")
  }

  /// - Throws: `TesseraError.Kind.data` if an index is not one of a dim of `extent`, from its start or, if it `wraps`,
  ///   from its end.
  func require(_ indices: DenseTensor, of extent: Int, wraps: Bool = true) throws(TesseraError) {
    try require(indices, "indices", in: (wraps ? -extent : 0)..<extent)
  }
}
