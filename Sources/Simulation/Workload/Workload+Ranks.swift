import CostModel
import Elements
import Resharding
import Sharding

extension Workload {
  /// Every rank by itself: the messages are enumerated from the `Schedule` of each phase, which is
  /// what the executor packs from. The reference that classes are held against.
  ///
  /// O(steps x ranks x peers) time and memory.
  static func ofRanks(
    _ steps: [ReshardStep], _ schedules: [StepSchedules], shape: [Int], dtype: DType,
    on network: Network
  ) -> Workload {
    let ranks = Set(steps.flatMap { $0.from.mesh.ranks + $0.to.mesh.ranks }).sorted()
    let each = EachRank(ranks)
    var ports = PortTable(each, network)
    var stages: [Stage] = []
    for (index, step) in steps.enumerated() {
      let turns = step.exchanges(shape: shape)
      let groups = step.groups
      for (kind, schedule) in schedules[index].kinds.enumerated() {
        let own = groups.filter { schedules[index].kind(ofGroupAt: $0[0]) == kind }
        let members = schedules[index].kinds.count == 1 ? nil : Set(own.joined())
        if schedule.algorithm.mode == .twoLevel {
          var builder = TwoLevelBuilder(each, network, schedule.paces)
          for phase in turns.joined() { builder.add(phase, dtype, among: members) }
          for group in own {
            let arrivals = HierarchicalArrivals(
              HierarchicalTraffic(
                step.phases(of: group[0], shape: shape), dtype: dtype,
                chains: schedule.algorithm.pattern == .chain, host: network.host))
            for rank in group { builder.add(arrivals, to: rank, &ports) }
          }
          stages += builder.finished(step: index, step.collective, ports)
          continue
        }
        for (turn, phases) in turns.enumerated() {
          let pace = schedule.paces[min(turn, schedule.paces.count - 1)]
          if pace.pattern == .tree || pace.pattern == .scatterRing {
            stages += Broadcast(phases[0], dtype, pace).stages(step: index, each, network, &ports)
            continue
          }
          var builder = StageBuilder(each, network, pace)
          for phase in phases { builder.add(phase, step, dtype, among: members, &ports) }
          stages.append(
            builder.finished(
              step: index, phases[0].collective, reduces: !phases[0].exchange.foldedDims.isEmpty,
              ports))
        }
      }
    }
    return Workload(
      ranks: ranks.map { RankClass(rank: $0, count: 1) }, ports: ports.classes, stages: stages)
  }
}

extension ReshardStep {
  /// The groups in which it runs, each once.
  fileprivate var groups: [[Int]] {
    guard meshDims != nil else { return group(of: from.mesh.rankOrder[0]).map { [$0] } ?? [] }
    var seen: Set<Int> = []
    return (from.mesh.ranks + to.mesh.ranks).compactMap { rank in
      group(of: rank).flatMap { seen.insert($0[0]).inserted ? $0 : nil }
    }
  }

  /// The exchanges of each phase: one among all ranks, or of an all-reduce one in each group.
  fileprivate func exchanges(shape: [Int]) -> [[Phase]] {
    guard collective == .allReduce else {
      let rank = from.mesh.rankOrder[0]
      return phases(of: rank, shape: shape).map { [$0] }
    }
    var turns: [[Phase]] = []
    for group in groups {
      let phases = phases(of: group[0], shape: shape)
      if turns.isEmpty { turns = phases.map { _ in [] } }
      for (turn, phase) in phases.enumerated() { turns[turn].append(phase) }
    }
    return turns
  }
}

extension StageBuilder<EachRank> {
  /// Adds the messages of one exchange.
  ///
  /// - Parameter members: the ranks of the groups that go this way; nil for all.
  mutating func add(
    _ phase: Phase, _ step: ReshardStep, _ dtype: DType, among members: Set<Int>?,
    _ ports: inout PortTable<EachRank>
  ) {
    let isGathered = phase.collective == .allGather && pace.pattern != .direct
    for rank in phase.participants where members?.contains(rank) ?? true {
      join(classes.index(of: rank))
    }
    phase.forEachReceiver(dtype) { rank, blocks in
      guard members?.contains(rank) ?? true else { return }
      let own = classes.index(of: rank)
      note(own) {
        $0.copied += blocks.copied
        $0.folded += blocks.folded
      }
      for block in blocks.received {
        receive(
          block.bytes, from: block.source, to: rank, sendsInPlace: block.sendsInPlace,
          receivesInPlace: block.receivesInPlace, reduces: blocks.folded > 0, sends: !isGathered,
          &ports)
      }
      guard isGathered, let group = step.group(of: rank), let place = group.firstIndex(of: rank)
      else { return }
      let bytes = group.map { source in
        source == rank ? blocks.kept : blocks.received.first { $0.source == source }?.bytes ?? 0
      }
      gather(GroupBlocks(group: group, place: place, bytes: bytes), &ports)
    }
  }
}

extension TwoLevelBuilder<EachRank> {
  /// Counts what each rank receives by the plan, and what of it is staged on its way.
  fileprivate mutating func add(_ phase: Phase, _ dtype: DType, among members: Set<Int>?) {
    for rank in phase.participants where members?.contains(rank) ?? true {
      join(first.classes.index(of: rank))
    }
    phase.forEachReceiver(dtype) { rank, blocks in
      guard members?.contains(rank) ?? true else { return }
      let host = first.network.host(of: rank)
      note(first.classes.index(of: rank)) { $0.copied += blocks.copied }
      for block in blocks.received {
        count(block.bytes, from: block.source, to: rank)
        guard blocks.folded == 0, first.network.host(of: block.source) != host else { continue }
        stage(
          sendsInPlace: block.sendsInPlace, receivesInPlace: block.receivesInPlace,
          from: block.source, to: rank)
      }
    }
  }
}
