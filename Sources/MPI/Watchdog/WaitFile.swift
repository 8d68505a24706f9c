internal import CHost
import Glibc

/// The file in memory in which this process tells of its waits. No folder names it, so that nothing is left of
/// it; the other ranks of the host find it through `/proc`, and read it when they have waited too long.
struct WaitFile {
  static let label = "tessera-waits"
  private let descriptor: Int32
  private var turn: UInt64 = 0
  private var told: WaitRecord?

  /// Nil where the system refuses.
  init?() {
    descriptor = unsafe CHOST_memory_file(Self.label)
    if descriptor < 0 { return nil }
  }

  /// Tells `record`, where it is another than before.
  mutating func tell(_ record: WaitRecord) {
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
