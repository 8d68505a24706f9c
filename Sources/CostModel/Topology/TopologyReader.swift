import Sharding
import Yams

/// From YAML's nodes to a topology.
struct TopologyReader {
  let yaml: YAMLReader

  func topology(_ node: Node) throws(ShardingError) -> Topology {
    let label = "topology"
    let keys = try yaml.entries(
      of: node, label, known: ["name", "levels", "engine", "collectives", "device", "source"])
    let listed = try required("levels", of: keys, node, label)
    guard let sequence = listed.sequence, !sequence.isEmpty else {
      throw yaml.failure(
        at: listed,
        "\(label), key 'levels': a list of levels, at least one, is required, \(listed.found)")
    }
    var levels: [Topology.Level] = []
    for (index, node) in sequence.enumerated() {
      let level = try level(node, index, isLast: index == sequence.count - 1)
      try check(level, within: levels.last, node, index)
      levels.append(level)
    }
    var tunings: [Collective: Tuning] = [:]
    if let node = keys["collectives"] { tunings = try collectives(node) }
    return Topology(
      name: try keys["name"].map { (node) throws(ShardingError) in
        try text(node, "\(label), key 'name'")
      } ?? "topology",
      levels: levels,
      engine: try engine(try required("engine", of: keys, node, label)), collectives: tunings,
      device: try keys["device"].map { (node) throws(ShardingError) in try device(node) })
  }

  private func level(_ node: Node, _ index: Int, isLast: Bool) throws(ShardingError)
    -> Topology.Level
  {
    let label = "level \(index)"
    let keys = try yaml.entries(
      of: node, label,
      known: ["name", "ranks", "ranks-per-port", "torus", "hop-latency", "link", "source"])
    let name = try text(try required("name", of: keys, node, label), "\(label), key 'name'")
    var numbers = Numbers(yaml: yaml, keys: keys, label: "level '\(name)'")
    let ranks = try numbers.count("ranks")
    if ranks == nil, !isLast {
      throw yaml.failure(
        at: node, "level '\(name)': key 'ranks' is required of all levels but the outermost")
    }
    var torus: [Int] = []
    if let node = keys["torus"] {
      let most = Numbers.mostThings
      let words = "positive lengths"
      torus = try yaml.list(node, "level '\(name)', key 'torus'", of: words) { node in
        yaml.wholeNumber(node).flatMap { $0 > 0 ? $0 : nil }
      }
      if let length = torus.first(where: { $0 > most }) {
        throw yaml.failure(
          at: node,
          "level '\(name)', key 'torus': lengths of at most \(most) are required, in it '\(length)' is given"
        )
      }
      if torus.isEmpty {
        throw yaml.failure(
          at: node, "level '\(name)', key 'torus': at least one length is required")
      }
    }
    return Topology.Level(
      name: name, ranks: ranks,
      link: try link(
        try required("link", of: keys, node, "level '\(name)'"), "level '\(name)', link"),
      ranksPerPort: try numbers.count("ranks-per-port") ?? 1, torus: torus,
      hopLatency: try numbers.quantity("hop-latency", .time) ?? 0, sources: numbers.sources)
  }

  /// What a level must keep to beside the one within it.
  private func check(
    _ level: Topology.Level, within inner: Topology.Level?, _ node: Node, _ index: Int
  ) throws(ShardingError) {
    let label = "level '\(level.name)'"
    let within = inner?.ranks ?? 1
    if let ranks = level.ranks {
      guard ranks % within == 0, ranks > within || index == 0 else {
        throw yaml.failure(
          at: node,
          "\(label): whole domains of '\(inner?.name ?? "")', more than one, are required, "
            + "so a multiple of \(within) ranks, \(ranks) are given")
      }
      guard ranks % level.ranksPerPort == 0 || index > 0 else {
        throw yaml.failure(
          at: node,
          "\(label): the \(ranks) ranks must share whole ports, \(level.ranksPerPort) a port are given"
        )
      }
    }
    if index > 0, within % level.ranksPerPort != 0 {
      throw yaml.failure(
        at: node,
        "\(label): the \(within) ranks of a '\(inner?.name ?? "")' must share whole ports, "
          + "\(level.ranksPerPort) a port are given")
    }
    let nodes = level.torus.reduce(within) { $0 *| $1 }
    if !level.torus.isEmpty, level.ranks != nodes {
      let given = level.ranks.map { "\($0) ranks are given" } ?? "'ranks' is missing"
      let has = nodes < .max ? "has \(nodes) ranks" : "has more ranks than can be counted"
      throw yaml.failure(at: node, "\(label): a torus \(level.torus) \(has), \(given)")
    }
  }

