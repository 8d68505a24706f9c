internal import CHost
import Glibc
import Synchronization

/// The file in memory in which this process tells of its waits. No folder names it, so that nothing is left of
/// it; the other ranks of the host find it through `/proc`, and read it when they have waited too long, or are
/// at their end.
struct WaitFile: ~Copyable {
  static let label = "tessera-waits"
  private let descriptor: Int32
  private var turn: UInt64 = 0
  private var told: WaitRecord?

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// This process's; nil if it has none.
  private static let own = Mutex<WaitFile?>(nil)

  /// Opens this process's file, where the system does not refuse.
  static func open() {
    let descriptor = unsafe CHOST_memory_file(label)
    if descriptor >= 0 { own.withLock { $0 = WaitFile(descriptor) } }
  }

  /// Tells `record`, with whether the process is at its end, where it is another than before.
  ///
  /// - Returns: whether there is such a file.
  @discardableResult
  static func tell(_ record: WaitRecord) -> Bool {
    own.withLock { file in
      // Read under the lock, so that no older record replaces one that tells of the end.
      var record = record
      record.isAtEnd = Leaving.isAtEnd
      file?.tell(record)
      return file != nil
    }
  }

  private mutating func tell(_ record: WaitRecord) {
    guard record != told else { return }
    told = record
    turn += 1
    let words = record.words(turn: turn)
    unsafe words.withUnsafeBytes { bytes in
      _ = unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
      ftruncate(descriptor, off_t(bytes.count))
    }
  }
}
