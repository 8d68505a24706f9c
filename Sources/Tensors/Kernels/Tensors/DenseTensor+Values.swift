public import Elements

extension DenseTensor {
  /// A contiguous tensor of `values` in row-major order.
  public init<T: TensorElement>(_ values: [T], shape: [Int]) {
    precondition(
      values.count == Self.count(of: shape), "\(values.count) values for the shape \(shape)")
    self.init(shape: shape, dtype: T.dtype)
    unsafe mutablePointer(as: T.self).initialize(from: values, count: values.count)
  }

  /// A 0-D tensor.
  public init<T: TensorElement>(scalar value: T) { self.init([value], shape: []) }

  /// Every element `value`, converted to the dtype.
  public init(repeating value: Double, shape: [Int], dtype: DType) {
    self.init(shape: shape, dtype: dtype)
    fill(value)
  }

  /// Every element 0.
  public init(zeros shape: [Int], dtype: DType) {
    self.init(repeating: 0, shape: shape, dtype: dtype)
  }

  /// Every element 1.
  public init(ones shape: [Int], dtype: DType) {
    self.init(repeating: 1, shape: shape, dtype: dtype)
  }

  /// The elements in row-major order; `type` must be the dtype's.
  public func values<T: TensorElement>(as type: T.Type) -> [T] {
    precondition(dtype == T.dtype, "the values of a \(dtype) tensor as \(T.dtype)")
    let source = contiguous()
    return unsafe [T](unsafeUninitializedCapacity: count) { buffer, filled in
      if count > 0 {
        unsafe buffer.baseAddress!.initialize(from: source.pointer(as: T.self), count: count)
      }
      filled = count
    }
  }

  /// The element at `index`; `type` must be the dtype's.
  public func element<T: TensorElement>(_ index: [Int], as type: T.Type) -> T {
    precondition(dtype == T.dtype, "an element of a \(dtype) tensor as \(T.dtype)")
    let place = slice(offsets: index, sizes: [Int](repeating: 1, count: ndim))
    return unsafe place.pointer(as: T.self).pointee
  }
}
