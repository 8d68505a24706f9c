import CostModel

/// Machines with round numbers, for prices that can be worked out by hand.
enum Machines {
  static let wire = Link(kind: "wire", latency: 1e-6, gap: 1e-7, bandwidth: 1e9)
  static let cable = Link(kind: "cable", latency: 1e-5, gap: 1e-6, bandwidth: 1e8)
  static let engine = Topology.Engine(copy: 1e10, pack: 1e9, fold: 1e9, stepOverhead: 1e-6)

  /// All ranks on one host.
  static let flat = Topology(
    name: "flat", levels: [Topology.Level(name: "host", ranks: nil, link: wire)], engine: engine)

  /// Hosts of 4, of whose ranks so many share a network card.
  static func hosts(sharing ranks: Int = 1, duplex: Bool = true) -> Topology {
    var cable = cable
    cable.isDuplex = duplex
    return Topology(
      name: "hosts of 4",
      levels: [
        Topology.Level(name: "host", ranks: 4, link: wire),
        Topology.Level(name: "cluster", ranks: nil, link: cable, ranksPerPort: ranks),
      ], engine: engine)
  }

  /// A torus of 4 x 8.
  static let torus = Topology(
    name: "torus",
    levels: [
      Topology.Level(name: "torus", ranks: 32, link: wire, torus: [4, 8], hopLatency: 1e-7)
    ], engine: engine)
}
