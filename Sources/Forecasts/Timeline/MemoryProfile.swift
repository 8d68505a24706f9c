import Programs
import Sharding

/// What the busiest rank of a mesh holds from op to op: inputs and constants throughout, results from where they are
/// made, all else until its last reader, and the memory of a view as long as the view.
struct MemoryProfile {
  /// After each op that changes it, in the order of issue.
  private(set) var points: [MemoryPoint] = []
  /// The point at which it holds most.
  private(set) var peak: MemoryPoint
  /// What it holds of a micro-batch at the end of the forward pass for the backward one: what is made, and what is given,
  /// parameters aside.
  private(set) var kept = 0

  /// - Parameters:
  ///   - stage: the place of the mesh.
  ///   - optimiser: the bytes that the optimiser keeps.
  ///   - drops: whether results that nobody reads are never there, as of kernels that do not write them.
  init(
    _ program: PricedProgram, _ timeline: ProgramTimeline, stage: Int, optimiser: Int, drops: Bool
  ) {
    let source = program.completed.program
    let givenValues = program.completed.givenValues
    let given = Set(givenValues)
    var last = [Int](repeating: -1, count: source.values.count)
    for (place, index) in timeline.order.enumerated() {
      let op = source.ops[index]
      for id in op.operands + op.outputs { last[id] = place }
    }
    for id in givenValues + source.results { last[id] = .max }
    let (roots, bytes) = (program.storages.roots, program.storages.bytes)
    // By memory: until when anything lies in it.
    for (id, root) in roots.enumerated() { last[root] = max(last[root], last[id]) }
    let isRead = source.readers.map { !$0.isEmpty }
    let returned = Set(source.results)
    func isHeld(_ id: Program.ID) -> Bool {
      program.stages[id] == stage && (!drops || isRead[id] || returned.contains(id))
    }
    let results = Set(source.results.dropFirst())
    var gathered = [Bool](repeating: false, count: source.values.count)
    for task in program.tasks where task.isGather {
      for id in source.ops[task.op].outputs { gathered[id] = true }
    }
    func kind(_ id: Program.ID) -> Int {
      let kind: MemoryKind =
        switch source.values[id].role {
        case .parameter: .weights
        case .input: .activations
        case .made:
          results.contains(id) || !program.isForward[id]
            ? .gradients : gathered[id] ? .buffers : .activations
        }
      return MemoryKind.allCases.firstIndex(of: kind) ?? 0
    }
    var held = [Int](repeating: 0, count: MemoryKind.allCases.count)
    held[2] = optimiser
    for id in givenValues where program.stages[id] == stage {
      held[kind(id)] += bytes[id]
    }
    peak = MemoryPoint(time: 0, bytes: held)
    points = [peak]
    for (place, index) in timeline.order.enumerated() {
      let op = source.ops[index]
      let task = program.tasks[index]
      guard task.stages.contains(stage) else { continue }
      for id in op.outputs where isHeld(id) && !given.contains(id) { held[kind(id)] += bytes[id] }
      var most = held
      most[4] += task.price?.peakExtraBytes ?? 0
      let point = MemoryPoint(time: timeline.begin[index], bytes: most)
      if point.total > peak.total { peak = point }
      points.append(point)
      let ended = Set((op.operands + op.outputs).map { roots[$0] }).filter {
        last[$0] == place && isHeld($0) && !given.contains($0)
      }
      for id in ended { held[kind(id)] -= bytes[id] }
      if !ended.isEmpty { points.append(MemoryPoint(time: timeline.end[index], bytes: held)) }
    }
    kept = Self.keptForBackward(program, stage: stage)
  }

  /// The bytes that the forward pass makes or is given, and the backward pass reads.
  private static func keptForBackward(_ program: PricedProgram, stage: Int) -> Int {
    let source = program.completed.program
    var read = [Bool](repeating: false, count: source.values.count)
    for task in program.tasks where !task.isForward {
      for id in source.ops[task.op].operands { read[id] = true }
    }
    let kept = source.values.indices.filter { id in
      read[id] && program.isForward[id] && program.stages[id] == stage
    }
    // What lies in a parameter, or twice in one memory, is not kept twice.
    return Set(kept.map { program.storages.roots[$0] }).reduce(0) { sum, root in
      source.values[root].role == .parameter ? sum : sum + program.storages.bytes[root]
    }
  }
}
