import CostModel
import Programs

/// When each op of a program runs, on ranks of which all of a mesh do the same at the same time.
///
/// A rank has one stream of kernels, and for each level of the topology one of messages: what crosses the links of
/// one level takes turns, so that each has them for itself no longer than all together would share them. Kernels
/// and messages run side by side; a kernel that runs beside messages is slower by the stack's `contention`. An op
/// begins when its operands are there and its stream is free. Ops are issued in the program's order; a reshard of what a
/// caller gives, as the gather of a weight, is issued where the one before it stands, so that it is under way while the
/// ops between the two are computed.
///
/// - Complexity: O(ops), whatever the number of ranks.
struct ProgramTimeline {
  /// What takes time.
  enum Lane: Hashable {
    case kernels(stage: Int)
    case messages(stage: Int, level: Int)
  }

  /// By op: when it begins and ends, in seconds.
  private(set) var begin: [Double]
  private(set) var end: [Double]
  /// In which order ops are issued.
  let order: [Int]
  /// By stage: the seconds in which kernels run, and in which messages do.
  private(set) var computing: [Double]
  private(set) var communicating: [Double]
  /// When the last op ends.
  private(set) var seconds = 0.0

  /// - Parameters:
  ///   - moves: by value: what it takes to move it on as soon as it is there, as gradients are.
  ///   - chosen: the ops that run; others have run before, and cost nothing.
  ///   - overlaps: whether kernels run beside messages. Else each op waits for the one before it, as the executor's
  ///     do.
  init(
    _ program: PricedProgram, _ stack: SoftwareStack, overlaps: Bool,
    moves: [Program.ID: ReshardPrice] = [:], where chosen: (ProgramTask) -> Bool = { _ in true }
  ) {
    let ops = program.completed.program.ops
    begin = [Double](repeating: 0, count: ops.count)
    end = begin
    computing = [Double](repeating: 0, count: program.meshes.count)
    communicating = computing
    order = overlaps ? Self.hoisted(program) : Array(ops.indices)
    var ready = [Double](repeating: 0, count: program.completed.program.values.count)
    var free: [Lane: Double] = [:]
    var sending = [SentIntervals](repeating: SentIntervals(), count: program.meshes.count)
    for index in order {
      let task = program.tasks[index]
      let op = ops[index]
      guard chosen(task) else { continue }
      let isMessage = overlaps && task.communicates
      let lanes: [Lane] = task.stages.map { stage in
        isMessage
          ? .messages(stage: stage, level: task.price?.level ?? 0) : .kernels(stage: stage)
      }
      var start = op.operands.reduce(0) { max($0, ready[$1]) }
      for lane in lanes { start = max(start, free[lane] ?? 0) }
      var stop = start + task.seconds
      if !isMessage, overlaps, task.seconds > 0 {
        stop += stack.contention * sending[task.stages[0]].overlap(start, stop)
      }
      for lane in lanes { free[lane] = stop }
      for stage in task.stages {
        if task.communicates {
          communicating[stage] += task.seconds
          if isMessage { sending[stage].add(start, stop) }
        } else {
          computing[stage] += stop - start
        }
      }
      (begin[index], end[index]) = (start, stop)
      for output in op.outputs { ready[output] = stop }
      seconds = max(seconds, stop)
      for output in op.outputs {
        guard let move = moves[output] else { continue }
        let stage = program.stages[output]
        let lane: Lane =
          overlaps && move.level != nil
          ? .messages(stage: stage, level: move.level ?? 0) : .kernels(stage: stage)
        let start = max(stop, free[lane] ?? 0)
        free[lane] = start + move.seconds
        communicating[stage] += move.seconds
        if overlaps { sending[stage].add(start, start + move.seconds) }
        seconds = max(seconds, start + move.seconds)
      }
    }
  }

  /// The program's order, with each reshard of a given value moved to the place of the one before it: it is under way
  /// while the ops between the two are computed.
  static func hoisted(_ program: PricedProgram) -> [Int] {
    let gathers = program.tasks.indices.filter {
      program.tasks[$0].isGather && program.tasks[$0].communicates
    }
    var order: [Int] = []
    order.reserveCapacity(program.tasks.count)
    var next = 0
    for index in program.tasks.indices {
      guard next < gathers.count, gathers[next] == index else {
        order.append(index)
        continue
      }
      if next == 0 { order.append(index) }
      next += 1
      if next < gathers.count { order.append(gathers[next]) }
    }
    return order
  }
}

/// The times in which messages are under way, in order.
private struct SentIntervals {
  private var intervals: [(Double, Double)] = []
  /// Before which there is nothing that a later kernel meets.
  private var first = 0

  mutating func add(_ start: Double, _ end: Double) { intervals.append((start, end)) }

  /// For how long of a time messages are under way.
  mutating func overlap(_ start: Double, _ end: Double) -> Double {
    while first < intervals.count, intervals[first].1 <= start { first += 1 }
    var sum = 0.0
    for (from, to) in intervals[first...] {
      if from >= end { break }
      sum += max(0, min(end, to) - max(start, from))
    }
    return min(sum, end - start)
  }
}
