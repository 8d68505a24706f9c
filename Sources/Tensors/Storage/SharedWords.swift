internal import CHost

/// Words of 64 bits that processes of one host share: their owner stores, and its peers load.
///
/// What a process wrote before it stored a word, another sees that loaded it.
@safe
package struct SharedWords {
  let base: UnsafeMutablePointer<UInt64>
  /// Where they lie in their owner's arena, in bytes.
  package let offset: Int
  private let count: Int
  private let isOwn: Bool

  @unsafe
  init(base: UnsafeMutablePointer<UInt64>, offset: Int, count: Int, isOwn: Bool) {
    unsafe self.base = base
    self.offset = offset
    self.count = count
    self.isOwn = isOwn
  }

  /// Loads with acquire order; stores, which are the owner's alone, have release order.
  package subscript(index: Int) -> UInt64 {
    get {
      precondition(index >= 0 && index < count, "word \(index) of \(count)")
      return unsafe CHOST_load_acquire(base + index)
    }
    nonmutating set {
      precondition(isOwn && index >= 0 && index < count, "a store into word \(index) of \(count)")
      unsafe CHOST_store_release(base + index, newValue)
    }
  }

  /// Lets a processor rest for a moment in a loop that waits for a word.
  package static func pause() { CHOST_pause() }
}
