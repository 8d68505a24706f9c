import Testing

@testable import MPI

/// Who is named of the ranks of a host, of what they tell. No MPI runs here.
@Suite(.enabled(if: !isRank)) struct LatenessTests {
  /// What a rank is found at: waiting for ranks, in a collective or not; or busy, stopped and so on.
  enum Found {
    case waits([Int], String = "a", group: UInt64 = 0, calls: UInt64 = 0)
    case isBusy(calls: [UInt64: UInt64] = [:])
    case isStopped, isAbsent, hasNotStarted, isElsewhere

    func standing(_ rank: Int) -> Lateness.Standing {
      switch self {
      case .waits(let ranks, let place, let group, let calls):
        let wait = WaitRecord.Wait(ranks: ranks, group: group, calls: calls, place: place)
        return .tells(WaitRecord(rank: rank, waits: [wait], calls: [group: calls]), process: 1)
      case .isBusy(let calls): return .tells(WaitRecord(rank: rank, calls: calls), process: 1)
      case .isStopped: return .isStopped(process: 1)
      case .isAbsent: return .isAbsent
      case .hasNotStarted: return .hasNotStarted(process: 1)
      case .isElsewhere: return .isElsewhere
      }
    }
  }

  /// By rank; rank 0 asks.
  static let cases: [([Found], Lateness.Verdict)] = [
    ([.waits([1]), .isStopped], .late([1])),
    ([.waits([1]), .isAbsent], .late([1])),
    ([.waits([1]), .hasNotStarted], .late([1])),
    ([.waits([1]), .isBusy()], .late([1])),
    // Who waits is not late: it is looked at for whom it waits.
    ([.waits([1]), .waits([2]), .isStopped], .late([2])),
    ([.waits([1]), .waits([2]), .waits([3]), .isBusy()], .late([3])),
    // A rank that nobody waits for may do what it likes.
    ([.waits([1]), .isStopped, .isBusy(), .isStopped], .late([1])),
    // Who is stopped rather than who is busy.
    ([.waits([1, 2]), .isBusy(), .isStopped], .late([2])),
    ([.waits([1, 2]), .isStopped, .isAbsent], .late([1, 2])),
    // In a collective, who has come to it and left is not late, whatever it does now.
    (
      [
        .waits([1, 2], group: 7, calls: 5), .isBusy(calls: [7: 5]), .isBusy(calls: [7: 4, 8: 9]),
      ], .late([2])
    ),
    ([.waits([1, 2], group: 7, calls: 5), .isBusy(calls: [7: 6]), .isBusy()], .late([2])),
    // Of other hosts nothing is known; a rank of this one that is late is named before them.
    ([.waits([1]), .isElsewhere], .elsewhere([1])),
    ([.waits([1, 2]), .waits([2]), .isElsewhere], .elsewhere([2])),
    ([.waits([1, 2]), .isStopped, .isElsewhere], .late([1])),
    // In a circle all wait: at different places nothing comes of it, at one it may take its time.
    ([.waits([1], "a"), .waits([0], "b")], .circle([0, 1])),
    ([.waits([1], "a"), .waits([2], "a"), .waits([0], "b")], .circle([0, 1, 2])),
    ([.waits([1], "a"), .waits([0], "a")], .isUnderWay),
    // Rank 1 waits in a collective that rank 0 has left: it is on its way.
    (
      [.waits([1], "b", group: 7, calls: 2), .waits([0], "a", group: 7, calls: 1)], .isUnderWay
    ),
  ]

  @Test(arguments: cases.indices) func `the rank that is late is found`(number: Int) throws {
    let (found, expected) = Self.cases[number]
    let lateness = Lateness { found[$0].standing($0) }
    guard case .tells(let record, _) = found[0].standing(0) else { return }
    #expect(lateness.verdict(on: record.waits[0], of: 0) == expected)
  }

  @Test func `the message says who is late, where, and what is known of it`() {
    let wait = WaitRecord.Wait(ranks: [1, 2], place: "reshard x")
    func message(_ found: [Found]) -> String {
      let lateness = Lateness { found[$0].standing($0) }
      return lateness.message(lateness.verdict(on: wait, of: 0), on: wait, of: 0, seconds: 2)
    }
    #expect(
      message([.waits([1, 2]), .isStopped, .isBusy()])
        == "rank 1 did not arrive within 2.0 s at reshard x; rank 1 is stopped by a signal (process 1)"
    )
    #expect(
      message([.waits([1, 2]), .isBusy(), .isBusy()])
        == "ranks 1, 2 did not arrive within 2.0 s at reshard x")
    #expect(
      message([.waits([1, 2]), .isElsewhere, .isElsewhere])
        == "one of ranks 1, 2, on other hosts, did not arrive within 2.0 s at reshard x")
    #expect(
      message([.waits([1, 2]), .waits([0], "y"), .waits([0], "reshard x")])
        == "ranks wait for each other since 2.0 s: rank 0 is at reshard x; rank 1 is at y; "
        + "rank 2 is at reshard x")
  }

  @Test func `a record is read as it was written, and never in part`() {
    let record = WaitRecord(
      rank: 3, isAtEnd: true,
      waits: [
        .init(ranks: [0, 1], group: .max, calls: 7, milliseconds: 9, place: "é"),
        .init(ranks: [], place: ""),
      ], calls: [.max: 7, 1: 2])
    let words = record.words(turn: 5)
    #expect(WaitRecord(words: words) == record)
    for count in 0..<words.count { #expect(WaitRecord(words: Array(words[..<count])) == nil) }
    // Its end is of another turn: it was being written.
    #expect(WaitRecord(words: words.dropLast() + [4]) == nil)
    for index in words.indices {
      var torn = words
      torn[index] = .max
      _ = WaitRecord(words: torn)
    }
  }
}
