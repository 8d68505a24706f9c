import Foundation

/// Ranks at equal distances that communicate: the first, and each `stride` further.
struct RankGroup: Hashable {
  var count: Int
  var stride: Int

  /// How many of it a domain of `ranks` holds.
  func members(in ranks: Int?) -> Int {
    guard let ranks else { return count }
    return max(1, min(count, ranks / max(1, stride)))
  }
}

/// What collectives of a training step take on a topology.
///
/// Rings run through all ports of a host at once, as NCCL's channels do: the ranks of a host that are in the
/// group share its ports. So a byte takes the time of the slowest level that the group crosses, where each outer level
/// has the ports of all members of the domain within it.
///
/// - Source: NCCL, graph search (channels over all network cards) and tuning (latencies of rings and trees);
///   Thakur, Rabenseifner and Gropp 2005 (rings).
struct TrainingNetwork {
  let topology: Topology

  /// An all-gather whose result has `bytes`, or a reduce-scatter of so many.
  func gather(_ bytes: Double, _ group: RankGroup, _ collective: Collective = .allGather) -> Double
  {
    guard group.count > 1, bytes > 0 else { return 0 }
    let (rate, latency) = path(group)
    let tuning = topology.collectives[collective] ?? Tuning()
    let count = Double(group.count)
    let steps = min(count - 1, 2 * log2(count))
    return (count - 1) / count * bytes / (rate * tuning.bandwidth) + steps * latency
      * tuning.latency
      + topology.engine.stepOverhead
  }

  /// An all-reduce: a reduce-scatter and an all-gather.
  func allReduce(_ bytes: Double, _ group: RankGroup) -> Double {
    gather(bytes, group, .reduceScatter) + gather(bytes, group)
  }

  /// A message to the rank at a distance.
  func message(_ bytes: Double, distance: Int) -> Double {
    let level = level(atDistance: distance)
    let tuning = topology.collectives[.sendReceive] ?? Tuning()
    let link = topology.levels[level].link
    let rate = link.bandwidth / Double(topology.levels[level].ranksPerPort)
    return bytes / (rate * tuning.bandwidth) + link.latency * tuning.latency
      + topology.engine.stepOverhead
  }

  /// An exchange in which each rank sends every token to some others: within a host as often as there are
  /// others, to another host once.
  ///
  /// - Parameters:
  ///   - bytes: what a rank has, each token once.
  ///   - copies: to how many ranks a token goes.
  /// - Source: DeepSeek-AI 2024, section 3.2.2, for what crosses hosts: once to each host, and on from there.
  func exchange(_ bytes: Double, copies: Double, _ group: RankGroup) -> Double {
    guard group.count > 1 else { return 0 }
    let tuning = topology.collectives[.allToAll] ?? Tuning()
    let near = group.members(in: topology.levels[0].ranks)
    let inner = topology.levels[0].link
    var seconds =
      bytes * copies * Double(near - 1) / Double(near) / (inner.bandwidth * tuning.bandwidth)
    var latency = inner.latency
    if near < group.count, topology.levels.count > 1 {
      let hosts = Double(group.count) / Double(near)
      let reached = (hosts - 1) * (1 - pow(1 - 1 / hosts, copies))
      let outer = topology.levels[1]
      let rate = outer.link.bandwidth / Double(outer.ranksPerPort)
      seconds = max(seconds, bytes * reached / (rate * tuning.bandwidth))
      latency = outer.link.latency
    }
    return seconds + latency * tuning.latency + topology.engine.stepOverhead
  }

  /// The bytes a second that a rank of a ring receives, and the longest first byte.
  private func path(_ group: RankGroup) -> (rate: Double, latency: Double) {
    var (rate, latency, within) = (Double.infinity, 0.0, 1)
    for level in topology.levels {
      let here = group.members(in: level.ranks)
      if here > within {
        rate = min(rate, Double(within) * level.link.bandwidth / Double(level.ranksPerPort))
        latency = max(latency, level.link.latency)
      }
      within = max(within, here)
    }
    return (rate, latency)
  }

  private func level(atDistance distance: Int) -> Int {
    topology.levels.firstIndex { level in level.ranks.map { distance < $0 } ?? true }
      ?? topology.levels.count - 1
  }
}
