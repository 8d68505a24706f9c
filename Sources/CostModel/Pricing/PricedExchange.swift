/// One exchange of a step, as it is priced.
struct PricedExchange {
  let pattern: ExchangeAlgorithm.Pattern
  let price: Price
  /// What was measured of it.
  let tuning: Tuning

  init(_ pattern: ExchangeAlgorithm.Pattern, _ price: Price, _ tuning: Tuning) {
    (self.pattern, self.price, self.tuning) = (pattern, price, tuning)
  }
}

/// The exchanges of a step: one, or the two halves of an all-reduce.
struct PricedExchanges {
  let first: PricedExchange
  let second: PricedExchange?

  init(_ first: PricedExchange, _ second: PricedExchange? = nil) {
    (self.first, self.second) = (first, second)
  }

  var price: Price { second.map { first.price + $0.price } ?? first.price }

  /// The way that they go.
  func algorithm(_ mode: ExchangeMode) -> ExchangeAlgorithm {
    ExchangeAlgorithm(mode, first.pattern, then: second?.pattern)
  }
}

/// How fast ranks of a domain are while they act together in one step.
struct Paces {
  /// How many times longer a processor takes, being shared.
  let slowing: Double
  /// The same for a byte that it reads and writes, with what caches are too small for.
  let reading: Double
  /// Seconds before anything moves.
  let overhead: Double
  /// Seconds of a byte that is packed.
  let packing: Double
}

extension CostModel {
  func paces(_ load: StepLoad, _ span: GroupSpan) -> Paces {
    let slowing = slowing(span.neighbours)
    let engine = topology.engine
    let reading =
      slowing * engine.caches.slowing(load.touched, ranks: load.acting(of: span.neighbours))
    var packing = 1 / engine.pack
    if engine.readsPeers, load.collective != .local, span.isOneDomain {
      packing = max(0, packing - 1 / engine.copy)
    }
    return Paces(
      slowing: slowing, reading: reading, overhead: engine.stepOverhead * slowing, packing: packing)
  }

  func network(_ span: GroupSpan, _ paces: Paces) -> Network {
    Network(
      rates: numbers.rates, span: span, copy: topology.engine.copy, slowing: paces.slowing,
      reading: paces.reading)
  }
}
