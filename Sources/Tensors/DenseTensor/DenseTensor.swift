public import Elements

/// A dense N-D array on this process: a dtype known at run time, and a strided view of a storage.
///
/// Element `[i, j, …]` lies `offset + i * strides[0] + j * strides[1] + …` elements from the
/// storage's start. New tensors are row-major and contiguous; views (`slice`, `transposed`,
/// `expanded`, …) share the storage, so that writing through one is seen by all.
public struct DenseTensor {
  /// The type of the elements.
  public let dtype: DType
  /// The extent of each dim; empty for a 0-D tensor, which has one element.
  public let shape: [Int]
  /// Elements from one index to the next in each dim; may be 0 (expanded) or negative.
  public let strides: [Int]
  /// The elements before the one with all indices 0.
  public let offset: Int
  /// The bytes, shared by all views of them.
  public let storage: Storage
  /// The number of elements.
  public let count: Int

  /// A view of `storage`; strides and offset count elements.
  ///
  /// Every element must lie inside the storage, and its start must suit the dtype's alignment.
  public init(storage: Storage, shape: [Int], strides: [Int], offset: Int, dtype: DType) {
    precondition(
      shape.count == strides.count, "\(shape.count) dims, but \(strides.count) strides")
    precondition(shape.allSatisfy { $0 >= 0 }, "a negative extent in the shape \(shape)")
    let count = Self.count(of: shape)
    if count > 0 {
      var (lowest, highest) = (offset, offset)
      for (extent, stride) in zip(shape, strides) {
        if stride < 0 { lowest += (extent - 1) * stride } else { highest += (extent - 1) * stride }
      }
      precondition(
        lowest >= 0 && (highest + 1) * dtype.byteCount <= storage.byteCount,
        "elements \(lowest)...\(highest) of \(dtype) in a storage of \(storage.byteCount) bytes")
      let address = unsafe UInt(bitPattern: storage.bytes)
      let alignment = UInt(dtype == .complex64 ? 4 : dtype.byteCount)
      precondition(address % alignment == 0, "storage not aligned for \(dtype)")
    }
    self.dtype = dtype
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.storage = storage
    self.count = count
  }

  /// A new row-major tensor with undefined contents.
  ///
  /// Where the system gives no more memory the process ends with exit code 69: see `init(allocating:)`.
  public init(shape: [Int], dtype: DType) {
    do { try self.init(allocating: shape, dtype: dtype) } catch { error.fail() }
  }

  /// As `init(shape:dtype:)`, where a user's sizes decide how large it is.
  ///
  /// - Throws: `MemoryError` if the system gives no more.
  public init(allocating shape: [Int], dtype: DType) throws(MemoryError) {
    precondition(shape.allSatisfy { $0 >= 0 }, "a negative extent in the shape \(shape)")
    self.init(
      storage: try Storage(allocating: Self.count(of: shape) * dtype.byteCount), shape: shape,
      strides: Self.rowMajorStrides(shape), offset: 0, dtype: dtype)
  }
}

extension DenseTensor {
  /// The number of dims.
  public var ndim: Int { shape.count }

  /// The bytes of the elements, as a contiguous copy would have them.
  public var byteCount: Int { count * dtype.byteCount }

  /// Whether it has no elements.
  public var isEmpty: Bool { count == 0 }

  /// Whether the elements lie in row-major order with no gaps.
  public var isContiguous: Bool {
    if isEmpty { return true }
    var expected = 1
    for dim in shape.indices.reversed() where shape[dim] != 1 {
      if strides[dim] != expected { return false }
      expected *= shape[dim]
    }
    return true
  }

  /// The bytes of the storage that a contiguous tensor covers.
  public var byteRange: Range<Int> {
    precondition(isContiguous, "a strided view has no single byte range")
    let start = isEmpty ? 0 : offset * dtype.byteCount
    return start..<start + byteCount
  }

  /// The strides of a contiguous tensor of `shape`, the last dim's being 1.
  public static func rowMajorStrides(_ shape: [Int]) -> [Int] { Strides.rowMajor(shape) }

  /// The product of the extents; it must fit an `Int`.
  static func count(of shape: [Int]) -> Int { shape.contains(0) ? 0 : shape.reduce(1, *) }

  /// The element with all indices 0; for kernels.
  @unsafe
  package func pointer<T>(as type: T.Type) -> UnsafeMutablePointer<T> {
    unsafe (storage.bytes + offset * dtype.byteCount).assumingMemoryBound(to: T.self)
  }

  /// As `pointer(as:)`, for a destination.
  @unsafe
  package func mutablePointer<T>(as type: T.Type) -> UnsafeMutablePointer<T> {
    precondition(storage.isWritable, "a tensor on a mapped file is read-only")
    return unsafe pointer(as: type)
  }
}
