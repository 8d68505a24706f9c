import CostModel
import Elements
import Sharding

/// What all ranks of several hosts do in an exchange in two levels, without when: what a simulation sends.
package struct HierarchicalTraffic {
  /// From which rank to which.
  package struct Pair: Hashable, Sendable {
    package var from: Int
    package var to: Int
  }

  /// Messages between hosts, by their bytes.
  package private(set) var betweenHosts: [Pair: Int] = [:]
  /// Blocks that are read of a rank of the same host, itself perhaps, and what folds read of others.
  package private(set) var reads: [Pair: Int] = [:]
  package private(set) var contributions: [Pair: Int] = [:]
  /// By rank: the bytes that its folds read in all.
  package internal(set) var folded: [Int: Int] = [:]

  package init() {}

  package mutating func cross(_ bytes: Int, from: Int, to: Int) {
    betweenHosts[Pair(from: from, to: to), default: 0] += bytes
  }

  package mutating func read(_ bytes: Int, from: Int, to: Int) {
    reads[Pair(from: from, to: to), default: 0] += bytes
  }

  package mutating func contribute(_ bytes: Int, from: Int, to: Int) {
    contributions[Pair(from: from, to: to), default: 0] += bytes
  }
}

extension HierarchicalTraffic {
  /// - Parameters:
  ///   - phase: the step's; of an all-reduce the first, whose two halves go as one.
  ///   - chains: whether folds go from host to host.
  ///   - host: of each rank: a number of its own.
  /// - Complexity: O(blocks x hosts).
  package init(
    _ phases: [Phase], dtype: DType, chains: Bool, host: (Int) -> Int
  ) {
    let phase = Phase.merged(phases)[0]
    let schedule = Schedule(phase.exchange)
    let hosts = HostMap(phase.group, host: host)
    var builder = HierarchicalScheduleBuilder(
      FoldOrder(phase.exchange.foldOps, dtype), dtype, hosts: hosts, rank: nil, chains: chains)
    builder.add(
      HierarchicalScheduleBuilder.jobs(phase.exchange, schedule, hosts), stagingBytes: .max)
    self = builder.summary
  }
}
