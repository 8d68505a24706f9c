/// What a step costs on a topology, in seconds.
///
/// A price is the sum of four parts: what a step takes before anything moves, waiting for first bytes,
/// bytes on the links, and the ranks' own copies and folds. The formulas are the literature's (see
/// `price(of:span:)`), taken for each level of the topology. Where the ranks of a domain are more than
/// its processors, all that processors do takes as many times longer, and bytes that find no room in
/// the caches take longer too (see `Cache`). Where ranks of a domain read each other's shards, what would be
/// packed costs only what its shorter runs do.
public struct CostModel: Sendable {
  /// The machine that steps are priced on.
  public var topology: Topology {
    didSet { numbers = Numbers(topology) }
  }
  /// Of which ways of a step the cheapest is chosen.
  public var exchange: ExchangeChoice
  private(set) var numbers: Numbers

  /// A model of a machine, which may choose among the algorithms of `exchange`.
  public init(_ topology: Topology = .oneHost, exchange: ExchangeChoice = .auto) {
    self.topology = topology
    self.exchange = exchange
    numbers = Numbers(topology)
  }

  /// What a price reads of a topology, so that it looks nothing up.
  struct Numbers {
    /// By `Carrier`.
    let tunings: [Tuning?]
    /// By level.
    let rates: [LevelRates]
    let leastLatency: Double
    let leastSecondsPerByte: Double

    init(_ topology: Topology) {
      tunings = Carrier.allCases.map { topology.collectives[$0.collective] }
      rates = topology.levels.map(LevelRates.init)
      let slowest = tunings.reduce(1) { min($0, $1?.latency ?? 1) }
      leastLatency = slowest * (rates.map(\.latency).min() ?? 0)
      // What a rank receives may be spread over all levels, and over all links of a torus.
      var bandwidth = topology.levels.reduce(0) {
        $0 + $1.link.bandwidth * Double($1.torus.isEmpty ? 1 : 2 * $1.torus.count)
      }
      // In a host's memory a read is a copy, or the reading of a fold.
      if rates[0].isMemory { bandwidth += topology.engine.copy + topology.engine.fold }
      leastSecondsPerByte = 1 / (bandwidth * tunings.reduce(1) { max($0, $1?.bandwidth ?? 1) })
    }
  }
}

extension CostModel: Hashable {
  /// Whether both price every step alike.
  public static func == (left: CostModel, right: CostModel) -> Bool {
    left.exchange == right.exchange && left.topology == right.topology
  }

  /// Of a few numbers: a plan's cache hashes its model at every look-up.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(topology.engine.stepOverhead)
    for level in topology.levels {
      hasher.combine(level.link.latency)
      hasher.combine(level.link.bandwidth)
    }
  }
}

/// What moves a step's bytes, and was measured as such.
enum Carrier: Int, CaseIterable {
  case allGather, allToAll, allReduce, reduceScatter, sendReceive, gather, scatter, broadcast

  var collective: Collective {
    switch self {
    case .allGather: .allGather
    case .allToAll: .allToAll
    case .allReduce: .allReduce
    case .reduceScatter: .reduceScatter
    case .sendReceive: .sendReceive
    case .gather: .gather
    case .scatter: .scatter
    case .broadcast: .broadcast
    }
  }
}

extension CostModel {
  /// How many times longer a processor takes for what it does, where so many ranks of a domain act at once.
  func slowing(_ neighbours: Int) -> Double {
    topology.engine.cores.map { max(1, Double(neighbours) / Double($0)) } ?? 1
  }

  /// The fewest seconds of steps in which ranks receive so many bytes on the mean, whatever the collectives
  /// and the groups: some rank receives no fewer, and waits for a first byte, and none of the formulas of
  /// `price(of:span:)` and `selectAlgorithm(for:span:)` moves its bytes faster than all links together do.
  package func leastSeconds(receiving bytes: Double) -> Double {
    bytes > 0 ? numbers.leastLatency + bytes * numbers.leastSecondsPerByte : 0
  }

  /// The price of a step by messages, its group walked: see `price(of:span:)`.
  ///
  /// - Complexity: O(group x levels).
  package func price(of load: StepLoad) -> Price {
    price(of: load, span: topology.span(of: load.group))
  }

