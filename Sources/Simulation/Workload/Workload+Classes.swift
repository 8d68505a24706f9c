import CostModel
import Elements
import Resharding
import Sharding

extension Workload {
  /// The ranks in classes of those that `Symmetry` finds alike; nil if that leaves more than
  /// `limit` ranks or messages to look at.
  ///
  /// The steps are on one mesh. What one rank of each class receives is enumerated; nothing else is.
  /// O(steps x classes x peers) time; messages that are alike are kept once.
  static func ofClasses(
    _ steps: [ReshardStep], _ schedules: [StepSchedules], shape: [Int], dtype: DType,
    on network: Network, limit: Int
  ) -> Workload? {
    let symmetry = Symmetry(steps, schedules, shape: shape, on: network)
    guard symmetry.count <= limit else { return nil }
    let positions = (0..<symmetry.count).map(symmetry.position(ofClass:))
    let mesh = symmetry.mesh
    var ports = PortTable(symmetry, network)
    var stages: [Stage] = []
    var room = limit
    // A hopeless case is told early: so many for each class that is left would be too many.
    func isHopeless(after number: Int) -> Bool {
      let seen = limit - room
      return room < 0 || seen > limit / 64 && seen / (number + 1) > limit / positions.count
    }
    for (index, step) in steps.enumerated() {
      let receipts = step.receipts(shape: shape)
      let kinds = schedules[index].kinds
      let groups =
        kinds.count == 1 ? nil : positions.map { step.kind(ofRankAt: $0, schedules[index]) }
      for (kind, schedule) in kinds.enumerated() {
        // The classes of the groups that go so.
        let members = groups.map { groups in positions.indices.filter { groups[$0] == kind } }
        if members?.isEmpty == true { continue }
        let paces = schedule.paces
        if schedule.algorithm.mode == .twoLevel {
          var transfers = HierarchicalTransfers(
            step, schedule.algorithm, shape: shape, dtype: dtype, network)
          var builder = TwoLevelBuilder(symmetry, network, paces)
          for number in members ?? Array(positions.indices) {
            let position = positions[number]
            builder.join(number)
            for stage in receipts { builder.count(stage, to: position, mesh, dtype, network) }
            transfers.add(to: position, &builder, &ports, &room)
            guard !isHopeless(after: number) else { return nil }
          }
          stages += builder.finished(step: index, step.collective, ports)
          continue
        }
        for (turn, stage) in receipts.enumerated() {
          var builder = StageBuilder(symmetry, network, paces[min(turn, paces.count - 1)])
          for number in members ?? Array(positions.indices) {
            builder.join(number)
            builder.add(stage, to: positions[number], step, mesh, dtype, &ports, &room)
            guard !isHopeless(after: number) else { return nil }
          }
          stages.append(
            builder.finished(step: index, stage.collective, reduces: stage.reduces, ports))
        }
      }
    }
    return Workload(
      ranks: positions.map { RankClass(rank: mesh.rankOrder[$0], count: symmetry.ranksPerClass) },
      ports: ports.classes, stages: stages)
  }
}

extension ReshardStep {
  /// The kind of the group of the rank at a position of the step's mesh.
  fileprivate func kind(ofRankAt position: Int, _ schedules: StepSchedules) -> Int {
    let mesh = from.mesh
    guard let meshDims else { return schedules.kind(ofGroupAt: mesh.rankOrder[0]) }
    let base = meshDims.reduce(into: mesh.coordinate(at: position)) { $0[$1] = 0 }
    return schedules.kind(ofGroupAt: mesh.rank(at: base))
  }
}

extension StageBuilder<Symmetry> {
  /// Adds what the rank at `position` receives.
  fileprivate mutating func add(
    _ stage: Receipts, to position: Int, _ step: ReshardStep, _ mesh: ProcessMesh, _ dtype: DType,
    _ ports: inout PortTable<Symmetry>, _ room: inout Int
  ) {
    let rank = mesh.rankOrder[position]
    let own = classes.index(of: rank)
    let isGathered = stage.collective == .allGather && pace.pattern != .direct
    // By position, where whole blocks go by rounds.
    var blocks: [Int: Int] = [:]
    switch stage {
    case .exchange(let walk, _, let reduces):
      walk.forEachBlock(of: position, while: { room >= 0 }) { found in
        let bytes = found.count * dtype.byteCount
        if isGathered { blocks[found.sources[0]] = bytes }
        if found.sources == [position] {
          if !found.isAll { note(own) { $0.copied += bytes } }
          return
        }
        if found.sources.count > 1 { note(own) { $0.folded += bytes * found.sources.count } }
        for source in found.sources where source != position {
          room -= 1
          receive(
            bytes, from: mesh.rankOrder[source], to: rank, sendsInPlace: found.isContiguousAtSource,
            receivesInPlace: found.isContiguousAtReceiver, reduces: reduces,
            sends: !isGathered, &ports)
        }
      }
    case .flat(let row, let folds):
      let (group, place, lengths) = row.group(of: position)
      let segments = lengths.map { $0 * dtype.byteCount }
      if folds, group.count > 1 { note(own) { $0.folded += segments[place] * group.count } }
      for (index, source) in group.enumerated() {
        let bytes = segments[folds ? place : index]
        if isGathered { blocks[source] = bytes }
        guard bytes > 0, index != place else { continue }
        room -= 1
        receive(
          bytes, from: mesh.rankOrder[source], to: rank, sendsInPlace: true, receivesInPlace: true,
          reduces: folds, sends: !isGathered, &ports)
      }
    }
    guard isGathered, let group = step.group(of: rank), let place = group.firstIndex(of: rank)
    else { return }
    let bytes = group.map { blocks[mesh.position(of: $0) ?? -1] ?? 0 }
    gather(GroupBlocks(group: group, place: place, bytes: bytes), &ports)
  }
}

extension StageBuilder {
  /// Counts a block that a rank receives, and adds the message that brings it.
  ///
  /// - Parameter times: how many such blocks it gets, of as many ranks like the source.
  mutating func receive(
    _ bytes: Int, times: Int = 1, from source: Int, to rank: Int, sendsInPlace: Bool,
    receivesInPlace: Bool, reduces: Bool, sends: Bool, _ ports: inout PortTable<Kinds>
  ) {
    count(bytes, times: times, from: source, to: rank)
    if !pace.isReading {
      stage(
        bytes, times: times, from: source, to: rank, sendsInPlace: sendsInPlace,
        receivesInPlace: receivesInPlace)
    } else if pace.readsAreCopies, !reduces {
      note(classes.index(of: rank)) { $0.read += bytes * times }
    }
    if sends { send(bytes, times: times, from: source, to: rank, &ports) }
  }
}
