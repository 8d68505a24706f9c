/// What a process tells the others of its host about its waits: what the watchdog saw last.
struct WaitRecord: Hashable {
  /// A wait that has lasted for a moment.
  struct Wait: Hashable {
    /// The ranks that are waited for.
    var ranks: [Int]
    /// The communicator whose collective it is, and which of its collectives; 0 for what is none.
    var group: UInt64 = 0
    var calls: UInt64 = 0
    var milliseconds = 0
    /// Where the rank is, in words.
    var place = ""
  }

  var rank: Int
  /// Whether the process has nothing more to do, after the end of MPI.
  var isAtEnd = false
  var waits: [Wait] = []
  /// By communicator: how many of its collectives the process has begun.
  var calls: [UInt64: UInt64] = [:]
}

extension WaitRecord {
  private static let mark: UInt64 = 0x7465_7373_6572_6131

  /// The record as words. The first and the last are `turn`, so that a reader sees a record that was being
  /// written.
  func words(turn: UInt64) -> [UInt64] {
    var words = [turn, Self.mark, UInt64(rank), isAtEnd ? 1 : 0, UInt64(waits.count)]
    for wait in waits {
      words += [wait.group, wait.calls, UInt64(wait.milliseconds), UInt64(wait.ranks.count)]
      words += wait.ranks.map(UInt64.init)
      let bytes = Array(wait.place.utf8)
      words.append(UInt64(bytes.count))
      words += bytes.map(UInt64.init)
    }
    words.append(UInt64(calls.count))
    for (group, count) in calls { words += [group, count] }
    words.append(turn)
    return words
  }

  /// Nil where the words are no whole record.
  init?(words: [UInt64]) {
    var rest = words[...]
    func next() -> Int? { rest.popFirst().flatMap { Int(exactly: $0) } }
    func next(_ count: Int?) -> ArraySlice<UInt64>? {
      guard let count, 0...rest.count ~= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    guard let turn = rest.popFirst(), rest.popFirst() == Self.mark, let rank = next(),
      let end = rest.popFirst(), let count = next()
    else { return nil }
    self.init(rank: rank, isAtEnd: end == 1)
    guard count <= rest.count else { return nil }
    for _ in 0..<count {
      guard let group = rest.popFirst(), let calls = rest.popFirst(), let time = next(),
        let ranks = next(next()), let text = next(next())
      else { return nil }
      waits.append(
        Wait(
          ranks: ranks.map { Int(clamping: $0) }, group: group, calls: calls, milliseconds: time,
          place: String(decoding: text.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)))
    }
    guard let groups = next(), groups <= rest.count, let pairs = next(2 * groups),
      rest.popFirst() == turn
    else { return nil }
    for at in stride(from: pairs.startIndex, to: pairs.endIndex, by: 2) {
      calls[pairs[at]] = pairs[at + 1]
    }
  }
}
