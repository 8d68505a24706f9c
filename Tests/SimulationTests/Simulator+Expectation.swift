import Testing
@testable import Resharding

@testable import Simulation

extension Simulator {
  /// Expects that every rank does what it does where each is simulated by itself.
  func expectEqual(to each: Simulator, _ label: String) throws {
    let (run, reference) = (self.run(), each.run())
    #expect(run.seconds.isClose(to: reference.seconds), "\(label)")
    var (quick, slow) = (
      EventClock(workload, topology), EventClock(each.workload, each.topology)
    )
    quick.run()
    slow.run()
    for (index, kind) in each.workload.ranks.enumerated() {
      let own = try #require(classIndex(of: kind.rank))
      let (bytes, expected) = (self.bytes(of: kind.rank), each.bytes(of: kind.rank))
      #expect(bytes.map(\.sent) == expected.map(\.sent), "rank \(kind.rank), \(label)")
      #expect(bytes.map(\.received) == expected.map(\.received), "rank \(kind.rank), \(label)")
      for stage in each.workload.stages.indices {
        let (turn, other) = (quick.log.turns[stage][own], slow.log.turns[stage][index])
        #expect((turn == nil) == (other == nil), "rank \(kind.rank), stage \(stage), \(label)")
        guard let turn, let other else { continue }
        #expect(turn.arrived.isClose(to: other.arrived), "rank \(kind.rank), \(label)")
        #expect(turn.end.isClose(to: other.end), "rank \(kind.rank), stage \(stage), \(label)")
      }
    }
    for (step, other) in zip(run.steps, reference.steps) {
      #expect(step.messages == other.messages && step.bytes == other.bytes, "\(label)")
      #expect(step.largestSent == other.largestSent, "\(label)")
    }
    let (busiest, other) = (run.ports.first?.utilisation, reference.ports.first?.utilisation)
    #expect((busiest == nil) == (other == nil), "\(label)")
    if let busiest, let other { #expect(busiest.isClose(to: other), "\(label)") }
  }
}
