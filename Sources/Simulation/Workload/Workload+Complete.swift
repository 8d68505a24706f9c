import CostModel
import Elements
import Resharding
import Sharding

extension Workload {
  /// The ranks in `CompleteClasses`, found without a look at any pair of ranks; nil if these cannot be, steps go
  /// by rounds or in two levels, or the ranks do not all have one and the same way to each other.
  ///
  /// - Parameter limit: how many blocks of steps that are not complete are listed; nil if all are to be.
  /// - Complexity: O(steps x (ranks + blocks)), and O(steps x classes²).
  static func ofComplete(
    _ steps: [ReshardStep], _ schedules: [StepSchedules], shape: [Int], dtype: DType,
    on network: Network, limit: Int? = nil
  ) -> (workload: Workload, classes: CompleteClasses)? {
    let areDirect = schedules.allSatisfy { schedules in
      schedules.kinds.count == 1
        && schedules.kinds[0].algorithm.mode != .twoLevel
        && schedules.kinds[0].paces.allSatisfy { $0.pattern == .direct }
    }
    guard areDirect, network.isFlat(among: steps.flatMap { [$0.from.mesh, $0.to.mesh] }),
      let classes = CompleteClasses(steps, shape: shape, limit: limit)
    else { return nil }
    var ports = PortTable(classes, network)
    var stages: [Stage] = []
    for (index, step) in classes.steps.enumerated() {
      let paces = schedules[index].kinds[0].paces
      for turn in 0..<step.turns {
        var builder = StageBuilder(classes, network, paces[min(turn, paces.count - 1)])
        for (number, kind) in classes.members.enumerated() where step.includes(kind.rank) {
          builder.join(number)
          switch step {
          case .complete(let step): builder.add(step, turn, to: kind.rank, dtype, &ports)
          case .blocks(let step): builder.add(step, to: kind.rank, dtype, &ports)
          }
        }
        let (collective, reduces) = step.course(turn)
        stages.append(builder.finished(step: index, collective, reduces: reduces, ports))
      }
    }
    return (Workload(ranks: classes.members, ports: ports.classes, stages: stages), classes)
  }
}

extension ClassifiedStep {
  /// How many exchanges it is.
  fileprivate var turns: Int {
    if case .complete(let step) = self { return step.turns }
    return 1
  }

  /// What carries an exchange of the step, and whether that folds.
  fileprivate func course(_ turn: Int) -> (collective: Collective, reduces: Bool) {
    switch self {
    case .complete(let step): step.course(turn)
    case .blocks(let blocks): (step.carrier, blocks.reduces)
    }
  }

  fileprivate func includes(_ rank: Int) -> Bool {
    step.from.mesh.contains(rank) || step.to.mesh.contains(rank)
  }
}

extension Network {
  /// Whether all ranks of these meshes reach each other by one link of one domain, each by its own port.
  fileprivate func isFlat(among meshes: [ProcessMesh]) -> Bool {
    let (first, last) = meshes.reduce((Int.max, 0)) { ends, mesh in
      (min(ends.0, mesh.rankOrder.lowest), max(ends.1, mesh.rankOrder.highest))
    }
    return host(of: first) == host(of: last) && topology.levels[0].torus.isEmpty
      && ranksPerPort(0) == 1
  }
}

extension CompleteStep {
  /// How many exchanges it is.
  fileprivate var turns: Int {
    if case .rows = kind { return 2 }
    return 1
  }

  /// What carries an exchange of the step, and whether that folds.
  fileprivate func course(_ turn: Int) -> (collective: Collective, reduces: Bool) {
    switch kind {
    case .rows: return turn == 0 ? (.allToAll, true) : (.allGather, false)
    case .local, .blocks: return (step.carrier, reduces)
    }
  }
}

extension StageBuilder<CompleteClasses> {
  /// Adds what `rank` gets in a step.
  fileprivate mutating func add(
    _ step: BlockStep, to rank: Int, _ dtype: DType, _ ports: inout PortTable<CompleteClasses>
  ) {
    let receipts = step.receipts(of: rank, classes.index(of:))
    note(classes.index(of: rank)) {
      $0.copied += receipts.copied * dtype.byteCount
      $0.folded += receipts.folded * dtype.byteCount
    }
    for receipt in receipts.list {
      receive(
        receipt.block.elements * dtype.byteCount, times: receipt.count, from: receipt.source,
        to: rank, sendsInPlace: receipt.block.sendsInPlace,
        receivesInPlace: receipt.block.receivesInPlace,
        reduces: receipts.folded > 0, sends: true, &ports)
    }
  }

  /// Adds what `rank` gets in one exchange of a step.
  fileprivate mutating func add(
    _ step: CompleteStep, _ turn: Int, to rank: Int, _ dtype: DType,
    _ ports: inout PortTable<CompleteClasses>
  ) {
    let own = classes.index(of: rank)
    if case .local = step.kind {
      note(own) { $0.copied += step.copied(rank) * dtype.byteCount }
      return
    }
    let kinds = SourceKinds(step.sources(of: rank), classes, but: rank)
    switch step.kind {
    case .local: return
    case .rows:
      guard let segment = step.old(rank)?[0] else { return }
      let count = kinds.count
      if turn == 0, count > 1 { note(own) { $0.folded += segment * dtype.byteCount * count } }
      for kind in kinds.others {
        let length = turn == 0 ? segment : step.old(kind.rank)?[0] ?? 0
        guard length > 0 else { continue }
        receive(
          length * dtype.byteCount, times: kind.count, from: kind.rank, to: rank,
          sendsInPlace: true, receivesInPlace: true, reduces: turn == 0, sends: true, &ports)
      }
    case .blocks(let folds):
      guard let new = step.new(rank) else { return }
      let target = Box(shape: new)
      if kinds.hasOwn, let old = step.old(rank) {
        let bytes = Box(common: old, new).count * dtype.byteCount
        if folds {
          note(own) { $0.folded += bytes }
        } else if Box(common: old, new) != target {
          note(own) { $0.copied += bytes }
        }
      }
      for kind in kinds.others {
        guard let old = step.old(kind.rank) else { continue }
        let block = Box(common: old, new)
        guard !block.isEmpty else { continue }
        let bytes = block.count * dtype.byteCount
        if folds { note(own) { $0.folded += bytes * kind.count } }
        receive(
          bytes, times: kind.count, from: kind.rank, to: rank,
          sendsInPlace: block.isContiguous(in: Box(shape: old)),
          receivesInPlace: block.isContiguous(in: target), reduces: folds, sends: true, &ports)
      }
    }
  }
}

extension Box {
  /// What two shards of which at most one is cut in each dim have in common, but for where it lies.
  fileprivate init(common old: [Int], _ new: [Int]) { self.init(shape: zip(old, new).map(min)) }
}

/// The ranks that one gets blocks from, by class.
private struct SourceKinds {
  /// One of each class other than the receiver, and how many of them there are.
  private(set) var others: [Workload.RankClass] = []
  /// Of all, the receiver among them.
  let count: Int
  /// Whether the receiver is one of them.
  private(set) var hasOwn = false

  init(_ sources: [Int], _ classes: CompleteClasses, but receiver: Int) {
    count = sources.count
    var places = [Int](repeating: -1, count: classes.count)
    for source in sources {
      if source == receiver {
        hasOwn = true
        continue
      }
      let index = classes.index(of: source)
      if places[index] < 0 {
        places[index] = others.count
        others.append(Workload.RankClass(rank: source, count: 0))
      }
      others[places[index]].count += 1
    }
  }
}
