import CostModel
import Foundation
import ReshardCases
import Testing

@Suite struct CalibrationTests {
  @Test func `least squares find a line's parameters`() {
    let places = [1.0, 10, 100, 1000, 10_000]
    let measured = places.map { 3 + 0.02 * $0 }
    let found = LeastSquares(start: [1, 1]).fit(measured: measured) { point in
      places.map { point[0] + point[1] * $0 }
    }
    #expect(abs(found[0] - 3) < 0.05 && abs(found[1] - 0.02) < 0.001)
  }

  @Test func `one sample that was disturbed moves little`() {
    let places = (0..<40).map { pow(1.3, Double($0)) }
    var measured = places.map { 3 + 0.02 * $0 }
    measured[20] *= 30
    let found = LeastSquares(start: [1, 1]).fit(measured: measured) { point in
      places.map { point[0] + point[1] * $0 }
    }
    #expect(abs(found[0] - 3) < 0.3 && abs(found[1] - 0.02) < 0.002)
  }

  @Test func `a machine is found again from what its model says`() {
    var machine = Machines.flat
    machine.engine = Topology.Engine(copy: 5e9, pack: 2e9, fold: 3e9, stepOverhead: 4e-6, cores: 2)
    machine.levels[0].link = Link(kind: "wire", latency: 5e-6, gap: 1e-6, bandwidth: 4e9)
    machine.collectives = [.allGather: Tuning(latency: 1.5, bandwidth: 0.7)]
    let truth = CostModel(machine)
    var samples: [CostSample] = []
    for count in [2, 3, 4] {
      let group = Array(0..<count)
      for power in stride(from: 8, through: 26, by: 2) {
        let bytes = 1 << power
        for collective in Collective.allCases where collective != .local {
          samples.append(
            sample(
              collective, group,
              StepLoad(
                collective: collective, group: group, peers: count - 1, received: bytes,
                sent: bytes, packed: collective == .allToAll ? bytes : 0)))
        }
        for (packed, folded, copied) in [(bytes, 0, 0), (0, bytes, 0), (0, 0, bytes)] {
          var own = sample(
            .local, group,
            StepLoad(
              collective: .local, group: [0], peers: 0, received: 0, sent: 0, packed: packed,
              folded: folded, copied: copied))
          own.isStep = false
          samples.append(own)
        }
      }
    }
    samples = samples.map { sample in
      var sample = sample
      sample.seconds = sample.predicted(by: truth)
      return sample
    }
    var start = Topology.oneHost
    start.engine.cores = 2
    let found = Calibration(machine: start).fit(samples)
    let model = CostModel(found)
    let errors = Residual(samples.map { abs($0.predicted(by: model) / $0.seconds - 1) })
    #expect(errors.p90 < 0.02, "\(errors)")
    #expect(abs(found.engine.pack / machine.engine.pack - 1) < 0.05)
    #expect(abs(found.levels[0].link.bandwidth / 4e9 - 1) < 0.05)
    #expect(found.collectives[.allGather]?.residual?.samples == 30)
  }

  @Test func `a cache is found again where sizes go beyond it, and none where there is none`() {
    for caches in [
      [], [Cache(bytes: 3e6, beyond: 4)], [Cache(bytes: 2e7, beyond: 4, isShared: true)],
    ] {
      var machine = Topology.oneHost
      machine.engine.caches = caches
      let truth = CostModel(machine)
      var samples: [CostSample] = []
      for power in 10..<28 {
        let bytes = 1 << power
        samples.append(
          sample(
            .allToAll, [0, 1],
            StepLoad(
              collective: .allToAll, group: [0, 1], peers: 1, received: bytes, sent: bytes)))
        // By one rank and by two at once: so it is seen whether they share the cache.
        for ranks in [[0], [0, 1]] {
          var fold = sample(
            .local, ranks,
            StepLoad(
              collective: .local, group: [0], peers: 0, received: 0, sent: 0, folded: bytes))
          fold.isStep = false
          samples.append(fold)
        }
      }
      for index in samples.indices { samples[index].seconds = samples[index].predicted(by: truth) }
      var start = Topology.oneHost
      start.engine.fold = 1e9
      let found = Calibration(machine: start).fit(samples)
      #expect(found.engine.caches.count == caches.count)
      for (own, other) in zip(found.engine.caches, caches) {
        #expect(abs(own.bytes / other.bytes - 1) < 0.1, "\(own)")
        #expect(abs(own.beyond / other.beyond - 1) < 0.1, "\(own)")
        #expect(own.isShared == other.isShared)
      }
    }
  }

  private func sample(_ collective: Collective, _ group: [Int], _ load: StepLoad) -> CostSample {
    CostSample(
      name: collective.rawValue, load: load,
      span: Topology.oneHost.span(of: group, among: group), seconds: 0)
  }

  @Test(arguments: [
    ([1.0], 1.0, 1.0), ([1, 2], 1.5, 1.9), ([3, 1, 2], 2, 2.8),
    (Array(stride(from: 0.0, through: 10, by: 1)), 5, 9),
  ])
  func `residuals have the median and the 90th percentile`(
    errors: [Double], median: Double, p90: Double
  ) {
    let residual = Residual(errors)
    #expect(residual.samples == errors.count)
    #expect(abs(residual.median - median) < 1e-12 && abs(residual.p90 - p90) < 1e-12)
  }

  @Test(
    arguments: [
      ([[5.0, 4, 6]], 5.0), ([[5, 4, 6], [5.5, 4.5, 6.5]], 5.25),
      // The second pass was disturbed, and all of it is left out, also its quickest time.
      ([[5, 4, 6], [9, 4.5, 20], [5, 5, 5]], 5), ([[9, 9, 9], [5, 4, 6]], 5), ([], 0),
      ([[], [3]], 3),
    ] as [([[Double]], Double)])
  func `a pass that was disturbed does not count`(passes: [[Double]], median: Double) {
    var times = TimedPasses()
    for pass in passes { times.append(pass) }
    #expect(abs(times.time(quantile: 0.5) - median) < 1e-12)
  }
}
