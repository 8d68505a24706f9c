import Elements
import Yams

extension Topology {
  /// The topology as a file's text, without a comment; what is read from it has the same numbers, to
  /// four digits.
  public var yaml: String {
    var topology: [(Node, Node)] = [
      ("name", .text(name)), ("levels", Node(levels.map(\.node))), ("engine", engine.node),
    ]
    let tuned = Collective.allCases.compactMap { collective in
      collectives[collective].map { (Node(collective.rawValue), $0.node) }
    }
    if !tuned.isEmpty { topology.append(("collectives", Node(tuned))) }
    if let device { topology.append(("device", device.node)) }
    let file: [(Node, Node)] = [("topology", Node(topology))]
    do {
      return try Yams.serialize(node: Node(file), width: -1, allowUnicode: true)
    } catch {
      preconditionFailure("nodes of texts and numbers are YAML: \(error)")
    }
  }
}

extension Node {
  fileprivate static func text(_ text: String) -> Node {
    Node(text, Tag(.str), .doubleQuoted)
  }

  fileprivate static func number(_ number: Double) -> Node { Node(fourDigits(number)) }

  /// `number` alone, or with its source beside it.
  fileprivate static func sourced(_ number: String, _ source: String?) -> Node {
    guard let source else { return Node(number) }
    return .inline([(Node("value"), Node(number)), (Node("source"), .text(source))])
  }

  /// A mapping on one line.
  fileprivate static func inline(_ pairs: [(Node, Node)]) -> Node { Node(pairs, .implicit, .flow) }
}

extension Topology.Level {
  fileprivate var node: Node {
    var pairs: [(Node, Node)] = [("name", .text(name))]
    if let ranks { pairs.append(("ranks", .sourced("\(ranks)", sources["ranks"]))) }
    if ranksPerPort > 1 || sources["ranks-per-port"] != nil {
      pairs.append(("ranks-per-port", .sourced("\(ranksPerPort)", sources["ranks-per-port"])))
    }
    if !torus.isEmpty {
      pairs.append(("torus", Node(torus.map { Node("\($0)") }, .implicit, .flow)))
      let hop = Quantity.time.text(hopLatency)
      pairs.append(("hop-latency", .sourced(hop, sources["hop-latency"])))
    }
    pairs.append(("link", link.node))
    return Node(pairs)
  }
}

extension Link {
  fileprivate var node: Node {
    var pairs: [(Node, Node)] = [
      ("kind", .text(kind)),
      ("latency", .sourced(Quantity.time.text(latency), sources["latency"])),
    ]
    if let gap { pairs.append(("gap", .sourced(Quantity.time.text(gap), sources["gap"]))) }
    pairs.append(("bandwidth", .sourced(Quantity.rate.text(bandwidth), sources["bandwidth"])))
    if !isDuplex { pairs.append(("duplex", "false")) }
    return Node(pairs)
  }
}

extension Topology.Engine {
  fileprivate var node: Node {
    var pairs: [(Node, Node)] = [("copy", copy), ("pack", pack), ("fold", fold)].map { key, rate in
      (Node(key), .sourced(Quantity.rate.text(rate), sources[key]))
    }
    let overhead = Quantity.time.text(stepOverhead)
    pairs.append(("step-overhead", .sourced(overhead, sources["step-overhead"])))
    if let cores { pairs.append(("cores", .sourced("\(cores)", sources["cores"]))) }
    if readsPeers { pairs.append(("reads-peers", "true")) }
    if !caches.isEmpty {
      let nodes = caches.map { cache in
        let bytes = Quantity.size.text(cache.bytes)
        var pairs: [(Node, Node)] = [
          ("bytes", .sourced(bytes, sources["caches"])), ("beyond", .number(cache.beyond)),
        ]
        if cache.isShared { pairs.append(("shared", "true")) }
        return Node.inline(pairs)
      }
      pairs.append(("caches", Node(nodes)))
    }
    return Node(pairs)
  }
}

extension Tuning {
  fileprivate var node: Node {
    var pairs: [(Node, Node)] = [("latency", .number(latency)), ("bandwidth", .number(bandwidth))]
    if let residual {
      pairs += [
        ("samples", Node("\(residual.samples)")), ("median-error", .number(residual.median)),
        ("p90-error", .number(residual.p90)),
      ]
    }
    return .inline(pairs)
  }
}

extension Device {
  fileprivate var node: Node {
    var pairs = Device.fields.nodes(of: self, sources)
    let entries = SoftwareStack.Kind.allCases.compactMap { kind in
      stacks[kind].map { (Node(kind.rawValue), $0.node) }
    }
    if !entries.isEmpty { pairs.append(("stacks", Node(entries))) }
    if let kernels { pairs.append(("kernels", kernels.node)) }
    return Node(pairs)
  }
}

extension MeasuredKernels {
  fileprivate var node: Node {
    var pairs = MeasuredKernels.fields.nodes(of: self, sources)
    pairs.append(("kinds", Self.node(of: kinds)))
    if !ops.isEmpty { pairs.append(("ops", Self.node(of: ops))) }
    return Node(pairs)
  }

  private static func node(of rates: [String: [DType: KernelRate]]) -> Node {
    let entries = rates.sorted { $0.key < $1.key }.map { name, own in
      let rates = DType.allCases.compactMap { dtype in
        own[dtype].map { (Node(dtype.notation), $0.node) }
      }
      return (Node(name), Node(rates))
    }
    return Node(entries)
  }
}

extension KernelRate {
  /// On one line, with its source once where all numbers have the same.
  fileprivate var node: Node {
    let given = KernelRate.fields.filter { $0.get(self) != nil }.map { sources[$0.key] }
    guard Set(given).count == 1, let source = given[0] else {
      return Node(KernelRate.fields.nodes(of: self, sources))
    }
    return .inline(
      KernelRate.fields.nodes(of: self, [:]) + [(Node("source"), .text(source))])
  }
}

extension SoftwareStack {
  fileprivate var node: Node {
    Node([("attention", Node(attention.rawValue))] + SoftwareStack.fields.nodes(of: self, sources))
  }
}

extension Array {
  fileprivate func nodes<Owner>(of owner: Owner, _ sources: [String: String]) -> [(Node, Node)]
  where Element == DeviceField<Owner> {
    compactMap { field in
      field.text(of: owner).map { (Node(field.key), .sourced($0, sources[field.key])) }
    }
  }
}
