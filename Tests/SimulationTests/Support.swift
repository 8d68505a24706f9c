import CostModel
import Elements
import ReshardCases

extension Double {
  /// Whether both are equal but for rounding: 1e-9 of the larger.
  func isClose(to other: Double) -> Bool { abs(self - other) <= 1e-9 * max(abs(self), abs(other)) }
}

extension Topology {
  /// One host of `latency` and `bandwidth`, whose ranks do everything else at once.
  static func plain(latency: Double, bandwidth: Double, isDuplex: Bool = true) -> Topology {
    Topology(
      name: "plain",
      levels: [
        Level(
          name: "host", ranks: nil,
          link: Link(kind: "wire", latency: latency, bandwidth: bandwidth, isDuplex: isDuplex))
      ], engine: .instant)
  }

  /// Hosts of a few ranks that share ports or do not, some of them in racks; domains that divide the
  /// meshes and domains that do not.
  static func random(using generator: inout SeededGenerator) -> Topology {
    let count = Int.random(in: 0..<3, using: &generator)
    var size = 1
    var levels = (0..<count).map { level -> Level in
      size *= [2, 2, 4, 3].randomElement(using: &generator) ?? 2
      return Level(
        name: "level\(level)", ranks: size, link: .random(using: &generator),
        ranksPerPort: [1, 1, 2].randomElement(using: &generator) ?? 1)
    }
    levels.append(
      Level(
        name: "cluster", ranks: nil, link: .random(using: &generator),
        ranksPerPort: [1, 2, size].randomElement(using: &generator) ?? 1,
        torus: [[], [], [], [8, 2, 4], [64], [6, 10]].randomElement(using: &generator) ?? [],
        hopLatency: 1e-6))
    return Topology(
      name: "random", levels: levels,
      engine: Engine(copy: 8e9, pack: 3e9, fold: 4e9, stepOverhead: 2e-6))
  }
}

extension Topology.Engine {
  /// Takes no time.
  static let instant = Topology.Engine(
    copy: .infinity, pack: .infinity, fold: .infinity, stepOverhead: 0)
}

extension Link {
  fileprivate static func random(using generator: inout SeededGenerator) -> Link {
    Link(
      kind: ["wire", "nvlink", "shared-memory"].randomElement(using: &generator) ?? "wire",
      latency: [0, 1e-6, 5e-6].randomElement(using: &generator) ?? 0,
      bandwidth: [1e6, 3e7, 1e9].randomElement(using: &generator) ?? 1e9,
      isDuplex: Bool.random(using: &generator))
  }
}
