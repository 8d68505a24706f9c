import Foundation

/// Finds the numbers of one machine, of one level of domains, from what was measured on it.
///
/// Searched are the engine's rates and overhead, the link's latency, gap and bandwidth, which are
/// those of messages, and for each other collective how it does beside its formula.
public struct Calibration {
  /// The name and the processors of the machine; its numbers are where the search starts.
  public var machine: Topology

  public init(machine: Topology) { self.machine = machine }

  /// The collectives whose tuning is searched.
  private static let tuned: [Collective] = [.allGather, .allToAll, .gather, .scatter, .broadcast]

  /// The machine under which the samples are foretold best, with residuals for each collective.
  public func fit(_ samples: [CostSample]) -> Topology {
    let engine = machine.engine
    let link = machine.levels[0].link
    let start =
      [
        engine.copy, engine.pack, engine.fold, engine.stepOverhead, link.latency,
        link.gap ?? link.latency, link.bandwidth,
      ] + Self.tuned.flatMap { _ in [1.0, 1.0] }
    let found = LeastSquares(start: start).fit(measured: samples.map(\.seconds)) { point in
      let model = CostModel(topology(point))
      return samples.map { max(1e-12, $0.predicted(by: model)) }
    }
    var result = topology(found)
    let model = CostModel(result)
    for (collective, own) in Dictionary(grouping: samples, by: \.load.collective) {
      let errors = own.map { abs($0.predicted(by: model) - $0.seconds) / $0.seconds }
      result.collectives[collective, default: Tuning()].residual = Residual(errors)
    }
    return result
  }

  private func topology(_ point: [Double]) -> Topology {
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
    return result
  }
}
