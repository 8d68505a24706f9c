package import Elements

/// A block that is copied or folded from places in row-major tensors to a place in another, prepared
/// once for all tensors that lie so.
///
/// Where each tensor starts is told at each run, as a storage and a byte in it.
package struct BlockMove {
  /// Where a tensor's element with all indices 0 lies.
  package struct Place {
    package var storage: Storage
    package var byte: Int

    package init(_ storage: Storage, at byte: Int) {
      self.storage = storage
      self.byte = byte
    }
  }

  /// The block in a row-major tensor.
  package struct Frame {
    let strides: [Int]
    let first: Int

    /// The block from `offsets` on in a row-major tensor of `shape`.
    package init(shape: [Int], offsets: [Int]) {
      strides = DenseTensor.rowMajorStrides(shape)
      first = zip(strides, offsets).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  private let walk: StridedWalk
  private let starts: [Int]
  /// The bytes that each tensor must have from its start on.
  private let ends: [Int]
  private let dtype: DType
  private let rows: FoldRows?

  /// - Parameters:
  ///   - shape: of the block.
  ///   - sources: where it lies in each source; one is copied, several are folded.
  ///   - levels: how several are folded: see `fold(_:_:into:)`.
  ///   - target: where it belongs.
  package init(
    shape: [Int], dtype: DType, from sources: [Frame], levels: [FoldLevel],
    into target: Frame
  ) {
    walk = StridedWalk(shape: shape, operands: [target.strides] + sources.map(\.strides))
    starts = ([target] + sources).map { $0.first * dtype.byteCount }
    ends = ([target] + sources).map { frame in
      let last = zip(shape, frame.strides).reduce(frame.first) { $0 + ($1.0 - 1) * $1.1 }
      return (last + 1) * dtype.byteCount
    }
    self.dtype = dtype
    rows =
      sources.count > 1
      ? FoldRows(
        walk, levels: levels, bytes: DenseTensor.count(of: shape) * dtype.byteCount) : nil
  }

  /// Copies from the only source.
  package func copy(from source: Place, into target: Place) {
    precondition(rows == nil && target.storage.isWritable, "a copy of one block into memory")
    guard !walk.isEmpty else { return }
    check(target, 0)
    check(source, 1)
    unsafe CopyEngine.copy(
      walk, from: source.storage.bytes + source.byte + starts[1],
      to: target.storage.bytes + target.byte + starts[0], elementSize: dtype.byteCount)
  }

  /// Folds the sources in their order.
  package func fold(from sources: [Place], into target: Place) {
    precondition(
      sources.count == starts.count - 1 && target.storage.isWritable, "a fold into memory")
    guard !walk.isEmpty else { return }
    check(target, 0)
    for (index, source) in sources.enumerated() { check(source, index + 1) }
    withElementType(dtype, Folding(move: self, sources: sources, target: target))
  }

  private func check(_ place: Place, _ operand: Int) {
    precondition(
      place.byte >= 0 && place.byte + ends[operand] <= place.storage.byteCount,
      "a block up to byte \(place.byte + ends[operand]) of \(place.storage.byteCount)")
  }

  private struct Folding: ElementVisitor {
    let move: BlockMove
    let sources: [Place]
    let target: Place

    func visit<T: KernelElement>(_ type: T.Type) {
      unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<T>.self, capacity: sources.count) {
        from in
        for (index, source) in sources.enumerated() {
          let start = unsafe source.storage.bytes + source.byte + move.starts[index + 1]
          unsafe from.initializeElement(
            at: index, to: UnsafePointer(start.assumingMemoryBound(to: T.self)))
        }
        let to = unsafe target.storage.bytes + target.byte + move.starts[0]
        unsafe move.rows?.run(from.baseAddress!, into: to.assumingMemoryBound(to: T.self))
      }
    }
  }
}
