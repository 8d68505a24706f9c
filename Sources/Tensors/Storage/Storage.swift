/// The bytes of a tensor: 64-byte aligned and from the pool, or a read-only part of a mapped file.
///
/// Views share a storage; it lives as long as one of them does. It is not `Sendable`: two threads
/// need a tensor each.
@safe
public final class Storage {
  /// The number of usable bytes.
  public let byteCount: Int

  /// False for a mapped file: writing to it is a programmer's error.
  public let isWritable: Bool

  private let base: UnsafeMutableRawPointer
  private let block: StoragePool.Block?
  private let owner: AnyObject?
  /// Where it lies in the shared arena; negative where it does not.
  let placeInArena: Int

  /// Memory from the pool, with undefined contents; it goes back there when the storage dies.
  ///
  /// Where the system gives no more the process ends with exit code 69: see `init(allocating:)`.
  public convenience init(byteCount: Int) {
    do { try self.init(allocating: byteCount) } catch { error.fail() }
  }

  /// As `init(byteCount:)`, where a user's sizes decide how many.
  ///
  /// - Throws: `MemoryError` if the system gives no more.
  public init(allocating byteCount: Int) throws(MemoryError) {
    precondition(byteCount >= 0, "a storage of \(byteCount) bytes")
    let block = try StoragePool.take(byteCount: byteCount)
    self.byteCount = byteCount
    self.block = block
    unsafe base = block.pointer
    placeInArena = block.offset
    isWritable = true
    owner = nil
  }

  /// Memory that `owner` keeps valid while it lives, for reading only.
  ///
  /// - Parameter base: aligned to the element type that it will be read as.
  @unsafe
  public init(mapping base: UnsafeRawPointer, byteCount: Int, owner: AnyObject) {
    precondition(byteCount >= 0, "a storage of \(byteCount) bytes")
    self.byteCount = byteCount
    unsafe self.base = UnsafeMutableRawPointer(mutating: base)
    self.owner = owner
    isWritable = false
    placeInArena = -1
    block = nil
  }

  deinit {
    if let block { StoragePool.giveBack(block, byteCount: byteCount) }
  }

  /// The first byte, for kernels; valid while the storage lives.
  @unsafe
  package var bytes: UnsafeMutableRawPointer { unsafe base }
}

extension Storage {
  /// Lends the bytes of `range` (all of them where it is nil) for reading.
  public func withBytes<R, E: Error>(
    _ range: Range<Int>? = nil, _ body: (RawSpan) throws(E) -> R
  ) throws(E) -> R {
    let range = checked(range)
    let span = unsafe RawSpan(_unsafeStart: bytes + range.lowerBound, byteCount: range.count)
    return try body(span)
  }

  /// Lends the bytes of `range` (all of them where it is nil) for writing.
  public func withMutableBytes<R, E: Error>(
    _ range: Range<Int>? = nil, _ body: (inout MutableRawSpan) throws(E) -> R
  ) throws(E) -> R {
    precondition(isWritable, "a mapped file is read-only")
    let range = checked(range)
    var span = unsafe MutableRawSpan(
      _unsafeStart: bytes + range.lowerBound, byteCount: range.count)
    return try body(&span)
  }

  private func checked(_ range: Range<Int>?) -> Range<Int> {
    guard let range else { return 0..<byteCount }
    precondition(
      range.lowerBound >= 0 && range.upperBound <= byteCount,
      "bytes \(range) of a storage of \(byteCount) bytes")
    return range
  }
}
