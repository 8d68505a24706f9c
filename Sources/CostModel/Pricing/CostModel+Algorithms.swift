/// How a group of a step goes, and what that takes.
package struct PricedAlgorithm: Hashable, Sendable {
  /// How the messages go.
  package let algorithm: ExchangeAlgorithm
  /// The seconds that it takes, by cause.
  package let price: Price

  init(_ algorithm: ExchangeAlgorithm, _ price: Price) {
    (self.algorithm, self.price) = (algorithm, price)
  }
}

/// How a step goes in its groups, and what it takes.
package struct PricedStep: Hashable, Sendable {
  /// Those of its kinds of groups, each once, in the order of the groups.
  package let algorithms: [ExchangeAlgorithm]
  /// That of the slowest group.
  package let price: Price

  /// The ways as `plan` and `simulate` tell them.
  package var description: String { algorithms.map(\.description).joined(separator: ", ") }
}

extension CostModel {
  /// The ways of a step whose groups lie as `span` says, each chosen by itself, and the price of the slowest.
  package func step(of load: StepLoad, span: StepSpan) -> PricedStep {
    let groups = span.kinds.map { selectAlgorithm(for: load, views: $0).chosen }
    var algorithms: [ExchangeAlgorithm] = []
    for group in groups where !algorithms.contains(group.algorithm) {
      algorithms.append(group.algorithm)
    }
    let slowest = groups.max { $0.price.seconds < $1.price.seconds }
    return PricedStep(algorithms: algorithms, price: slowest?.price ?? Price())
  }

  /// The way of a step in a group that its ranks see lie as `views` say: the one that takes the least time for
  /// the rank that it takes longest, with that rank's view.
  func selectAlgorithm(for load: StepLoad, views: [GroupSpan]) -> (
    chosen: PricedAlgorithm, view: GroupSpan
  ) {
    let first = selectAlgorithm(for: load, span: views[0])
    guard views.count > 1 else { return (first, views[0]) }
    var algorithms = [first.algorithm]
    for view in views.dropFirst() {
      let algorithm = selectAlgorithm(for: load, span: view).algorithm
      if !algorithms.contains(algorithm) { algorithms.append(algorithm) }
    }
    let slowest = algorithms.map { algorithm in
      let prices = views.map { price(of: load, span: $0, by: algorithm) }
      let last = prices.indices.max { prices[$0].seconds < prices[$1].seconds } ?? 0
      var longest = prices[last]
      if algorithm.pattern != .direct || algorithm.mode != .mpi {
        // All wait for all first bytes together, and then for the busiest port.
        longest.latency = prices.reduce(0) { max($0, $1.latency) }
        longest.transfer = prices.reduce(0) { max($0, $1.transfer) }
      }
      return (PricedAlgorithm(algorithm, longest), views[last])
    }
    return slowest.dropFirst().reduce(slowest[0]) {
      $1.0.price.seconds < $0.0.price.seconds ? $1 : $0
    }
  }

  /// The price of a step that goes a given way.
  private func price(of load: StepLoad, span: GroupSpan, by algorithm: ExchangeAlgorithm) -> Price {
    switch algorithm.mode {
    case .mpi: return byMessages(load, span, by: algorithm).price
    case .shared:
      return topology.engine.readsPeers
        ? byMessages(load, span, by: algorithm).price : priceOfReading(load, span)
    case .twoLevel:
      let network = network(span, paces(load, span))
      let (one, chain) = network.parts(load)
      return priced(algorithm.pattern == .chain ? chain ?? one : one, load, span, network).price
    }
  }

  /// The way of a step in a group that lies as `span` says: of those that there are and that `exchange` asks
  /// for, the one of the lowest price. Planner, simulation and executor ask here, and go that way.
  ///
  /// | way | where | price |
  /// |---|---|---|
  /// | `mpi` | everywhere | that of `price(of:span:)` |
  /// | `shared` | ranks of one host | α + n over the innermost link, or n of copies in a host's memory; folds |
  /// | `two-level` | ranks of several hosts, some of them together | see below |
  ///
  /// In two levels a block crosses to a host once, to one of the t ranks that need it there, and the others
  /// read it from that one: n / t of the bytes from other hosts over the ports, all of which are used, and
  /// the rest over the host's links, of which all but the last of up to six parts while others still cross.
  /// Of a fold of rows of n bytes on H hosts of m ranks each host gets, for each rank of its own, (H - 1) n of
  /// contributions, or (H - 1) n / m where hosts may fold their own first; or, along a `chain` of hosts and
  /// back, (1 + w) n / m, w the widening of what is accumulated, after 2 (H - 1) latencies.
  ///
  /// - Complexity: O(levels), without memory.
  package func selectAlgorithm(for load: StepLoad, span: GroupSpan) -> PricedAlgorithm {
    let messages = byMessages(load, span)
    let byMPI = PricedAlgorithm(messages.algorithm(.mpi), messages.price)
    guard exchange != .mpi, span.count > 1, load.peers > 0, numbers.rates[0].readsMemory else {
      return byMPI
    }
    if span.isOneDomain {
      // Of numbers that were measured of ranks which read each other, nothing is known of MPI's.
      if topology.engine.readsPeers {
        return PricedAlgorithm(messages.algorithm(.shared), messages.price)
      }
      let shared = PricedAlgorithm(
        ExchangeAlgorithm(.shared, .direct, then: messages.second == nil ? nil : .direct),
        priceOfReading(load, span))
      return exchange == .auto && byMPI.price.seconds < shared.price.seconds ? byMPI : shared
    }
    guard exchange != .shared, span.mostTogether > 1 else { return byMPI }
    guard let twoLevel = priceOfTwoLevels(load, span) else { return byMPI }
    return exchange == .auto && byMPI.price.seconds <= twoLevel.price.seconds ? byMPI : twoLevel
  }

