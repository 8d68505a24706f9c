import Tessera
import Testing

extension Ranks {
  /// Clocks that were aligned, held against what must come before what.
  @Suite struct ClocksOnRanks {
    @Test func `what is before a barrier is before what is after it, on every rank's clock`() throws
    {
      let cluster = try Cluster.start()
      let clock = try cluster.alignedClock()
      #expect((clock.errorBound == 0) == (cluster.rank == 0))
      for _ in 0..<20 {
        let before = clock.time(.now)
        try cluster.barrier()
        let after = clock.time(.now)
        let all = try cluster.gathered([before, after, clock.errorBound])
        for one in all {
          for other in all { #expect(one[0] - one[2] <= other[1] + other[2]) }
        }
      }
    }

    @Test func `a job's time line has every rank's row, and its bubble every idle share`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let meshes = try (0..<cluster.size).map {
        try ProcessMesh(shape: [1], ranks: [$0], name: "stage\($0)")
      }
      let trial = try PipelineTrial(meshes, takes: "R", trains: true, in: cluster)
      let clock = try cluster.alignedClock()
      let (run, trace) = try Trace.record(timed: true) {
        try trial.run(.oneForwardOneBackward, microbatches: 3)
      }
      let last = cluster.size - 1
      let line = try #require(trace.timeline).collected(on: last, clock, of: cluster)
      let bubble = try run.bubble(on: last, clock)
      #expect((line == nil) == (cluster.rank != last) && (bubble == nil) == (line == nil))
      guard let line, let bubble else { return }
      #expect(line.rows.map(\.rank) == Array(0...last))
      var begins: [Int] = []
      for row in line.rows {
        let actions = row.spans.filter { [.forward, .backward].contains($0.category) }
        #expect(actions.map(\.name) == run.schedule.actions(of: row.rank).map(\.description))
        #expect(row.spans.allSatisfy { $0.start >= 0 && $0.start <= $0.end })
        begins.append(actions[0].start)
      }
      // No stage begins before the one before it.
      for (one, other) in zip(begins, begins.dropFirst()) {
        #expect(one <= other + line.clockError)
      }
      #expect(Set(bubble.idleShares.keys) == Set(0...last))
      #expect(bubble.idleShares.values.allSatisfy { (0...1).contains($0) })
      #expect((0...1).contains(bubble.measured) && (0...1).contains(bubble.simulated))
      #expect(bubble.ideal == run.schedule.idealBubble)
    }
  }
}
