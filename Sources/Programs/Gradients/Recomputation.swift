import Elements
import SPMDRules

/// The second ones of values that are not kept.
final class Recomputation {
  private let recorder: ProgramRecorder
  private var makers: [Program.ID: ProgramOp] = [:]
  private var known: [Program.ID: Program.ID] = [:]

  init(_ recorder: ProgramRecorder) {
    self.recorder = recorder
    let program = recorder.program
    for op in program.ops {
      for id in op.outputs where program.values[id].keeping == .checkpointed { makers[id] = op }
    }
  }

  /// The value that gradients read: the value itself where it is kept, else one that is made again, with all that it is
  /// made of as far as that is not kept.
  func again(_ id: Program.ID) -> Program.ID {
    var waiting = [id]
    while let next = waiting.last {
      guard known[next] == nil, let op = makers[next] else {
        waiting.removeLast()
        continue
      }
      let missing = op.operands.filter { makers[$0] != nil && known[$0] == nil }
      guard missing.isEmpty else {
        waiting += missing
        continue
      }
      let made = recorder.again(op, op.inputs.map { $0.map { known[$0] ?? $0 } })
      for (old, new) in zip(op.outputs, made) where makers[old] != nil { known[old] = new }
    }
    return known[id] ?? id
  }
}

extension Program {
  /// The program in which what is made again is made right before its first reader, or not at all where nothing reads it.
  var recomputingLate: Program {
    guard values.contains(where: { $0.keeping == .recomputed }) else { return self }
    let makers = makers
    var isDone = [Bool](repeating: false, count: ops.count)
    var program = self
    program.ops = []
    func isAgain(_ op: ProgramOp) -> Bool { values[op.outputs[0]].keeping == .recomputed }
    func emit(_ index: Int) {
      var waiting = [index]
      while let next = waiting.last {
        let missing = ops[next].operands.compactMap { makers[$0] }.filter {
          !isDone[$0] && isAgain(ops[$0])
        }
        if missing.isEmpty || isDone[next] {
          if !isDone[next] { program.ops.append(ops[next]) }
          isDone[next] = true
          waiting.removeLast()
        } else {
          waiting += missing
        }
      }
    }
    for (index, op) in ops.enumerated() where !isAgain(op) { emit(index) }
    for id in results { if let maker = makers[id] { emit(maker) } }
    return program
  }

  /// The program in which these values do not wait for gradients, and all others do.
  ///
  /// - Throws: `TesseraError.Kind.data` where there is no such value, or no op makes it.
  public func checkpointing(_ names: Set<String>) throws(TesseraError) -> Program {
    var program = self
    for id in values.indices where values[id].keeping == .checkpointed {
      program.values[id].keeping = .kept
    }
    var left = names
    for op in ops where op.outputs.contains(where: { names.contains(values[$0].name) }) {
      for id in op.outputs {
        program.values[id].keeping = .checkpointed
        left.remove(values[id].name)
      }
    }
    if let name = left.sorted().first {
      throw TesseraError(
        .data,
        "program \(self.name): what is checkpointed must be made by an op of it, there is no '\(name)'"
      )
    }
    return program
  }
}
