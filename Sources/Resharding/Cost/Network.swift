import Foundation

/// The numbers of a level, without the texts that say where they come from.
struct LevelRates {
  let latency: Double
  let gap: Double
  let bandwidth: Double
  let isDuplex: Bool
  let isTorus: Bool
  let hopLatency: Double

  init(_ level: Topology.Level) {
    latency = level.link.latency
    gap = level.link.gap ?? level.link.latency
    bandwidth = level.link.bandwidth
    isDuplex = level.link.isDuplex
    isTorus = !level.torus.isEmpty
    hopLatency = level.hopLatency
  }

  /// What the port of a rank that sends and receives so much has to carry.
  func bytes(sent: Double, received: Double) -> Double {
    isDuplex ? max(sent, received) : sent + received
  }
}

/// The ways in which a group's bytes get over the links of its levels.
struct Network {
  let rates: [LevelRates]
  let span: GroupSpan
  /// The bytes a second of a rank's contiguous copies.
  let copy: Double
  /// How many times longer a processor takes for what it does, being shared.
  let slowing: Double
  /// The same for a byte that it reads and writes, with what caches are too small for.
  let reading: Double

  /// What a collective costs if it goes this way.
  struct Way {
    var latency: Double
    var transfer: Double
  }

  /// The seconds of a first byte over a level. The innermost link is the processors' own work.
  private func latency(_ index: Int) -> Double {
    let hops = Double(span.levels[index].mostHops - 1) * rates[index].hopLatency
    return (rates[index].latency + hops) * factor(index)
  }

  private func gap(_ index: Int) -> Double { rates[index].gap * factor(index) }

  /// The seconds of a byte that each of `sharers` ranks sends and receives over a level.
  private func perByte(_ index: Int, sharers: Double) -> Double {
    let own = span.levels[index]
    let links = rates[index].isTorus ? own.meanHops / Double(own.links) : 1
    return sharers * links / rates[index].bandwidth * byteFactor(index)
  }

  private func factor(_ index: Int) -> Double { index == 0 ? slowing : 1 }

  private func byteFactor(_ index: Int) -> Double { index == 0 ? reading : 1 }

  private var levels: Range<Int> { 0..<min(span.levels.count, rates.count) }

  /// The first byte from the farthest peer.
  private var farthest: Double {
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
  func messages(_ peers: Int, sent: Double, received: Double, far: Bool = false) -> Way {
    let all = Double(span.count - 1)
    var left = min(Double(peers), all)
    let spread = left / all
    var way = Way(latency: 0, transfer: 0)
    var (gaps, first) = (0.0, 0.0)
    for index in levels.reversed() where span.levels[index].peers > 0 {
      let here = Double(span.levels[index].peers)
      let reached = far ? min(left, here) : here * spread
      left -= far ? reached : 0
      guard reached > 0 else { continue }
      let part = reached / min(Double(peers), all)
      let bytes = rates[index].bytes(sent: sent * part, received: received * part)
      let sharers = Double(span.levels[index].sharers)
      way.transfer = max(way.transfer, bytes * perByte(index, sharers: sharers))
      way.latency = max(way.latency, latency(index))
      gaps += reached * gap(index)
      first = max(first, gap(index))
    }
    way.latency += max(0, gaps - first)
    return way
  }

  /// Messages between a root and `peers` others, which have the root's ports for themselves.
  func rooted(_ peers: Int, _ bytes: Double) -> Way {
    var way = Way(latency: farthest, transfer: 0)
    let all = Double(span.count - 1)
    var (gaps, first) = (0.0, 0.0)
    for index in levels where span.levels[index].peers > 0 {
      let part = Double(span.levels[index].peers) / all
      way.transfer = max(way.transfer, bytes * part * perByte(index, sharers: 1))
      gaps += part * Double(peers) * gap(index)
      first = max(first, gap(index))
    }
    way.latency += max(0, gaps - first)
    return way
  }

  /// Bruck's doubling exchange or a ring, whichever costs less with this tuning.
  func allGather(_ received: Double, _ tuning: Tuning) -> Way {
    let bruck = Way(latency: treeLatency, transfer: spreadTransfer(received))
    // Bruck's blocks come out rotated, and are copied once more.
    let rotated = Way(
      latency: bruck.latency,
      transfer: bruck.transfer + tuning.bandwidth * reading * received / copy)
    let ring = Way(latency: ringLatency, transfer: ringTransfer(received))
    return cheaper(rotated, ring, tuning)
  }

  /// A binomial tree, or a scatter and a ring, whichever costs less with this tuning.
  func broadcast(_ bytes: Double, _ tuning: Tuning) -> Way {
    var tree = Way(latency: treeLatency, transfer: 0)
    eachTreeLevel { index, rounds in
      tree.transfer += rounds * bytes * perByte(index, sharers: 1)
    }
    let part = bytes * Double(span.count - 1) / Double(span.count)
    let ring = Way(
      latency: treeLatency + ringLatency,
      transfer: rooted(span.count - 1, part).transfer + ringTransfer(part))
    return cheaper(tree, ring, tuning)
  }

  private func cheaper(_ one: Way, _ other: Way, _ tuning: Tuning) -> Way {
    func price(_ way: Way) -> Double {
      way.latency * tuning.latency + way.transfer / tuning.bandwidth
    }
    return price(one) <= price(other) ? one : other
  }

  /// The bytes of all others, each over the level that its rank is reached by.
  private func spreadTransfer(_ received: Double) -> Double {
    messages(span.count - 1, sent: received, received: received).transfer
  }

  /// k - 1 rounds, each as slow as the slowest hop to a neighbour.
  private var ringLatency: Double {
    var slowest = 0.0
    for index in levels where span.levels[index].ringSharers > 0 {
      slowest = max(slowest, rates[index].latency * factor(index))
    }
    return Double(span.count - 1) * slowest
  }

  private func ringTransfer(_ received: Double) -> Double {
    var most = 0.0
    for index in levels where span.levels[index].ringSharers > 0 {
      let bytes = rates[index].bytes(sent: received, received: received)
      let share = span.levels[index].ringSharers
      most = max(most, bytes * share / rates[index].bandwidth * byteFactor(index))
    }
    return most
  }

  /// ⌈lg k⌉ rounds, inner levels first.
  private var treeLatency: Double {
    var sum = 0.0
    eachTreeLevel { index, rounds in sum += rounds * latency(index) }
    return sum
  }

  /// The rounds in which a doubling set of ranks grows over each level.
  private func eachTreeLevel(_ body: (Int, Double) -> Void) {
    var (within, done) = (1, 0)
    for index in levels where span.levels[index].peers > 0 {
      within += span.levels[index].peers
      // ⌈lg within⌉, of which the inner levels have had some.
      let rounds = Int.bitWidth - (within - 1).leadingZeroBitCount
      body(index, Double(rounds - done))
      done = rounds
    }
  }
}
