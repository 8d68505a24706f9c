/// Exchanges that take several rounds.
extension Network {
  /// Bruck's doubling exchange or a ring, whichever costs less with this tuning.
  ///
  /// - Parameter algorithm: which of them it is to be; nil for the cheaper.
  func allGather(
    _ received: Double, _ tuning: Tuning, by pattern: ExchangeAlgorithm.Pattern? = nil
  ) -> PricedPattern {
    // Bruck's blocks come out rotated, and are copied once more.
    let doubling = PricedPattern(
      pattern: .bruck, latency: treeLatency,
      transfer: doublingTransfer(received) + tuning.bandwidth * reading * received / copy)
    let ring = PricedPattern(
      pattern: .ring, latency: ringLatency, transfer: ringTransfer(received))
    return cheaper(doubling, ring, tuning, pattern)
  }

  /// A binomial tree, or a scatter and a ring, whichever costs less with this tuning.
  ///
  /// - Parameter algorithm: which of them it is to be; nil for the cheaper.
  func broadcast(
    _ bytes: Double, _ tuning: Tuning, by pattern: ExchangeAlgorithm.Pattern? = nil
  ) -> PricedPattern {
    var tree = PricedPattern(pattern: .tree, latency: treeLatency, transfer: 0)
    eachTreeLevel { index, rounds in
      tree.transfer += rounds * bytes * perByte(index, sharers: 1)
    }
    let part = bytes * Double(span.count - 1) / Double(span.count)
    let ring = PricedPattern(
      pattern: .scatterRing, latency: treeLatency + ringLatency,
      transfer: rooted(span.count - 1, part).transfer + ringTransfer(part))
    return cheaper(tree, ring, tuning, pattern)
  }

  private func cheaper(
    _ one: PricedPattern, _ other: PricedPattern, _ tuning: Tuning,
    _ pattern: ExchangeAlgorithm.Pattern?
  ) -> PricedPattern {
    if let pattern { return one.pattern == pattern ? one : other }
    func price(_ algorithm: PricedPattern) -> Double {
      algorithm.latency * tuning.latency + algorithm.transfer / tuning.bandwidth
    }
    return price(one) <= price(other) ? one : other
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

  /// The bytes of a doubling exchange through the busiest port: in the round of distance s a rank gets s
  /// blocks of the one that is s further, which the last ranks of a domain have outside it.
  private func doublingTransfer(_ received: Double) -> Double {
    let count = span.count
    let block = received / Double(count - 1)
    var (most, within) = (0.0, 1)
    for index in levels where span.levels[index].peers > 0 {
      let level = span.levels[index]
      guard !rates[index].isTorus else {
        let bytes = block * level.doublingLoad * Double(level.sharers)
        let both = rates[index].bytes(sent: bytes, received: bytes)
        most = max(most, both / rates[index].bandwidth * byteFactor(index))
        within = min(count, within + level.peers)
        continue
      }
      let own = min(level.ownSharers, within)
      let outer = min(count, within + level.peers)
      var (blocks, distance) = (0, 1)
      while distance < outer {
        let crossing: Int
        if distance < within {
          crossing = min(own, distance)
        } else {
          // Who goes all round comes back to the own domain.
          crossing = own - max(0, min(own, within - (count - distance)))
        }
        blocks += crossing * min(distance, count - distance)
        distance *= 2
      }
      let bytes = block * Double(blocks) * Double(level.sharers) / Double(level.ownSharers)
      let both = rates[index].bytes(sent: bytes, received: bytes)
      most = max(most, both * perByte(index, sharers: 1))
      within = outer
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
