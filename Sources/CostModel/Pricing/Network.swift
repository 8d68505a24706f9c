import Foundation

/// The numbers of a level, without the texts that say where they come from.
struct LevelRates {
  let latency: Double
  let gap: Double
  let bandwidth: Double
  let isDuplex: Bool
  let isTorus: Bool
  let hopLatency: Double
  /// Whether ranks of a domain read each other's memory, and whether it is the processors' own.
  let readsMemory: Bool
  let isMemory: Bool

  init(_ level: Topology.Level) {
    latency = level.link.latency
    gap = level.link.messageGap
    bandwidth = level.link.bandwidth
    isTorus = !level.torus.isEmpty
    // The links of a torus go one way each.
    isDuplex = level.link.isDuplex || isTorus
    hopLatency = level.hopLatency
    readsMemory = level.link.readsMemory
    isMemory = level.link.isMemory
  }

  /// What the port of a rank that sends and receives so much has to carry.
  func bytes(sent: Double, received: Double) -> Double {
    isDuplex ? max(sent, received) : sent + received
  }
}

/// The ways in which a group's bytes get over the links of its levels.
package struct Network {
  let rates: [LevelRates]
  let span: GroupSpan
  /// The bytes a second of a rank's contiguous copies.
  let copy: Double
  /// How many times longer a processor takes for what it does, being shared.
  let slowing: Double
  /// The same for a byte that it reads and writes, with what caches are too small for.
  let reading: Double

  /// What a collective costs if it goes this way.
  struct PricedPattern {
    var pattern = ExchangeAlgorithm.Pattern.direct
    var latency: Double
    var transfer: Double
  }

  /// The seconds of a first byte over a level. The innermost link is the processors' own work.
  func latency(_ index: Int) -> Double {
    let hops = Double(span.levels[index].mostHops - 1) * rates[index].hopLatency
    return (rates[index].latency + hops) * factor(index)
  }

  func gap(_ index: Int) -> Double { rates[index].gap * factor(index) }

  /// The seconds of a byte that each of `sharers` ranks sends and receives over a level.
  func perByte(_ index: Int, sharers: Double) -> Double {
    let own = span.levels[index]
    return sharers * own.linkLoad / rates[index].bandwidth * byteFactor(index)
  }

  func factor(_ index: Int) -> Double { index == 0 ? slowing : 1 }

  func byteFactor(_ index: Int) -> Double { index == 0 ? reading : 1 }

  var levels: Range<Int> { 0..<min(span.levels.count, rates.count) }

  /// The first byte from the farthest peer.
  var farthest: Double {
    var most = 0.0
    for index in levels where span.levels[index].peers > 0 { most = max(most, latency(index)) }
    return most
  }
}

extension Network {
  /// Messages between a rank and `peers` others, all at once: the busiest of its ports counts.
  ///
  /// - Parameter far: whether the peers are the farthest of the group, as on another mesh; else they
  ///   are spread over it.
  func messages(_ peers: Int, sent: Double, received: Double, far: Bool = false) -> PricedPattern {
    let all = Double(span.count - 1)
    var left = min(Double(peers), all)
    let spread = left / all
    var algorithm = PricedPattern(latency: 0, transfer: 0)
    var (gaps, first) = (0.0, 0.0)
    for index in levels.reversed() where span.levels[index].peers > 0 {
      let here = Double(span.levels[index].peers)
      let reached = far ? min(left, here) : here * spread
      left -= far ? reached : 0
      guard reached > 0 else { continue }
      let part = reached / min(Double(peers), all)
      let bytes = rates[index].bytes(sent: sent * part, received: received * part)
      let sharers = Double(span.levels[index].sharers) * span.levels[index].traffic
      algorithm.transfer = max(algorithm.transfer, bytes * perByte(index, sharers: sharers))
      algorithm.latency = max(algorithm.latency, latency(index))
      gaps += reached * gap(index)
      first = max(first, gap(index))
    }
    algorithm.latency += max(0, gaps - first)
    return algorithm
  }

  /// Messages between a root and `peers` others, which have the root's ports for themselves.
  func rooted(_ peers: Int, _ bytes: Double) -> PricedPattern {
    var algorithm = PricedPattern(latency: farthest, transfer: 0)
    let all = Double(span.count - 1)
    var (gaps, first) = (0.0, 0.0)
    for index in levels where span.levels[index].peers > 0 {
      let part = Double(span.levels[index].peers) / all
      algorithm.transfer = max(algorithm.transfer, bytes * part * perByte(index, sharers: 1))
      gaps += part * Double(peers) * gap(index)
      first = max(first, gap(index))
    }
    algorithm.latency += max(0, gaps - first)
    return algorithm
  }
}
