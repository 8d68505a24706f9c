/// The machine that a plan is priced on: which ranks are near each other, over which links.
///
/// Ranks are numbered so that neighbours are near: ranks 0 ..< n share the first domain of the
/// innermost level (a host of n ranks), the next n the second. Domains nest: hosts in racks, racks
/// in a cluster. Two ranks talk over the link of the innermost level whose domain holds both.
public struct Topology: Hashable, Sendable, Codable {
  /// A class of domains, and the links between the ranks of one that no inner domain has together.
  public struct Level: Hashable, Sendable, Codable {
    /// What a domain is: `host`, `rack`, `cluster`.
    public var name: String
    /// How many ranks a domain holds; nil for all, which the outermost level has.
    public var ranks: Int?
    /// The link between two ranks of a domain that no inner domain holds both of.
    public var link: Link
    /// How many ranks share one port into this level, a network card for example; 1 for a port each.
    public var ranksPerPort: Int
    /// The lengths of a torus whose nodes are the domains of the level within, or the ranks; the last
    /// varies fastest. Each node has two links, one in each direction, along each dim. Empty where all
    /// nodes are equally near, behind a switch for example.
    public var torus: [Int]
    /// Seconds that each hop beyond the first adds to the link's latency, in a torus.
    public var hopLatency: Double
    /// Where each number comes from, by its name in topology files.
    public var sources: [String: String]

    /// A level whose domains hold `ranks` ranks each; nil for all ranks there are.
    /// If nothing else is said, each rank has a port of its own, and all domains are equally near.
    public init(
      name: String, ranks: Int?, link: Link, ranksPerPort: Int = 1, torus: [Int] = [],
      hopLatency: Double = 0, sources: [String: String] = [:]
    ) {
      self.name = name
      self.ranks = ranks
      self.link = link
      self.ranksPerPort = ranksPerPort
      self.torus = torus
      self.hopLatency = hopLatency
      self.sources = sources
    }
  }

  /// What a rank does by itself, in bytes a second of what it reads.
  public struct Engine: Hashable, Sendable, Codable {
    /// Copies of contiguous bytes.
    public var copy: Double
    /// Copies between a shard and staging where the runs are short.
    public var pack: Double
    /// Folds of contributions.
    public var fold: Double
    /// Seconds that a step takes before anything moves.
    public var stepOverhead: Double
    /// How many ranks of an innermost domain run at once; nil if each has a processor of its own.
    public var cores: Int?
    /// Whether ranks of an innermost domain read each other's shards, and stage nothing: what is packed
    /// elsewhere is then only copied in shorter runs.
    public var readsPeers: Bool
    /// What a rank finds in caches, from the smallest; none where rates do not depend on sizes.
    public var caches: [Cache]
    /// Where each number comes from, by its name in topology files.
    public var sources: [String: String]

    /// An engine with rates in bytes a second, and an overhead of each step in seconds.
    /// If nothing else is said, each rank has a processor of its own, and no caches count.
    public init(
      copy: Double, pack: Double, fold: Double, stepOverhead: Double, cores: Int? = nil,
      readsPeers: Bool = false, caches: [Cache] = [], sources: [String: String] = [:]
    ) {
      self.copy = copy
      self.pack = pack
      self.fold = fold
      self.stepOverhead = stepOverhead
      self.cores = cores
      self.readsPeers = readsPeers
      self.caches = caches
      self.sources = sources
    }
  }

  /// The name of the machine.
  public var name: String
  /// From the innermost to the outermost, at least one.
  public var levels: [Level]
  /// The rates of a rank: copies, packing, folds, and the overhead of a step.
  public var engine: Engine
  /// What was measured of single collectives; one that is not named is as its formula says.
  public var collectives: [Collective: Tuning]
  /// What a rank computes with; nil where that is not said.
  public var device: Device?

  /// A topology of levels, from the innermost to the outermost.
  ///
  /// - Parameters:
  ///   - collectives: the tunings that a fit found.
  ///   - device: what a rank computes with.
  public init(
    name: String, levels: [Level], engine: Engine, collectives: [Collective: Tuning] = [:],
    device: Device? = nil
  ) {
    precondition(!levels.isEmpty, "a topology has at least one level")
    self.name = name
    self.levels = levels
    self.engine = engine
    self.collectives = collectives
    self.device = device
  }
}

extension Topology {
  /// One host on which all ranks share memory; plausible numbers where none were measured.
  public static let oneHost = Topology(
    name: "one host",
    levels: [
      Level(
        name: "host", ranks: nil,
        link: Link(kind: "shared-memory", latency: 1e-6, gap: 1e-6, bandwidth: 6e9))
    ],
    engine: Engine(copy: 8e9, pack: 3e9, fold: 4e9, stepOverhead: 2e-6))

  /// The index of the innermost level whose domain holds both ranks. O(levels).
  package func level(between one: Int, and other: Int) -> Int {
    levels.firstIndex { level in
      level.ranks.map { one / $0 == other / $0 } ?? true
    } ?? levels.count - 1
  }
}
