extension Link {
  /// Ten-gigabit Ethernet with TCP; plausible numbers where none were measured.
  public static let ethernet = Link(
    kind: "ethernet", latency: 3e-5, gap: 2e-6, bandwidth: 1.25e9)
}

extension CostModel {
  /// The costs of the ranks that run here: a topology tells how hosts are linked, and of hosts whose ranks
  /// share memory also that; where it does not, plausible numbers stand for it.
  package var withHosts: CostModel {
    var result = topology
    if let inner = result.levels.first, inner.link.kind != "shared-memory" {
      result.levels[0] = Topology.oneHost.levels[0]
      result.engine = Topology.oneHost.engine
      if result.levels.count == 1 { result.collectives = [:] }
    }
    if result.levels.count == 1 {
      // One network card for all ranks of a host.
      result.levels.append(
        Topology.Level(name: "cluster", ranks: nil, link: .ethernet, ranksPerPort: 1 << 30))
    }
    return CostModel(result)
  }

  /// The link between hosts.
  var linkOfHosts: Link { topology.levels[topology.levels.count - 1].link }
}
