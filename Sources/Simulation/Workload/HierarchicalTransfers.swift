import CostModel
import Elements
import Resharding
import Sharding

/// What ranks get in a step that goes in two levels, group by group.
struct HierarchicalTransfers {
  /// The places of a group's ranks on their hosts.
  private struct Group {
    /// By host, in the group's order.
    var hosts: [Int: [Int]] = [:]
    /// By rank: how many of its host come before it.
    var places: [Int: Int] = [:]
    var folds: HierarchicalArrivals?
    /// By host: the ranks that need a block.
    var takers: [Int: [Block: [Int]]] = [:]
  }

  /// A block that a rank has.
  private struct Block: Hashable {
    let box: Box
    let source: Int
  }

  private let step: ReshardStep
  private let algorithm: ExchangeAlgorithm
  private let shape: [Int]
  private let dtype: DType
  private let network: Network
  /// Nil where something is folded.
  private let walk: ReceiverWalk?
  private var groups: [Int: Group] = [:]

  init(
    _ step: ReshardStep, _ algorithm: ExchangeAlgorithm, shape: [Int], dtype: DType,
    _ network: Network
  ) {
    (self.step, self.algorithm, self.shape, self.dtype) = (step, algorithm, shape, dtype)
    self.network = network
    let exchange = Exchange(shape: shape, from: step.from, to: step.to)
    walk = exchange.foldedDims.isEmpty ? ReceiverWalk(exchange) : nil
  }

  /// Adds what the rank at `position` gets.
  mutating func add(
    to position: Int, _ builder: inout TwoLevelBuilder<Symmetry>,
    _ ports: inout PortTable<Symmetry>, _ room: inout Int
  ) {
    let mesh = step.from.mesh
    let rank = mesh.rankOrder[position]
    guard let ranks = step.group(of: rank), let first = ranks.first else { return }
    if groups[first] == nil { groups[first] = group(of: ranks, &room) }
    guard let group = groups[first] else { return }
    guard let walk else {
      guard let folds = group.folds else { return }
      room -= folds.count(of: rank)
      builder.add(folds, to: rank, &ports)
      return
    }
    let host = network.host(of: rank)
    let takers = takers(on: host, group, walk, &room)
    groups[first]?.takers[host] = takers
    let room = room
    var (betweenHosts, reads): ([Int: Int], [Int: Int]) = ([:], [:])
    walk.forEachBlock(of: position, located: true, while: { room >= 0 }) { found in
      guard found.sources != [position], let box = found.box else { return }
      let source = mesh.rankOrder[found.sources[0]]
      let bytes = found.count * dtype.byteCount
      guard network.host(of: source) != host else {
        reads[source, default: 0] += bytes
        return
      }
      let all = takers.map { $0[Block(box: box, source: source)] ?? [] } ?? group.hosts[host] ?? []
      let place = group.places[source] ?? 0
      let leader = all.first { group.places[$0] == place } ?? all[place % max(1, all.count)]
      if leader == rank {
        betweenHosts[source, default: 0] += bytes
      } else {
        reads[leader, default: 0] += bytes
      }
    }
    for source in betweenHosts.keys.sorted() {
      builder.cross(betweenHosts[source] ?? 0, from: source, to: rank, &ports)
    }
    for source in reads.keys.sorted() {
      builder.read(reads[source] ?? 0, from: source, to: rank, &ports)
    }
  }

  private func group(of ranks: [Int], _ room: inout Int) -> Group {
    var group = Group()
    for rank in ranks {
      let host = network.host(of: rank)
      group.places[rank] = group.hosts[host]?.count ?? 0
      group.hosts[host, default: []].append(rank)
    }
    guard walk == nil, let first = ranks.first else { return group }
    // Every rank's block passes every host.
    let blocks = step.collective == .allReduce ? 1 : ranks.count
    room -= blocks * group.hosts.count
    guard room >= 0 else { return group }
    group.folds = HierarchicalArrivals(
      HierarchicalTraffic(
        step.phases(of: first, shape: shape), dtype: dtype, chains: algorithm.pattern == .chain,
        host: network.host))
    return group
  }

  /// The ranks of a host that need each block from another one; nil if all need all.
  private func takers(on host: Int, _ group: Group, _ walk: ReceiverWalk, _ room: inout Int)
    -> [Block: [Int]]?
  {
    if step.collective == .allGather { return nil }
    if let known = group.takers[host] { return known }
    let mesh = step.from.mesh
    var takers: [Block: [Int]] = [:]
    for rank in group.hosts[host] ?? [] {
      guard let position = mesh.position(of: rank) else { continue }
      walk.forEachBlock(of: position, located: true) { found in
        guard let box = found.box else { return }
        takers[Block(box: box, source: mesh.rankOrder[found.sources[0]]), default: []].append(rank)
      }
    }
    room -= takers.count
    return takers
  }
}

extension TwoLevelBuilder {
  /// Counts what the rank at `position` receives by the plan, and what of it is staged on its way.
  mutating func count(
    _ stage: Receipts, to position: Int, _ mesh: ProcessMesh, _ dtype: DType, _ network: Network
  ) {
    let rank = mesh.rankOrder[position]
    let own = first.classes.index(of: rank)
    switch stage {
    case .exchange(let walk, _, let reduces):
      walk.forEachBlock(of: position) { found in
        let bytes = found.count * dtype.byteCount
        if found.sources == [position] {
          if !found.isAll { note(own) { $0.copied += bytes } }
          return
        }
        for source in found.sources where source != position {
          count(bytes, from: mesh.rankOrder[source], to: rank)
        }
        let source = mesh.rankOrder[found.sources[0]]
        guard !reduces, network.host(of: source) != network.host(of: rank) else { return }
        self.stage(
          sendsInPlace: found.isContiguousAtSource, receivesInPlace: found.isContiguousAtReceiver,
          from: source, to: rank)
      }
    case .flat(let row, let folds):
      let (group, place, lengths) = row.group(of: position)
      for (index, source) in group.enumerated() where index != place {
        let bytes = lengths[folds ? place : index] * dtype.byteCount
        count(bytes, from: mesh.rankOrder[source], to: rank)
      }
    }
  }
}