  /// The price of a step whose ranks, all on one host, read each other's shards: a word from each to each,
  /// and each byte read once.
  private func priceOfReading(_ load: StepLoad, _ span: GroupSpan) -> Price {
    let (engine, paces) = (topology.engine, paces(load, span))
    let phases = load.collective == .allReduce ? 2.0 : 1
    let network = network(span, paces)
    var price = Price(
      overhead: paces.overhead, latency: phases * network.latency(0),
      work: paces.reading
        * (Double(load.copied) / engine.copy + Double(load.folded) / engine.fold))
    if numbers.rates[0].isMemory {
      price.work += paces.reading * Double(load.readBesidesFolds) / engine.copy
    } else {
      let bytes = numbers.rates[0].bytes(sent: Double(load.sent), received: Double(load.received))
      price.transfer = bytes * network.perByte(0, sharers: 1)
    }
    return price
  }

  /// The price of a step in two levels; nil if that is nothing that is considered: where no block is
  /// needed twice on a host and nothing is folded, or more than whole groups are.
  private func priceOfTwoLevels(_ load: StepLoad, _ span: GroupSpan) -> PricedAlgorithm? {
    let network = network(span, paces(load, span))
    if exchange != .twoLevel {
      guard load.fold == nil ? span.takers > 1 : load.isOfWholeRows else { return nil }
    }
    let (one, other) = network.parts(load)
    let first = priced(one, load, span, network)
    guard let other else { return first }
    let chain = priced(other, load, span, network)
    return chain.price.seconds < first.price.seconds ? chain : first
  }

  /// The bytes of what moves as one in two levels.
  func piecesInTwoLevels(_ load: StepLoad, _ span: GroupSpan, _ algorithm: ExchangeAlgorithm)
    -> Double
  {
    let (one, other) = network(span, paces(load, span)).parts(load)
    return (algorithm.pattern == .chain ? other ?? one : one).piece
  }

  private func priced(
    _ part: Network.Part, _ load: StepLoad, _ span: GroupSpan, _ network: Network
  ) -> PricedAlgorithm {
    let (engine, paces) = (topology.engine, paces(load, span))
    let algorithm = network.crossing(part)
    // Of what is packed only what crosses is.
    let crossing =
      load.received > 0 ? min(1, part.crossingIn / Double(load.received)) : 0
    let packed = load.fold == nil ? Double(load.packed) * crossing : 0
    // In a host's memory a read is a copy, or a fold's.
    let read = Double(load.copied) + (numbers.rates[0].isMemory ? part.read : 0)
    return PricedAlgorithm(
      ExchangeAlgorithm(.twoLevel, algorithm.pattern),
      Price(
        overhead: paces.overhead, latency: algorithm.latency, transfer: algorithm.transfer,
        work: paces.reading
          * (read / engine.copy + packed * paces.packing + part.folded / engine.fold)))
  }
}

extension Network {
  /// What a step takes in two levels; of a fold that may go along a chain also that.
  func parts(_ load: StepLoad) -> (Part, chain: Part?) {
    guard let fold = load.fold, load.isOfWholeRows else {
      return (spreading(load, far: load.collective == .sendReceive), nil)
    }
    let isWhole = load.collective == .allReduce
    let count = Double(span.count)
    let row = Double(load.received) / (isWhole ? 2 : 1) * count / (count - 1)
    return (
      meeting(row, fold, isWhole: isWhole),
      fold.isChainable ? chain(row, fold, isWhole: isWhole) : nil
    )
  }
}

extension StepLoad {
  /// Whether all ranks of the group fold all that each of them has.
  var isOfWholeRows: Bool { collective == .allReduce || collective == .reduceScatter }

  /// What is read in memory and not by a fold.
  var readBesidesFolds: Int {
    folded == 0 ? received : collective == .allReduce ? received / 2 : 0
  }
}
