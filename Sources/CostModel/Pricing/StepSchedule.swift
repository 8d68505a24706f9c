/// How a step goes in each of its groups, as a simulation and the executor need it.
package struct StepSchedules: Sendable {
  /// Of each kind of group.
  package let kinds: [StepSchedule]
  private let span: StepSpan

  package init(_ span: StepSpan, kinds: [StepSchedule]) { (self.span, self.kinds) = (span, kinds) }

  /// The kind of the group of which `first` is the first rank.
  package func kind(ofGroupAt first: Int) -> Int { span.kind(ofGroupAt: first) }

  /// The ways, as `plan` and `simulate` tell them.
  package var description: String {
    var algorithms: [String] = []
    for kind in kinds where !algorithms.contains(kind.algorithm.description) {
      algorithms.append(kind.algorithm.description)
    }
    return algorithms.joined(separator: ", ")
  }
}

/// How a group of a step goes: the way, and how fast each exchange of it is.
package struct StepSchedule: Sendable {
  package let algorithm: ExchangeAlgorithm
  package let price: Price
  /// One for each exchange.
  package let paces: [ExchangePace]
}

/// How fast ranks and links are in one exchange.
package struct ExchangePace: Sendable {
  package var pattern = ExchangeAlgorithm.Pattern.direct
  package var mode = ExchangeMode.mpi
  /// Seconds before anything moves.
  package var overhead = 0.0
  /// Seconds of all first bytes; nil if they are those of each rank's messages, one after the other.
  package var latency: Double?
  /// By level: how many times longer a first byte takes, and a byte.
  package var latencyFactors: [Double] = []
  package var byteFactors: [Double] = []
  /// How many times longer copies and folds take.
  package var work = 1.0
  /// Seconds of a byte that is packed.
  package var packing = 0.0
  /// In two levels: the part of what is read on a host that is read once all has come in.
  package var lastReads = 0.0
  /// Whether ranks read each other's shards, so that nothing is staged.
  package var isReading = false
  /// Whether what ranks of a host read of each other is copies, not bytes on links.
  package var readsAreCopies = false
}

extension CostModel {
  /// How a step goes in a group that its ranks see lie as `views` say: see `selectAlgorithm(for:views:)`.
  package func schedule(of load: StepLoad, views: [GroupSpan]) -> StepSchedule {
    let (chosen, span) = selectAlgorithm(for: load, views: views)
    let paces = paces(load, span)
    var pace = ExchangePace(
      mode: chosen.algorithm.mode, overhead: paces.overhead,
      latencyFactors: factors(paces.slowing), byteFactors: factors(paces.reading),
      work: paces.reading, packing: paces.packing,
      readsAreCopies: numbers.rates[0].isMemory)
    let isMeasured = topology.engine.readsPeers && span.isOneDomain
    guard chosen.algorithm.mode == .mpi || isMeasured, span.count > 1, load.peers > 0 else {
      guard load.peers > 0 else {
        return StepSchedule(algorithm: chosen.algorithm, price: chosen.price, paces: [pace])
      }
      if chosen.algorithm.mode == .twoLevel {
        return StepSchedule(
          algorithm: chosen.algorithm, price: chosen.price,
          paces: twoLevels(load, span, chosen, pace))
      }
      if pace.readsAreCopies { pace.byteFactors[0] = 0 }
      pace.isReading = true
      pace.latency = network(span, paces).latency(0)
      guard chosen.algorithm.second != nil else {
        return StepSchedule(algorithm: chosen.algorithm, price: chosen.price, paces: [pace])
      }
      var second = pace
      second.overhead = 0
      return StepSchedule(algorithm: chosen.algorithm, price: chosen.price, paces: [pace, second])
    }
    let messages = byMessages(load, span, by: chosen.algorithm)
    let exchanges = [messages.first] + (messages.second.map { [$0] } ?? [])
    pace.readsAreCopies = false
    return StepSchedule(
      algorithm: chosen.algorithm, price: chosen.price,
      paces: exchanges.flatMap { self.paces(of: $0, pace, span) })
  }

  private func factors(_ innermost: Double) -> [Double] {
    numbers.rates.indices.map { $0 == 0 ? innermost : 1 }
  }

  /// The stages of an exchange by messages.
  private func paces(
    of exchange: PricedExchange, _ base: ExchangePace, _ span: GroupSpan
  ) -> [ExchangePace] {
    var pace = base
    pace.pattern = exchange.pattern
    pace.latencyFactors = base.latencyFactors.map { $0 * exchange.tuning.latency }
    pace.byteFactors = base.byteFactors.map { $0 / exchange.tuning.bandwidth }
    switch exchange.pattern {
    case .direct, .chain, .tree: break
    case .ring, .bruck, .scatterRing: pace.latency = exchange.price.latency
    }
    return [pace]
  }

  /// What crosses, and beside it what is read on each host; then the rest of that.
  private func twoLevels(
    _ load: StepLoad, _ span: GroupSpan, _ chosen: PricedAlgorithm, _ base: ExchangePace
  ) -> [ExchangePace] {
    var pace = base
    pace.pattern = chosen.algorithm.pattern
    pace.latency = chosen.price.latency
    guard !base.readsAreCopies else {
      pace.byteFactors[0] = 0
      return [pace]
    }
    let piece = piecesInTwoLevels(load, span, chosen.algorithm)
    var last = pace
    pace.lastReads = 1 / Network.spreads(piece)
    last.overhead = 0
    last.latency = network(span, paces(load, span)).latency(0)
    pace.latency = chosen.price.latency - (last.latency ?? 0)
    return [pace, last]
  }
}
