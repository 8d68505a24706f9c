import Elements
import Resharding
import Sharding
import Testing

/// The bytes of the even case, by the formulae that the functions' own pages give.
@Suite struct EvenBytesTests {
  static let shape = [24, 12]
  static let bytes = 24 * 12 * 4

  @Test(arguments: 2...4)
  func `a rank on one mesh receives what the formula says`(k: Int) throws {
    let (n, ranks) = (Self.bytes, Array(0..<k))
    let table: [(Placement, Placement, Int)] = [
      (.replicate, .shard(0), 0), (.replicate, .partial(.sum), 0),
      (.shard(0), .replicate, n * (k - 1) / k),
      (.shard(0), .shard(1), n * (k - 1) / (k * k)),
      (.shard(1), .partial(.sum), 0),
      (.shard(1), .partial(.avg), n * (k - 1) / k),
      (.partial(.sum), .replicate, 2 * n * (k - 1) / k),
      (.partial(.max), .shard(1), n * (k - 1) / k),
      (.partial(.sum), .partial(.prod), n * (k - 1) / k),
      (.partial(.sum), .partial(.avg), 2 * n * (k - 1) / k),
    ]
    for (from, to, expected) in table {
      let plan = try plan(.row(ranks, from), .row(ranks, to))
      for rank in ranks {
        #expect(
          plan.traffic.reduce(0) { $0 + $1.received[rank, default: 0] } == expected, "\(plan)")
        #expect(plan.traffic.reduce(0) { $0 + $1.sent[rank, default: 0] } == expected, "\(plan)")
      }
    }
  }

  @Test(arguments: 1...4, 1...4)
  func `between disjoint meshes the formula's bytes cross`(p: Int, q: Int) throws {
    let (n, sources, targets) = (Self.bytes, Array(0..<p), Array(4..<4 + q))
    // PToR folds on the source mesh first, unless there is nothing to fold or one rank asks.
    let folding = p > 1 && q > 1 ? (p - 1) * n + q * n : p * q * n
    let table: [(Placement, Placement, Int)] = [
      (.replicate, .replicate, q * n), (.replicate, .shard(0), n),
      (.replicate, .partial(.sum), n), (.replicate, .partial(.max), n),
      (.replicate, .partial(.avg), q * n),
      (.shard(0), .replicate, q * n), (.shard(0), .shard(1), n), (.shard(1), .shard(1), n),
      (.shard(0), .partial(.prod), n), (.shard(0), .partial(.avg), q * n),
      (.partial(.sum), .replicate, folding), (.partial(.sum), .shard(1), p * n),
    ]
    for (from, to, expected) in table {
      let plan = try plan(.row(sources, from), .row(targets, to))
      #expect(plan.traffic.reduce(0) { $0 + $1.total } == expected, "\(plan)")
    }
  }

  @Test(arguments: 2...4)
  func `the copies of a replicated source share the sending`(p: Int) throws {
    for to in [Placement.replicate, .shard(0), .partial(.sum)] {
      let plan = try plan(.row(Array(0..<p), .replicate), .row([4, 5], to))
      let total = plan.traffic.reduce(0) { $0 + $1.total }
      for rank in 0..<p { #expect(plan.traffic[0].sent[rank] == total / p, "\(plan)") }
    }
  }

  private func plan(_ from: TensorDistAttr, _ to: TensorDistAttr) throws -> ReshardPlan {
    try Planner().plan(Transition(shape: Self.shape, dtype: .float32, from: from, to: to))
  }
}
