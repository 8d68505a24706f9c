import Foundation
import MPI
import PlanningCommands
import Resharding
import Tessera

/// Times what some ranks of the job do together, while the others sleep.
///
/// A time is that of the slowest rank, from a barrier of those that take part. Ranks that wait for a
/// message spin; on a machine with fewer cores than ranks they would disturb what is measured.
struct Stopwatch {
  let cluster: Cluster
  private let world = Communicator.world
  private static let wakingTag = 77

  init(_ cluster: Cluster) { self.cluster = cluster }

  /// The seconds of each of `repeats` runs, after one that is not timed. All ranks of the job call it.
  ///
  /// - Parameters:
  ///   - ranks: those that take part, the same on every rank.
  ///   - prepare: what comes before the first run, on the ranks that take part.
  ///   - run: one run, and what it says that it took.
  func seconds<Prepared>(
    on ranks: [Int], repeats: Int, prepare: () throws -> Prepared,
    run: (Prepared) throws -> Double
  ) throws -> [Double] {
    var own = [Int](repeating: 0, count: repeats)
    if ranks.contains(cluster.rank) {
      let prepared = try prepare()
      let group = try world.subgroup(ranks)
      try group.barrier()
      _ = try run(prepared)
      for index in own.indices {
        try group.barrier()
        own[index] = Int(try run(prepared) * 1e9)
      }
      if cluster.rank == ranks[0] { try wakeOthers(than: ranks) }
    } else {
      try sleep(until: ranks[0])
    }
    let all = try cluster.gathered(own)
    return own.indices.map { index in Double(all.map { $0[index] }.max() ?? 0) * 1e-9 }
  }

  /// The seconds of a reshard, from the shards of `fill` to the last new shard.
  func seconds(of transition: Transition, repeats: Int) throws -> [Double] {
    try seconds(on: transition.ranks, repeats: repeats) {
      try DistTensor(
        fill: .ones, shape: transition.shape, dtype: transition.dtype, attr: transition.from,
        on: cluster)
    } run: { tensor in
      try tensor.resharded(to: transition.to).record?.seconds ?? 0
    }
  }

  private func wakeOthers(than ranks: [Int]) throws {
    for other in 0..<cluster.size where !ranks.contains(other) {
      try world.send(RawSpan(), of: .uint8, to: other, tag: Self.wakingTag)
    }
  }

  private func sleep(until waker: Int) throws {
    while try world.probe(from: waker, tag: Self.wakingTag) == nil {
      Thread.sleep(forTimeInterval: 0.0005)
    }
    var nothing = MutableRawSpan()
    _ = try world.receive(into: &nothing, of: .uint8, from: waker, tag: Self.wakingTag)
  }
}
