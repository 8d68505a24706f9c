extension Topology {
  /// By level: the seconds that stand for a gap that is not given; nil if all are.
  package var defaultGaps: [String: Double]? {
    let without = levels.filter { $0.link.gap == nil }
    return without.isEmpty
      ? nil
      : Dictionary(without.map { ($0.name, $0.link.messageGap) }, uniquingKeysWith: max)
  }

  /// A line for each level whose gap is not given.
  package var gapNotes: [String] {
    levels.filter { $0.link.gap == nil }.map { level in
      let part = Int(Link.gapsPerLatency)
      return "\(level.name): no gap is given; each further message takes "
        + "\(Quantity.time.text(level.link.messageGap)), 1/\(part) of the latency"
    }
  }
}
