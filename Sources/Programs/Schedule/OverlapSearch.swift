import Elements

/// Finds which reshards of a program are under way while ops are computed, from where and until where: one after the
/// other in the program's order, each first as late and then as early as memory allows.
struct OverlapSearch {
  private let program: Program
  /// Of the ranks of which one holds the most.
  private var memories: [RankMemory]
  /// By value: the first op before which it can be read.
  private var ready: [Int]
  /// By value: the first and the last op that reads it.
  private var readers: [(first: Int, last: Int)?]
  /// By op: how many reshards are under way while it is done.
  private var counts: [Int]
  /// By reshard that is under way: the ops before which it is begun and waited for.
  private var spans: [Int: (begin: Int, wait: Int)] = [:]

  init(_ completed: CompletedProgram, _ memories: [RankMemory]) {
    program = completed.program
    self.memories = memories
    ready = [Int](repeating: 0, count: program.values.count)
    readers = [(first: Int, last: Int)?](repeating: nil, count: program.values.count)
    for (index, op) in program.ops.enumerated() {
      for id in op.outputs { ready[id] = index + 1 }
      for id in op.operands { readers[id] = (readers[id]?.first ?? index, index) }
    }
    // A result is needed to the end.
    for id in program.results { readers[id] = (readers[id]?.first ?? program.ops.count, .max) }
    counts = [Int](repeating: 0, count: program.ops.count)
  }

  /// Decides on the reshards at these places, ascending.
  mutating func run(_ places: [Int]) {
    for op in places {
      let (operand, output) = (program.ops[op].operands[0], program.ops[op].outputs[0])
      guard let first = readers[output]?.first else { continue }
      let last = readers[operand]?.last ?? op
      var (begin, wait) = (op, op + 1)
      while wait < first, hasRoom(at: wait),
        memories.allSatisfy({ $0.hasRoom(for: op, behindAt: wait, keepingOperand: wait > last) })
      {
        wait += 1
      }
      let earliest = max(ready[operand], op - ProgramSchedule.reach)
      while begin > earliest, hasRoom(at: begin - 1),
        memories.allSatisfy({ $0.hasRoom(for: op, aheadAt: begin - 1) })
      {
        begin -= 1
      }
      guard (begin..<wait).contains(where: { computes($0) }) else { continue }
      spans[op] = (begin, wait)
      ready[output] = wait
      for place in begin..<wait { counts[place] += 1 }
      for index in memories.indices {
        memories[index].add(op, from: begin, until: wait, operandUntil: last)
      }
    }
  }

  private func hasRoom(at place: Int) -> Bool { counts[place] < ProgramSchedule.mostUnderWay }

  private func computes(_ place: Int) -> Bool {
    if case .op = program.ops[place].action { true } else { false }
  }

  /// What is to be done, in order: before an op what it needs is waited for, then others are begun.
  var steps: [ProgramSchedule.Step] {
    guard !spans.isEmpty else { return program.ops.indices.map { .op($0) } }
    var (begun, awaited): ([Int: [Int]], [Int: [Int]]) = ([:], [:])
    for (op, span) in spans.sorted(by: { $0.key < $1.key }) {
      begun[span.begin, default: []].append(op)
      awaited[span.wait, default: []].append(op)
    }
    var steps: [ProgramSchedule.Step] = []
    for place in 0...program.ops.count {
      steps += (awaited[place] ?? []).map { .wait($0) }
      steps += (begun[place] ?? []).map { .begin($0) }
      if place < program.ops.count, spans[place] == nil { steps.append(.op(place)) }
    }
    return steps
  }
}