  private func link(_ node: Node, _ label: String) throws(ShardingError) -> Link {
    let keys = try yaml.entries(
      of: node, label, known: ["kind", "latency", "gap", "bandwidth", "duplex", "source"])
    var numbers = Numbers(yaml: yaml, keys: keys, label: label)
    let kind = try text(try required("kind", of: keys, node, label), "\(label), key 'kind'")
    _ = try required("latency", of: keys, node, label)
    _ = try required("bandwidth", of: keys, node, label)
    let isDuplex = try flag("duplex", of: keys, label) ?? true
    return Link(
      kind: kind, latency: try numbers.quantity("latency", .time) ?? 0,
      gap: try numbers.quantity("gap", .time),
      bandwidth: try numbers.quantity("bandwidth", .rate) ?? 1, isDuplex: isDuplex,
      sources: numbers.sources)
  }

  private func engine(_ node: Node) throws(ShardingError) -> Topology.Engine {
    let label = "engine"
    let rates = ["copy", "pack", "fold"]
    let keys = try yaml.entries(
      of: node, label, known: rates + ["step-overhead", "cores", "reads-peers", "caches", "source"])
    for key in rates + ["step-overhead"] { _ = try required(key, of: keys, node, label) }
    var numbers = Numbers(yaml: yaml, keys: keys, label: label)
    let caches = try keys["caches"].map { (node) throws(ShardingError) in try self.caches(node) }
    return Topology.Engine(
      copy: try numbers.quantity("copy", .rate) ?? 1,
      pack: try numbers.quantity("pack", .rate) ?? 1,
      fold: try numbers.quantity("fold", .rate) ?? 1,
      stepOverhead: try numbers.quantity("step-overhead", .time) ?? 0,
      cores: try numbers.count("cores"),
      readsPeers: try flag("reads-peers", of: keys, label) ?? false, caches: caches?.list ?? [],
      sources: numbers.sources.merging(caches?.source ?? [:]) { own, _ in own })
  }

  /// Caches, from the smallest, and where their sizes come from.
  private func caches(_ node: Node) throws(ShardingError) -> (
    list: [Cache], source: [String: String]
  ) {
    guard let sequence = node.sequence, !sequence.isEmpty else {
      throw yaml.failure(
        at: node,
        "engine, key 'caches': a list of caches, at least one, is required, \(node.found)")
    }
    var caches: [Cache] = []
    var source: [String: String] = [:]
    for (index, node) in sequence.enumerated() {
      let label = "cache \(index)"
      let keys = try yaml.entries(of: node, label, known: ["bytes", "beyond", "shared", "source"])
      for key in ["bytes", "beyond"] { _ = try required(key, of: keys, node, label) }
      var numbers = Numbers(yaml: yaml, keys: keys, label: label)
      let cache = Cache(
        bytes: try numbers.quantity("bytes", .size) ?? 1, beyond: try numbers.factor("beyond") ?? 1,
        isShared: try flag("shared", of: keys, label) ?? false)
      let inner = caches.last ?? Cache(bytes: 0, beyond: 1)
      guard cache.bytes > inner.bytes, cache.beyond >= inner.beyond else {
        throw yaml.failure(
          at: node,
          "\(label): more bytes and no quicker memory than of the cache within it are required, "
            + "more than \(Quantity.size.text(inner.bytes)) and at least \(fourDigits(inner.beyond))"
        )
      }
      caches.append(cache)
      if let text = numbers.sources["bytes"] { source["caches"] = text }
    }
    return (caches, source)
  }

  private func collectives(_ node: Node) throws(ShardingError) -> [Collective: Tuning] {
    let names = Collective.allCases.map(\.rawValue)
    let entries = try yaml.entries(of: node, "collectives", known: names)
    var tunings: [Collective: Tuning] = [:]
    for (name, node) in entries {
      guard let collective = Collective(rawValue: name) else { continue }
      let label = "collective '\(name)'"
      let keys = try yaml.entries(
        of: node, label, known: ["latency", "bandwidth", "samples", "median-error", "p90-error"])
      var numbers = Numbers(yaml: yaml, keys: keys, label: label)
      var tuning = Tuning(
        latency: try numbers.factor("latency") ?? 1, bandwidth: try numbers.factor("bandwidth") ?? 1
      )
      if let samples = try numbers.count("samples") {
        tuning.residual = Residual(
          samples: samples, median: try numbers.factor("median-error", orZero: true) ?? 0,
          p90: try numbers.factor("p90-error", orZero: true) ?? 0)
      }
      tunings[collective] = tuning
    }
    return tunings
  }
}
