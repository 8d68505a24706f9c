/// A wire between two ranks, or between a group of ranks and the rest: what one message costs on it.
public struct Link: Hashable, Sendable, Codable {
  /// The class: `shared-memory`, `nvlink`, `ib`, `ethernet`.
  public var kind: String
  /// Seconds from the start of a message to its first byte at the other end, software included.
  public var latency: Double
  /// Seconds that each further message takes where several are under way at once: LogGP's gap, or its
  /// overhead where that is longer (Alexandrov, Ionescu, Schauser and Scheiman 1995). Nil where it is
  /// not known: then each takes the whole latency.
  public var gap: Double?
  /// Bytes a second through one port, in one direction.
  public var bandwidth: Double
  /// Whether both directions have the whole bandwidth at once.
  public var isDuplex: Bool
  /// Where each number comes from, by its name in topology files.
  public var sources: [String: String]

  public init(
    kind: String, latency: Double, gap: Double? = nil, bandwidth: Double, isDuplex: Bool = true,
    sources: [String: String] = [:]
  ) {
    self.kind = kind
    self.latency = latency
    self.gap = gap
    self.bandwidth = bandwidth
    self.isDuplex = isDuplex
    self.sources = sources
  }

  /// The seconds of one message of `bytes` that has the link for itself (Hockney 1994).
  public func seconds(for bytes: Int) -> Double { latency + Double(bytes) / bandwidth }
}
