extension Topology {
  /// The topology as a file's text, without a comment; what is read from it has the same numbers, to
  /// four digits.
  public var yaml: String {
    var lines = ["topology:", "  name: \(quoted(name))", "  levels:"]
    for level in levels {
      lines.append("    - name: \(quoted(level.name))")
      if let ranks = level.ranks {
        lines.append("      ranks: \(sourced("\(ranks)", level.sources["ranks"]))")
      }
      if level.ranksPerPort > 1 || level.sources["ranks-per-port"] != nil {
        let port = sourced("\(level.ranksPerPort)", level.sources["ranks-per-port"])
        lines.append("      ranks-per-port: \(port)")
      }
      if !level.torus.isEmpty {
        lines.append("      torus: \(level.torus)")
        let hop = sourced(Quantity.time.text(level.hopLatency), level.sources["hop-latency"])
        lines.append("      hop-latency: \(hop)")
      }
      lines.append("      link:")
      lines += level.link.lines.map { "        \($0)" }
    }
    lines.append("  engine:")
    lines += engine.lines.map { "    \($0)" }
    if !collectives.isEmpty {
      lines.append("  collectives:")
      for collective in Collective.allCases {
        guard let tuning = collectives[collective] else { continue }
        lines.append("    \(collective): { \(tuning.fields) }")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A text that YAML reads as it stands.
private func quoted(_ text: String) -> String {
  "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

private func sourced(_ number: String, _ source: String?) -> String {
  source.map { "{ value: \(number), source: \(quoted($0)) }" } ?? number
}

extension Link {
  fileprivate var lines: [String] {
    var lines = [
      "kind: \(quoted(kind))",
      "latency: \(sourced(Quantity.time.text(latency), sources["latency"]))",
    ]
    if let gap { lines.append("gap: \(sourced(Quantity.time.text(gap), sources["gap"]))") }
    lines.append("bandwidth: \(sourced(Quantity.rate.text(bandwidth), sources["bandwidth"]))")
    if !isDuplex { lines.append("duplex: false") }
    return lines
  }
}

extension Topology.Engine {
  fileprivate var lines: [String] {
    var lines = [("copy", copy), ("pack", pack), ("fold", fold)].map { key, rate in
      "\(key): \(sourced(Quantity.rate.text(rate), sources[key]))"
    }
    let overhead = sourced(Quantity.time.text(stepOverhead), sources["step-overhead"])
    lines.append("step-overhead: \(overhead)")
    if let cores { lines.append("cores: \(sourced("\(cores)", sources["cores"]))") }
    if readsPeers { lines.append("reads-peers: true") }
    if !caches.isEmpty {
      lines.append("caches:")
      lines += caches.map { cache in
        let bytes = sourced(Quantity.size.text(cache.bytes), sources["caches"])
        return
          "  - { bytes: \(bytes), beyond: \(fourDigits(cache.beyond))\(cache.isShared ? ", shared: true" : "") }"
      }
    }
    return lines
  }
}

extension Tuning {
  fileprivate var fields: String {
    var fields = ["latency: \(fourDigits(latency))", "bandwidth: \(fourDigits(bandwidth))"]
    if let residual {
      fields += [
        "samples: \(residual.samples)", "median-error: \(fourDigits(residual.median))",
        "p90-error: \(fourDigits(residual.p90))",
      ]
    }
    return fields.joined(separator: ", ")
  }
}