  /// The price of a step by messages, as MPI's collectives send them, in a group that lies as `span` says.
  ///
  /// What a plan is priced by is `selectAlgorithm(for:span:)`, which compares this with what ranks of a host can do besides.
  ///
  /// With k ranks, latency α, gap g and bandwidth 1/β of a link, for a rank that receives n bytes
  /// (sends, where that is more):
  ///
  /// | collective | how it is carried | price |
  /// |---|---|---|
  /// | all-to-all, reduce-scatter, send-receive | all messages at once | α + (p - 1) g + n β, p the peers |
  /// | all-gather | Bruck, or a ring, whichever is cheaper | ⌈lg k⌉ α + n β + n of copies; (k - 1) α + n β |
  /// | all-reduce | reduce-scatter and all-gather | the two, n / 2 each |
  /// | gather, reduce, scatter | all messages at the root | α + (k - 2) g + n β |
  /// | broadcast | a binomial tree, or a scatter and a ring | ⌈lg k⌉ (α + n β); (⌈lg k⌉ + k - 1) α + 2 n β |
  ///
  /// Of several levels the slowest link counts where messages are under way at once, with the share of
  /// the bytes that crosses it times the ranks that share its port; in a ring only the neighbours in
  /// the group cross. In a torus a byte takes as many links as it makes hops.
  ///
  /// - Source: Hockney 1994 (α + n β); Alexandrov et al. 1995 (g); Bruck et al. 1997; Barnett et al.
  ///   1994 (scatter and ring); Thakur, Rabenseifner and Gropp 2005 (the collectives).
  /// - Complexity: O(levels), without memory.
  package func price(of load: StepLoad, span: GroupSpan) -> Price {
    byMessages(load, span).price
  }

  /// The exchanges of a step that goes by messages: one, or the two halves of an all-reduce.
  ///
  /// - Parameter way: the algorithms to take; nil for the cheapest.
  func byMessages(_ load: StepLoad, _ span: GroupSpan, by algorithm: ExchangeAlgorithm? = nil)
    -> PricedExchanges
  {
    let paces = paces(load, span)
    let engine = topology.engine
    let work =
      paces.reading
      * (Double(load.copied) / engine.copy + Double(load.packed) * paces.packing
        + Double(load.folded) / engine.fold)
    let first = Price(overhead: paces.overhead, work: work)
    guard span.count > 1, load.peers > 0 else {
      return PricedExchanges(PricedExchange(.direct, first, Tuning()))
    }
    let network = network(span, paces)
    let (received, sent) = (Double(load.received), Double(load.sent))
    // What was not measured by itself is as what carries it.
    func tuning(_ carrier: Carrier, by other: Carrier? = nil) -> Tuning {
      numbers.tunings[carrier.rawValue] ?? other.flatMap { numbers.tunings[$0.rawValue] }
        ?? Tuning()
    }
    func exchange(_ tuning: Tuning, _ algorithm: Network.PricedPattern, _ price: Price = first)
      -> PricedExchange
    {
      var price = price
      price.latency += algorithm.latency * tuning.latency
      price.transfer += algorithm.transfer / tuning.bandwidth
      return PricedExchange(algorithm.pattern, price, tuning)
    }
    switch load.collective {
    case .local: return PricedExchanges(PricedExchange(.direct, first, Tuning()))
    case .allToAll:
      return PricedExchanges(
        exchange(tuning(.allToAll), network.messages(load.peers, sent: sent, received: received)))
    case .reduceScatter:
      return PricedExchanges(
        exchange(
          tuning(.reduceScatter, by: .allToAll),
          network.messages(load.peers, sent: sent, received: received)))
    case .sendReceive:
      return PricedExchanges(
        exchange(
          tuning(.sendReceive),
          network.messages(load.peers, sent: sent, received: received, far: true)))
    case .allGather:
      let tuning = tuning(.allGather)
      return PricedExchanges(
        exchange(tuning, network.allGather(received, tuning, by: algorithm?.pattern)))
    case .allReduce:
      let gathering = tuning(.allReduce, by: .allGather)
      return PricedExchanges(
        exchange(
          tuning(.allReduce, by: .allToAll),
          network.messages(load.peers, sent: sent / 2, received: received / 2)),
        exchange(
          gathering, network.allGather(received / 2, gathering, by: algorithm?.second),
          Price(overhead: paces.overhead)))
    case .gather, .reduce:
      return PricedExchanges(
        exchange(tuning(.gather), network.rooted(load.peers, max(sent, received))))
    case .scatter:
      return PricedExchanges(
        exchange(tuning(.scatter), network.rooted(load.peers, max(sent, received))))
    case .broadcast:
      let tuning = tuning(.broadcast)
      return PricedExchanges(
        exchange(tuning, network.broadcast(received, tuning, by: algorithm?.pattern)))
    }
  }
}
