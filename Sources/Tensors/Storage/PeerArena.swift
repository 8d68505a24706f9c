import Glibc
import Synchronization

/// Another process's shared memory, mapped for reading.
///
/// It is opened through `/proc`, which the system permits between processes of one user. The token
/// at its start tells whether it is the right one: process ids mean nothing in other namespaces.
@safe
package final class PeerArena: Sendable {
  private let address: SharedArena.Address
  private let base: UInt

  private static let known = Mutex<[SharedArena.Address: PeerArena]>([:])

  /// The arena of the process that published `address`; nil if it cannot be mapped. It is mapped
  /// once, and stays so.
  package static func open(_ address: [UInt64]) -> PeerArena? {
    guard let address = SharedArena.Address(words: address) else { return nil }
    return known.withLock { known in
      if let arena = known[address] { return arena }
      let arena = PeerArena(address)
      known[address] = arena
      return arena
    }
  }

  private init?(_ address: SharedArena.Address) {
    let path = "/proc/\(address.process)/fd/\(address.descriptor)"
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size == address.byteCount,
      let base = unsafe mmap(
        nil, address.byteCount, PROT_READ, MAP_SHARED | MAP_NORESERVE, descriptor, 0),
      unsafe base != MAP_FAILED
    else { return nil }
    let token = (0..<2).map { unsafe base.load(fromByteOffset: 8 * $0, as: UInt64.self) }
    guard token == address.token else {
      unsafe munmap(base, address.byteCount)
      return nil
    }
    self.address = address
    self.base = UInt(bitPattern: base)
  }

  deinit {
    if let base = unsafe UnsafeMutableRawPointer(bitPattern: base) {
      unsafe munmap(base, address.byteCount)
    }
  }

  private var start: UnsafeMutableRawPointer {
    guard let start = unsafe UnsafeMutableRawPointer(bitPattern: base) else {
      preconditionFailure("a mapping at address 0")
    }
    return unsafe start
  }

  /// All of it, for reading; what lies where, the peer tells.
  package var storage: Storage {
    unsafe Storage(mapping: start, byteCount: address.byteCount, owner: self)
  }

  /// The words that the peer has at `offset`.
  package func words(at offset: Int, count: Int) -> SharedWords? {
    guard offset >= 0, offset % 8 == 0, offset + 8 * count <= address.byteCount else { return nil }
    return unsafe SharedWords(
      base: (start + offset).assumingMemoryBound(to: UInt64.self), offset: offset, count: count,
      isOwn: false)
  }

  /// Whether its process runs, or has just ended.
  package var isAlive: Bool { kill(address.process, 0) == 0 || errno != ESRCH }
}

extension SharedArena.Address {
  /// For messages between ranks.
  var words: [UInt64] {
    [UInt64(process), UInt64(descriptor), UInt64(byteCount)] + token
  }

  fileprivate init?(words: [UInt64]) {
    guard words.count == StoragePool.addressWords, words[2] > 0,
      let process = Int32(exactly: words[0]), let descriptor = Int32(exactly: words[1]),
      let byteCount = Int(exactly: words[2])
    else { return nil }
    self.init(
      process: process, descriptor: descriptor, byteCount: byteCount, token: Array(words[3...]))
  }
}
