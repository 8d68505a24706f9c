import CostModel
import Resharding
import Sharding

/// Collects what goes in two levels: what crosses between hosts, and what is read on each of them, of which
/// the last part is read once all has come in.
struct TwoLevelBuilder<Kinds: Classes> {
  private(set) var first: StageBuilder<Kinds>
  private var last: StageBuilder<Kinds>?

  /// - Parameter paces: of the crossing, and of the last reads where they take any time on links.
  init(_ classes: Kinds, _ network: Network, _ paces: [ExchangePace]) {
    first = StageBuilder(classes, network, paces[0])
    if paces.count > 1 { last = StageBuilder(classes, network, paces[1]) }
  }

  mutating func join(_ index: Int) {
    first.join(index)
    last?.join(index)
  }

  mutating func note(_ index: Int, _ change: (inout Part) -> Void) { first.note(index, change) }

  mutating func count(_ bytes: Int, from source: Int, to destination: Int) {
    first.count(bytes, from: source, to: destination)
  }

  /// Whether blocks between two ranks are contiguous in their shards decides whether what they send and get,
  /// for themselves or others, is staged.
  mutating func stage(
    sendsInPlace: Bool, receivesInPlace: Bool, from source: Int, to destination: Int
  ) {
    first.stage(
      0, from: source, to: destination, sendsInPlace: sendsInPlace,
      receivesInPlace: receivesInPlace)
  }

  mutating func cross(
    _ bytes: Int, from source: Int, to destination: Int, _ ports: inout PortTable<Kinds>
  ) {
    first.stage(
      bytes, from: source, to: destination, sendsInPlace: true, receivesInPlace: true)
    first.send(bytes, from: source, to: destination, &ports)
  }

  /// A rank reads of another one of its host, or folds what it reads there.
  mutating func read(
    _ bytes: Int, from source: Int, to destination: Int, folds: Bool = false,
    _ ports: inout PortTable<Kinds>
  ) {
    guard source != destination, bytes > 0 else { return }
    guard last != nil else {
      if !folds { first.note(first.classes.index(of: destination)) { $0.read += bytes } }
      first.send(bytes, from: source, to: destination, &ports)
      return
    }
    let late = Int((Double(bytes) * first.pace.lastReads).rounded())
    if bytes > late { first.send(bytes - late, from: source, to: destination, &ports) }
    if late > 0 { last?.send(late, from: source, to: destination, &ports) }
  }

  /// A rank folds so many bytes of contributions, once they are there.
  mutating func fold(_ bytes: Int, on rank: Int) {
    let index = first.classes.index(of: rank)
    if last == nil {
      first.note(index) { $0.folded += bytes }
    } else {
      last?.note(index) { $0.folded += bytes }
    }
  }

  /// What is read and sent to one rank, as the executor does it.
  mutating func add(_ summary: HierarchicalArrivals, to rank: Int, _ ports: inout PortTable<Kinds>)
  {
    for (source, bytes) in summary.betweenHosts[rank] ?? [] {
      cross(bytes, from: source, to: rank, &ports)
    }
    for (source, bytes) in summary.reads[rank] ?? [] {
      read(bytes, from: source, to: rank, &ports)
    }
    for (source, bytes) in summary.contributions[rank] ?? [] {
      read(bytes, from: source, to: rank, folds: true, &ports)
    }
    if let bytes = summary.folded[rank] { fold(bytes, on: rank) }
  }

  /// The stages, once all is in.
  consuming func finished(step: Int, _ collective: Collective, _ ports: PortTable<Kinds>)
    -> [Workload.Stage]
  {
    let late = last
    // What is folded is staged as it goes.
    return [first.finished(step: step, collective, reduces: false, ports)]
      + (late.map { [$0.finished(step: step, collective, reduces: false, ports)] } ?? [])
  }
}

/// What each rank gets in an exchange in two levels, by who it gets it from.
struct HierarchicalArrivals {
  typealias Source = (rank: Int, bytes: Int)

  let betweenHosts: [Int: [Source]]
  let reads: [Int: [Source]]
  let contributions: [Int: [Source]]
  let folded: [Int: Int]

  init(_ summary: HierarchicalTraffic) {
    func byTarget(_ pairs: [HierarchicalTraffic.Pair: Int]) -> [Int: [Source]] {
      // In an order that does not depend on how a dictionary lies.
      let sorted = pairs.sorted { ($0.key.to, $0.key.from) < ($1.key.to, $1.key.from) }
      return sorted.reduce(into: [:]) {
        $0[$1.key.to, default: []].append(($1.key.from, $1.value))
      }
    }
    betweenHosts = byTarget(summary.betweenHosts)
    reads = byTarget(summary.reads)
    contributions = byTarget(summary.contributions)
    folded = summary.folded
  }

  /// Of how many messages and reads a rank gets its bytes.
  func count(of rank: Int) -> Int {
    [betweenHosts, reads, contributions].reduce(0) { $0 + ($1[rank]?.count ?? 0) }
  }
}
