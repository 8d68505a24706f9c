import Autosharding
import Elements
import Forecasts
import Testing

/// Cuts of a pipeline beside all cuts that there are.
@Suite struct StageDivisionTests {
  /// Every way to cut so many pieces into so many stages.
  static func allCuts(_ pieces: Int, into stages: Int, from first: Int = 1) -> [[Int]] {
    if stages == 1 { return [[]] }
    return (first..<max(first, pieces)).flatMap { cut in
      allCuts(pieces, into: stages - 1, from: cut + 1).map { [cut] + $0 }
    }
  }

  @Test(arguments: 0..<120, [SearchGoal.time, .bytes, .memory])
  func `all cuts are tried, and none costs less`(seed: UInt64, goal: SearchGoal) throws {
    var generator = SeededGenerator(seed: 3000 + seed)
    let count = Int.random(in: 1...9, using: &generator)
    func number(_ largest: Int) -> Int { Int.random(in: 0...largest, using: &generator) }
    let pieces = (0..<count).map { _ in
      StagePiece(
        seconds: Double(1 + number(9)), once: seed % 2 == 0 ? Double(number(30)) : 0,
        held: number(20), kept: number(6), passing: number(10))
    }
    let crossings = (0...count).map { _ in
      StageCrossing(seconds: Double(number(12)), bytes: Double(number(500)))
    }
    let stages = 1 + number(4)
    let division = StageDivision(
      pieces, crossings, kept: (0..<stages).map { stages - $0 },
      microbatches: 1 + number(7), goal: goal, limit: seed % 3 == 0 ? 40 : .max)
    let costs = Self.allCuts(count, into: stages).compactMap { division.cost($0) }
    let best = division.best()
    #expect((best == nil) == costs.isEmpty, "seed \(seed)")
    guard let best, let least = costs.min() else { return }
    #expect(best.count == stages - 1, "seed \(seed)")
    let own = try #require(division.cost(best), "seed \(seed)")
    #expect(abs(own - least) <= 1e-9 * least, "seed \(seed): \(own), not \(least)")
  }

  @Test func `equal pieces make equal stages, and a cut where less crosses is preferred`() {
    let pieces = [StagePiece](repeating: StagePiece(seconds: 1), count: 32)
    var crossings = [StageCrossing](repeating: StageCrossing(seconds: 1), count: 33)
    func best(_ stages: Int, _ microbatches: Int) -> [Int]? {
      StageDivision(
        pieces, crossings, kept: Array(repeating: 1, count: stages), microbatches: microbatches,
        goal: .time, limit: .max
      ).best()
    }
    #expect(best(4, 64) == [8, 16, 24])
    // Nothing crosses behind 15 pieces: one piece more in the other stage costs as much for each further micro-batch.
    crossings[15] = StageCrossing()
    #expect(best(2, 1) == [15])
    #expect(best(2, 64) == [16])
  }

  @Test func `a stage with a large parameter has fewer pieces where its optimiser takes long`() {
    func best(_ once: Double, _ microbatches: Int) -> [Int]? {
      var pieces = [StagePiece](repeating: StagePiece(seconds: 1, once: 1), count: 9)
      pieces[0].once = once
      return StageDivision(
        pieces, [StageCrossing](repeating: StageCrossing(), count: 10), kept: [1, 1, 1],
        microbatches: microbatches, goal: .time, limit: .max
      ).best()
    }
    #expect(best(1, 4) == [3, 6])
    // 2 seconds less once, 1 more of the busiest stage for each further micro-batch.
    #expect(best(20, 4) == [3, 6])
    #expect(best(20, 2) == [1, 5])
  }

  @Test func `the first stages have fewer pieces where they keep more micro-batches`() throws {
    let pieces = [StagePiece](repeating: StagePiece(seconds: 1, held: 1, kept: 1), count: 8)
    let division = StageDivision(
      pieces, [StageCrossing](repeating: StageCrossing(), count: 9), kept: [4, 3, 2, 1],
      microbatches: 8, goal: .memory, limit: .max)
    // 1 x 5, 2 x 4, 2 x 3, 3 x 2: the busiest holds 8.
    let cuts = try #require(division.best())
    let ends = zip([0] + cuts, cuts + [8])
    #expect(ends.enumerated().map { division.bytes($0, $1.0..<$1.1) }.max() == 8)
    let tight = StageDivision(
      pieces, [StageCrossing](repeating: StageCrossing(), count: 9), kept: [4, 3, 2, 1],
      microbatches: 8, goal: .time, limit: 7)
    #expect(tight.best() == nil)
  }
}
