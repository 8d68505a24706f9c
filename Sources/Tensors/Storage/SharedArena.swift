internal import CHost
import Glibc

/// The memory of this process that other processes of the host may read: one file in memory, large and
/// sparse, of which a page is used when it is touched.
///
/// No folder names it, so that nothing is left of it when the process ends, however it ends: the
/// system frees it with the last mapping. It starts with a random token, by which a peer that opened it
/// through `/proc` knows that it has the right one; then come words for protocols, then blocks.
@safe
final class SharedArena {
  /// How a peer finds the arena.
  let address: Address
  private let base: UnsafeMutableRawPointer
  private var nextWord = SharedArena.tokenBytes
  private var nextBlock = SharedArena.wordsEnd
  /// By capacity: where blocks lie that were given back.
  private var free: [Int: [Int]] = [:]

  /// The bytes that it spans, twice the machine's memory and more; nothing is paid for those that are not
  /// touched.
  private static let span = max(
    64 << 30, 2 * sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
  private static let tokenBytes = 64
  private static let wordsEnd = 16 << 20
  private static let page = 4 << 10
  private static let largePage = 2 << 20

  /// Nil where the system refuses.
  init?() {
    let descriptor = unsafe CHOST_memory_file("tessera")
    guard descriptor >= 0 else { return nil }
    var limit = rlimit()
    var byteCount = Self.span
    // A file beyond the limit would end the process by a signal.
    if unsafe getrlimit(__rlimit_resource_t(1), &limit) == 0 {
      byteCount = Int(min(UInt64(byteCount), UInt64(limit.rlim_cur)))
    }
    guard byteCount >= 2 * Self.wordsEnd, ftruncate(descriptor, byteCount) == 0,
      let base = unsafe mmap(
        nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, descriptor, 0),
      unsafe base != MAP_FAILED
    else {
      close(descriptor)
      return nil
    }
    unsafe CHOST_prefer_large_pages(base, byteCount)
    unsafe self.base = base
    var generator = SystemRandomNumberGenerator()
    let token = (generator.next(), generator.next())
    address = Address(
      process: getpid(), descriptor: descriptor, byteCount: byteCount, token: [token.0, token.1])
    unsafe base.storeBytes(of: token.0, as: UInt64.self)
    unsafe base.storeBytes(of: token.1, toByteOffset: 8, as: UInt64.self)
  }

  deinit {
    unsafe munmap(base, address.byteCount)
    close(address.descriptor)
  }

  /// Where `pointer` lies in it; nil if it does not.
  func offset(of pointer: UnsafeRawPointer) -> Int? {
    let distance = unsafe pointer - UnsafeRawPointer(base)
    return distance >= 0 && distance < address.byteCount ? distance : nil
  }

  /// A block, zeroed or with what it held; nil if no room is left.
  func take(_ capacity: Int) -> UnsafeMutableRawPointer? {
    if let offset = free[capacity]?.popLast() { return unsafe base + offset }
    let alignment =
      capacity >= 2 * Self.largePage
      ? Self.largePage : capacity >= Self.page ? Self.page : StoragePool.alignment
    let start = (nextBlock + alignment - 1) / alignment * alignment
    guard start + capacity <= address.byteCount else { return nil }
    nextBlock = start + capacity
    return unsafe base + start
  }

  /// What no block has taken yet.
  var roomBytes: Int { address.byteCount - min(nextBlock, address.byteCount) }

  /// Takes a block back; the pages that it alone lies on go to the system.
  func giveBack(_ pointer: UnsafeMutableRawPointer, _ capacity: Int) {
    let offset = unsafe UnsafeRawPointer(pointer) - UnsafeRawPointer(base)
    let first = (offset + Self.page - 1) / Self.page * Self.page
    let end = (offset + capacity) / Self.page * Self.page
    if end > first {
      _ = CHOST_punch_hole(address.descriptor, Int64(first), Int64(end - first))
    }
    free[capacity, default: []].append(offset)
  }

  /// `count` words, all 0, on cache lines of their own; nil if no room is left. They are never given
  /// back, for a peer may still look at them.
  func words(_ count: Int) -> SharedWords? {
    let bytes = (count * 8 + 63) / 64 * 64
    guard nextWord + bytes <= Self.wordsEnd else { return nil }
    defer { nextWord += bytes }
    return unsafe SharedWords(
      base: (base + nextWord).assumingMemoryBound(to: UInt64.self), offset: nextWord, count: count,
      isOwn: true)
  }
}

extension SharedArena {
  /// What a process tells its peers so that they can map its arena.
  struct Address: Hashable, Sendable {
    var process: Int32
    var descriptor: Int32
    var byteCount: Int
    /// Two random words.
    var token: [UInt64]
  }
}
