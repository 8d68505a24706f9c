import Elements
import Resharding

/// The order in which a run of a completed program does things: its ops one after the other, but that a reshard that
/// moves bytes is begun as early as its operand is there, and waited for where its first reader stands.
///
/// A reshard is under way only where an op is computed meanwhile, and only as long as no rank holds more at its worst
/// moment than it does where every reshard is waited for at once: what is under way takes memory earlier, and keeps its
/// operand. A reshard is begun at most `reach` ops before its own place, and at most `mostUnderWay` are under way.
///
/// It depends on the program and its plans alone, so that all ranks begin and wait in one order.
public struct ProgramSchedule: Hashable, Sendable {
  /// One thing to do, with the place of its op among the program's.
  public enum Step: Hashable, Sendable {
    /// The whole op; of a reshard all of it.
    case op(Int)
    /// The reshard is begun.
    case begin(Int)
    /// The reshard is waited for.
    case wait(Int)

    /// The place of its op among the program's.
    public var op: Int {
      switch self {
      case .op(let index), .begin(let index), .wait(let index): index
      }
    }
  }

  /// In order: every op once, or begun and waited for.
  public let steps: [Step]
  /// The most bytes of shards that the busiest rank holds at once; see `ProgramPlan.peakBytes`.
  public let peakBytes: Int
  /// The same where every reshard is waited for at once: never less.
  package let waitingPeakBytes: Int
  /// By step: the values that nobody needs after it.
  package let frees: [[Program.ID]]

  /// At most so many ops before its own place a reshard is begun.
  public static let reach = 32
  /// At most so many reshards are under way at once.
  public static let mostUnderWay = 8

  /// What a plan says of a reshard.
  package struct Reshard: Hashable, Sendable {
    /// Whether each rank makes its new shard of its old one.
    let movesNothing: Bool
    /// What a rank of its meshes holds beyond its operand and its result.
    let extraBytes: Int
    private let transition: Transition

    package init(_ plan: ReshardPlan, extraBytes: Int) {
      (movesNothing, self.extraBytes) = (plan.movesNothing, extraBytes)
      transition = plan.transition
    }

    /// Whether the new shard of a rank is a block of its old one, and takes no memory.
    func givesView(on rank: Int) -> Bool {
      let (from, to) = (transition.from, transition.to)
      guard movesNothing, from.mesh.contains(rank), let coordinate = to.mesh.coordinate(of: rank)
      else { return false }
      // Of a new partial dim the first rank has the value, and others what changes nothing.
      let isWhole = to.placements.indices.allSatisfy { dim in
        to.placements[dim].reduceOp == nil || coordinate[dim] == 0
          || dim < from.placements.count && from.placements[dim] == to.placements[dim]
      }
      return isWhole && !from.isStrided && !to.isStrided
    }
  }

  /// - Parameter reshards: by the place of each among the ops.
  package init(_ completed: CompletedProgram, _ reshards: [Int: Reshard]) {
    let memories = completed.busyRanks.map { RankMemory(completed, reshards, on: $0) }
    var search = OverlapSearch(completed, memories)
    search.run(reshards.filter { !$0.value.movesNothing }.keys.sorted())
    let (steps, frees) = (search.steps, completed.program.frees(after: search.steps))
    (self.steps, self.frees) = (steps, frees)
    waitingPeakBytes = memories.map(\.limit).max() ?? 0
    peakBytes = memories.map { $0.peak(of: steps, freeing: frees) }.max() ?? 0
  }

  /// The most bytes that one rank holds at once, given how it carries reshards out. `peakBytes` assumes messages.
  ///
  /// - Parameter footprint: what the reshard at a place among the ops takes on the rank, by whether its operand is
  ///   contiguous; nil where the rank takes no part.
  package func peakBytes(
    of completed: CompletedProgram, on rank: Int,
    _ footprint: (_ op: Int, _ isContiguous: Bool) -> RankFootprint?
  ) -> Int {
    RankMemory(completed, on: rank, footprint).peak(of: steps, freeing: frees)
  }

  /// Whether anything is under way while an op is computed.
  public var overlaps: Bool { steps.contains { if case .begin = $0 { true } else { false } } }
}

extension Program {
  /// By step: the values that it needs last, or that it makes and nobody needs; results are kept.
  fileprivate func frees(after steps: [ProgramSchedule.Step]) -> [[ID]] {
    var last = [Int?](repeating: nil, count: values.count)
    for (place, step) in steps.enumerated() {
      for id in ops[step.op].operands + ops[step.op].outputs { last[id] = place }
    }
    for id in results { last[id] = nil }
    var frees = [[ID]](repeating: [], count: steps.count)
    for (id, place) in last.enumerated() {
      if let place { frees[place].append(id) }
    }
    return frees
  }
}
