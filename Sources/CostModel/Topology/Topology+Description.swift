import Elements
import Sharding

extension Topology {
  /// Which links the groups of a mesh's dims cross: the outermost level with any of a rank's peers.
  /// Nil for a mesh dim of one rank. O(mesh dims x ranks x levels).
  package func crossedLevel(of mesh: ProcessMesh, along dim: Int) -> Int? {
    span(of: mesh, along: dim).levels.lastIndex { $0.peers > 0 }
  }
}

extension Topology: CustomStringConvertible {
  /// The levels with their links, the engine and what was measured, each number with its source.
  public var description: String {
    var lines = [name]
    for level in levels {
      lines.append("  \(level.name)  \(level.extent)")
      let link = level.link
      lines.append("    \(link.kind)\(link.isDuplex ? "" : ", one direction at a time")")
      lines += line("latency", Quantity.time.text(link.latency), link.sources)
      let gap = Quantity.time.text(link.messageGap)
      lines +=
        link.gap == nil
        ? ["    gap \(gap)  (none is given: 1/\(Int(Link.gapsPerLatency)) of the latency)"]
        : line("gap", gap, link.sources)
      lines += line("bandwidth", Quantity.rate.text(link.bandwidth), link.sources)
      if !level.torus.isEmpty {
        lines += line("hop-latency", Quantity.time.text(level.hopLatency), level.sources)
      }
      if level.ranksPerPort > 1 || level.sources["ranks-per-port"] != nil {
        lines += line("ranks-per-port", "\(level.ranksPerPort)", level.sources)
      }
    }
    lines.append("  engine")
    lines += line("copy", Quantity.rate.text(engine.copy), engine.sources)
    lines += line("pack", Quantity.rate.text(engine.pack), engine.sources)
    lines += line("fold", Quantity.rate.text(engine.fold), engine.sources)
    lines += line("step-overhead", Quantity.time.text(engine.stepOverhead), engine.sources)
    if let cores = engine.cores { lines += line("cores", "\(cores)", engine.sources) }
    if engine.readsPeers { lines.append("    ranks read each other's shards") }
    for cache in engine.caches {
      let key =
        "beyond \(Quantity.size.text(cache.bytes))\(cache.isShared ? " of all ranks" : "")"
      let source = engine.sources["caches"].map { [key: $0] } ?? [:]
      lines += line(key, "x \(fourDigits(cache.beyond))", source)
    }
    for collective in Collective.allCases {
      guard let tuning = collectives[collective] else { continue }
      let residual = tuning.residual.map {
        ", errors of \($0.samples) samples: median \(fourDigits($0.median)), "
          + "90th percentile \(fourDigits($0.p90))"
      }
      lines.append(
        "  \(collective): latency x \(fourDigits(tuning.latency)), "
          + "bandwidth x \(fourDigits(tuning.bandwidth))" + (residual ?? ""))
    }
    if let device { lines += deviceLines(device) }
    return lines.joined(separator: "\n")
  }

  private func deviceLines(_ device: Device) -> [String] {
    var lines = ["  device"]
    for field in Device.fields {
      if let text = field.text(of: device) { lines += line(field.key, text, device.sources) }
    }
    for kind in SoftwareStack.Kind.allCases {
      guard let stack = device.stacks[kind] else { continue }
      lines.append("  stack \(kind.rawValue): \(stack.attention.rawValue) attention")
      for field in SoftwareStack.fields {
        if let text = field.text(of: stack) { lines += line(field.key, text, stack.sources) }
      }
    }
    guard let kernels = device.kernels else { return lines }
    lines.append("  kernels")
    for field in MeasuredKernels.fields {
      if let text = field.text(of: kernels) { lines += line(field.key, text, kernels.sources) }
    }
    return lines + rateLines("any ", kernels.kinds) + rateLines("", kernels.ops)
  }

  /// A line for each name and dtype.
  private func rateLines(_ word: String, _ rates: [String: [DType: KernelRate]]) -> [String] {
    rates.sorted { $0.key < $1.key }.flatMap { name, own in
      DType.allCases.flatMap { dtype -> [String] in
        guard let rate = own[dtype] else { return [] }
        let numbers = KernelRate.fields.compactMap { field in
          field.text(of: rate).map { "\(field.key) \($0)" }
        }
        return line(
          "\(word)\(name) \(dtype.notation):", numbers.joined(separator: ", "),
          rate.sources["call"].map { ["\(word)\(name) \(dtype.notation):": $0] } ?? [:])
      }
    }
  }

  private func line(_ key: String, _ number: String, _ sources: [String: String]) -> [String] {
    ["    \(key) \(number)" + (sources[key].map { "  (\($0))" } ?? "")]
  }
}

extension Topology.Level {
  /// How far a domain reaches, in words.
  fileprivate var extent: String {
    let count = ranks.map { "\($0) ranks" } ?? "all ranks"
    let lengths = torus.map(String.init).joined(separator: "x")
    return torus.isEmpty ? count : "\(count), a torus of \(lengths)"
  }
}
