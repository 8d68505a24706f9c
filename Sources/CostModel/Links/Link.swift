/// A wire between two ranks, or between a group of ranks and the rest: what one message costs on it.
public struct Link: Hashable, Sendable, Codable {
  /// The class: `shared-memory`, `nvlink`, `ib`, `ethernet`. Over `shared-memory`, `nvlink`, `xgmi` and
  /// `pcie` ranks read each other's memory; over all others they send messages.
  public var kind: String
  /// Seconds from the start of a message to its first byte at the other end, software included.
  public var latency: Double
  /// Seconds that each further message takes where several are under way at once: LogGP's gap, or its
  /// overhead where that is longer (Alexandrov, Ionescu, Schauser and Scheiman 1995). Nil where it is
  /// not known: then `messageGap` stands for it.
  public var gap: Double?
  /// Bytes a second through one port, in one direction.
  public var bandwidth: Double
  /// Whether both directions have the whole bandwidth at once.
  public var isDuplex: Bool
  /// Where each number comes from, by its name in topology files.
  public var sources: [String: String]

  /// A link with times in seconds and a bandwidth in bytes a second, in each direction.
  ///
  /// - Parameters:
  ///   - kind: `ib`, `nvlink`, `ethernet` or any other name.
  ///   - latency: seconds from the start of a small message to its arrival.
  ///   - gap: what each further message of a rank costs; nil for 1/200 of the latency.
  ///   - bandwidth: bytes a second through one port, in one direction.
  ///   - isDuplex: whether both directions carry the bandwidth at the same time.
  ///   - sources: where the numbers come from, by key of the topology file.
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

  /// How many gaps a latency has, where no gap is known.
  ///
  /// Source: a network card of the order of a microsecond takes up some 200 million messages a second
  /// (NVIDIA ConnectX-6 datasheet: 215 million), so that one follows the other in a two-hundredth of it.
  public static let gapsPerLatency = 200.0

  /// The gap, or the part of the latency that stands for it where none is known.
  public var messageGap: Double { gap ?? latency / Self.gapsPerLatency }

  /// Whether a rank reads another's memory over it as its own, so that ranks of a domain can fetch what
  /// they need of each other's shards: in the memory of a host, or between GPUs that map each other's.
  public var readsMemory: Bool { isMemory || Self.mapping.contains(kind) }

  /// Whether it is the processors' own memory: a read over it is a copy, at the engine's rate.
  var isMemory: Bool { kind == "shared-memory" }

  private static let mapping: Set<String> = ["nvlink", "xgmi", "pcie"]

  /// The seconds of one message of `bytes` that has the link for itself (Hockney 1994).
  public func seconds(for bytes: Int) -> Double { latency + Double(bytes) / bandwidth }
}
