/// What the ways without MPI's collectives cost.
extension CostModel {
  /// The price of an exchange in two levels: the bytes of the busiest host over its port, and beside it
  /// what the ranks read and fold.
  ///
  /// - Parameters:
  ///   - neighbours: how many ranks of a host act at the same time.
  ///   - sharers: how many groups share a port.
  func price(of load: Relay.Load, neighbours: Int, sharers: Double) -> Price {
    let engine = topology.engine
    let slowing = slowing(neighbours)
    let link = linkOfHosts
    return Price(
      overhead: slowing * engine.stepOverhead,
      latency: Double(load.stages) * link.latency
        + Double(load.operations) * slowing * (link.gap ?? engine.stepOverhead),
      transfer: sharers * Double(load.crossing) / link.bandwidth,
      work: slowing * (Double(load.copied) / engine.copy + Double(load.folded) / engine.fold))
  }

  /// The price of a step whose ranks, all on one host, read each other's shards: a word from each to each,
  /// and each byte read once.
  func priceOfReading(_ load: StepLoad, neighbours: Int) -> Price {
    let engine = topology.engine
    let slowing = slowing(neighbours)
    // What is folded is not read besides.
    let read =
      load.folded == 0 ? load.received : load.collective == .allReduce ? load.received / 2 : 0
    return Price(
      overhead: slowing * engine.stepOverhead,
      latency: slowing * (topology.levels.first?.link.latency ?? 0),
      work: slowing * engine.caches.slowing(load.touched, ranks: load.acting(of: neighbours))
        * (Double(read + load.copied) / engine.copy + Double(load.folded) / engine.fold))
  }
}
