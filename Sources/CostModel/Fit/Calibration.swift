import Foundation

/// Finds the numbers of one machine, of one level of domains, from what was measured on it.
///
/// Searched are the engine's rates and overhead, the link's latency, gap and bandwidth, which are
/// those of messages, for each other collective how it does beside its formula, and the caches. A
/// model of more caches always comes closer to the samples; it is taken only where it does so by more
/// than its further numbers would by chance, as Schwarz's criterion says (1978).
package struct Calibration {
  /// The name and the processors of the machine; its numbers are where the search starts.
  package var machine: Topology
  /// The ways that the samples could go by.
  package var exchange: ExchangeChoice

  /// A fit of the numbers of `machine`, which stay as they are where no sample tells more.
  ///
  /// - Parameter exchange: the ways that the samples could go by.
  package init(machine: Topology, exchange: ExchangeChoice = .auto) {
    (self.machine, self.exchange) = (machine, exchange)
  }

  /// The collectives whose tuning is searched.
  private static let tuned: [Collective] = [
    .allGather, .allToAll, .allReduce, .reduceScatter, .gather, .scatter, .broadcast,
  ]

  /// Caches that the search starts from, of the sizes of processors' second and third levels, of which
  /// the third is shared; where it ends depends on the start, for a cache that no sample fills changes
  /// nothing.
  private static let caches: [[Cache]] = {
    let inner = stride(from: 18, through: 20.5, by: 0.5).map { Cache(bytes: exp2($0), beyond: 2) }
    let outer = stride(from: 23, through: 25.5, by: 0.5).map {
      Cache(bytes: exp2($0), beyond: 3, isShared: true)
    }
    return [[]] + (inner + outer).map { [$0] } + inner.flatMap { one in outer.map { [one, $0] } }
  }()

  /// An error that a good model still makes of a sample: less is not better.
  private static let noise = 0.02

  /// Finds the machine that predicts the samples best, with residuals for each collective.
  package func fit(_ samples: [CostSample]) -> Topology {
    let measured = samples.map(\.seconds)
    let largest = samples.map(\.load.touched).max() ?? 0
    var best: (topology: Topology, criterion: Double)?
    for caches in Self.caches where caches.allSatisfy({ 2 * $0.bytes <= largest }) {
      let topology = fit(samples, caches)
      let found = topology.engine.caches
      guard zip(found, found.dropFirst()).allSatisfy({ $0.bytes < $1.bytes }) else { continue }
      let model = CostModel(topology, exchange: exchange)
      let loss = LeastSquares.loss(predictions(of: samples, model), measured: measured)
      let count = Double(max(1, samples.count))
      let criterion =
        count * log(loss / count + Self.noise * Self.noise) + 2 * Double(caches.count) * log(count)
      if let found = best, found.criterion <= criterion { continue }
      best = (topology, criterion)
    }
    var result = best?.topology ?? machine
    let model = CostModel(result, exchange: exchange)
    for (collective, own) in Dictionary(grouping: samples, by: \.load.collective) {
      let errors = own.map { abs($0.predicted(by: model) - $0.seconds) / $0.seconds }
      result.collectives[collective, default: Tuning()].residual = Residual(errors)
    }
    return result
  }

  private func predictions(of samples: [CostSample], _ model: CostModel) -> [Double] {
    samples.map { max(1e-12, $0.predicted(by: model)) }
  }

  /// The best machine with as many caches as are given, from these on.
  private func fit(_ samples: [CostSample], _ caches: [Cache]) -> Topology {
    let engine = machine.engine
    let link = machine.levels[0].link
    var start = [
      engine.copy, engine.pack, engine.fold, engine.stepOverhead, link.latency,
      link.gap ?? link.latency, link.bandwidth,
    ]
    for _ in Self.tuned { start += [1, 1] }
    for cache in caches { start += [cache.bytes, 1] }
    let found = LeastSquares(start: start).fit(measured: samples.map(\.seconds)) { point in
      predictions(of: samples, CostModel(topology(point, caches), exchange: exchange))
    }
    return topology(found, caches)
  }

  private func topology(_ point: [Double], _ caches: [Cache]) -> Topology {
    var result = machine
    result.engine.copy = point[0]
    result.engine.pack = point[1]
    result.engine.fold = point[2]
    result.engine.stepOverhead = point[3]
    result.levels[0].link.latency = point[4]
    result.levels[0].link.gap = point[5]
    result.levels[0].link.bandwidth = point[6]
    for (index, collective) in Self.tuned.enumerated() {
      result.collectives[collective] = Tuning(
        latency: point[7 + 2 * index], bandwidth: point[8 + 2 * index])
    }
    // Of each cache its size, and how much slower than within it things are beyond.
    result.engine.caches = []
    var slowing = 1.0
    for (index, cache) in caches.enumerated() {
      let place = 7 + 2 * (Self.tuned.count + index)
      slowing += point[place + 1]
      result.engine.caches.append(
        Cache(bytes: point[place], beyond: slowing, isShared: cache.isShared))
    }
    return result
  }
}
