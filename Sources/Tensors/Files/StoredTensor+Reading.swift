import Elements
import Files

extension StoredTensor {
  /// All elements: a read-only view of the mapping where the file's bytes can be used as they lie,
  /// else a copy. They cannot where a `bool` has another byte than 0 and 1.
  package func tensor() throws(FileError) -> DenseTensor {
    let storage = mapping.storage(start..<start + span)
    try mapping.checkUnchanged()
    guard !isSwapped, storage.isAligned(for: dtype), dtype != .bool || storage.isBoolean else {
      return try box(offsets: shape.map { _ in 0 }, sizes: shape)
    }
    return DenseTensor(storage: storage, shape: shape, strides: strides, offset: 0, dtype: dtype)
  }

  /// A copy of a block of elements in row-major order. Touches only the pages that they lie on.
  package func box(offsets: [Int], sizes: [Int]) throws(FileError) -> DenseTensor {
    try mapping.checkUnchanged()
    let storage = mapping.storage(start..<start + span)
    let result: DenseTensor
    if storage.isAligned(for: dtype) {
      result = DenseTensor(
        storage: storage, shape: shape, strides: strides, offset: 0, dtype: dtype
      ).slice(offsets: offsets, sizes: sizes).copy()
    } else {
      // Bytes are aligned wherever they lie: one more dim, the bytes of an element.
      let size = dtype.byteCount
      let bytes = DenseTensor(
        storage: storage, shape: shape + [size], strides: strides.map { $0 * size } + [1],
        offset: 0, dtype: .uint8
      ).slice(offsets: offsets + [0], sizes: sizes + [size]).copy()
      result = DenseTensor(
        storage: bytes.storage, shape: sizes, strides: DenseTensor.rowMajorStrides(sizes),
        offset: 0, dtype: dtype)
    }
    if dtype == .bool { result.makeBoolean() }
    if isSwapped { result.swapBytes() }
    return result
  }
}

extension StoredTensor {
  /// Reads a block of elements into the block of a dense tensor that begins at `place`, run by run, without mapping pages.
  ///
  /// - Returns: false where its runs are short, or its bytes cannot be used as they lie; then nothing is read.
  package func read(
    offsets: [Int], sizes: [Int], into target: DenseTensor, at place: [Int]
  ) throws(FileError) -> Bool {
    guard !isSwapped, dtype != .bool, target.isContiguous, !sizes.contains(0),
      strides == Self.denseStrides(shape)
    else { return false }
    // Dims from `first` on lie side by side in both.
    var (first, run) = (sizes.count, dtype.byteCount)
    while first > 0 {
      run *= sizes[first - 1]
      first -= 1
      if sizes[first] != shape[first] || sizes[first] != target.shape[first] { break }
    }
    guard run >= Self.shortestRun else { return false }
    var index = [Int](repeating: 0, count: first)
    while true {
      var (from, to) = (0, 0)
      for dim in sizes.indices {
        let step = dim < first ? index[dim] : 0
        from += (offsets[dim] + step) * strides[dim]
        to += (place[dim] + step) * target.strides[dim]
      }
      let start = target.byteRange.lowerBound + to * dtype.byteCount
      try target.storage.withMutableBytes(start..<start + run) {
        (bytes: inout MutableRawSpan) throws(FileError) in
        try mapping.read(from: self.start + from * dtype.byteCount, into: &bytes)
      }
      var dim = first - 1
      while dim >= 0, index[dim] == sizes[dim] - 1 {
        index[dim] = 0
        dim -= 1
      }
      if dim < 0 { return true }
      index[dim] += 1
    }
  }

  /// In bytes: a call of the system for less costs more than pages that are mapped.
  private static let shortestRun = 64 << 10
}

extension MappedFile {
  /// The bytes of `range`, for reading; the mapping lives as long as they are in use.
  fileprivate func storage(_ range: Range<Int>) -> Storage {
    guard let base = unsafe base, !range.isEmpty else { return Storage(byteCount: 0) }
    return unsafe Storage(mapping: base + range.lowerBound, byteCount: range.count, owner: self)
  }
}

extension Storage {
  fileprivate func isAligned(for dtype: DType) -> Bool {
    let alignment = dtype == .complex64 ? 4 : dtype.byteCount
    return unsafe UInt(bitPattern: bytes) % UInt(alignment) == 0
  }

  /// Whether every byte is 0 or 1, as Swift's `Bool` needs it.
  fileprivate var isBoolean: Bool {
    withBytes(nil) { bytes in unsafe bytes.withUnsafeBytes { unsafe $0.allSatisfy { $0 <= 1 } } }
  }
}

extension DenseTensor {
  /// Makes 1 of every byte that is not 0, in place: other readers too take it for true.
  fileprivate func makeBoolean() {
    if isEmpty { return }
    let bytes = unsafe (storage.bytes + offset).assumingMemoryBound(to: UInt8.self)
    for index in 0..<count { unsafe bytes[index] = bytes[index] == 0 ? 0 : 1 }
  }

  /// Turns the bytes of each number around, in place; of a complex one, of both parts.
  fileprivate func swapBytes() {
    if isEmpty { return }
    let size = dtype == .complex64 ? 4 : dtype.byteCount
    func swap<Word: FixedWidthInteger>(_: Word.Type) {
      let words = unsafe mutablePointer(as: Word.self)
      for index in 0..<byteCount / size { unsafe words[index] = words[index].byteSwapped }
    }
    switch size {
    case 2: swap(UInt16.self)
    case 4: swap(UInt32.self)
    case 8: swap(UInt64.self)
    default: break
    }
  }
}
