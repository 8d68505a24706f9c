import Resharding
import Sharding

/// A plan cut at the step that crosses between its meshes, for those who do not wait for it.
extension ReshardPlan {
  /// The step that can go on while its ranks do something else; nil if none moves anything, or the
  /// one that could is two exchanges, as an all-reduce is.
  var crossingStep: Int? {
    let crossing =
      steps.firstIndex { !$0.from.mesh.hasSameRanks(as: $0.to.mesh) } ?? steps.count - 1
    guard crossing >= 0, ![.local, .allReduce].contains(steps[crossing].collective) else {
      return nil
    }
    return crossing
  }

  /// The step that is begun where ranks read each other's shards: between meshes the one that crosses,
  /// with steps of the source mesh before it and of the target mesh after it; on one mesh the first.
  var readableStep: Int? {
    let (source, target) = (transition.from.mesh, transition.to.mesh)
    if source.hasSameRanks(as: target) { return steps.isEmpty ? nil : 0 }
    guard let crossing = crossingStep, steps[crossing].meshDims == nil,
      steps[..<crossing].allSatisfy({ $0.to.mesh.hasSameRanks(as: source) }),
      steps[crossing...].allSatisfy({ $0.to.mesh.hasSameRanks(as: target) })
    else { return nil }
    return crossing
  }

  /// Some of its steps, as a plan.
  func part(_ range: some RangeExpression<Int>) -> ReshardPlan {
    let range = range.relative(to: 0..<steps.count)
    let hop = transition.hop(
      from: range.lowerBound == 0 ? nil : steps[range.lowerBound - 1].to,
      to: range.upperBound == steps.count ? nil : steps[range.upperBound].from)
    return ReshardPlan(
      hop, function: function, steps: Array(steps[range]), stagingBytes: stagingBytes)
  }
}

extension ReshardStep {
  /// The step as messages between pairs of ranks; nil if `rank` takes no part.
  func messages(of rank: Int, shape: [Int]) -> Phase? {
    guard let phase = phases(of: rank, shape: shape).first else { return nil }
    return Phase(
      exchange: phase.exchange, collective: .sendReceive, group: phase.group, root: nil,
      isFlat: false)
  }
}

extension ReshardRecord {
  /// Takes over what was recorded of the steps from `first` on.
  mutating func add(_ other: ReshardRecord, at first: Int) {
    for (index, step) in other.steps.enumerated() { steps[first + index] = step }
    peakExtraBytes.merge(other.peakExtraBytes) { max($0, $1) }
    seconds += other.seconds
  }
}
