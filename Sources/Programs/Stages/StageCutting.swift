import Elements
import Sharding

/// Makes the programs of stages.
struct StageCutting {
  private let source: Program
  /// By op: its stage; nil of what each stage computes that reads it.
  private let stages: [Int?]
  private let makers: [Int?]
  private let readers: [[Int]]
  /// Buffers that are written, and what they hold afterwards: the last results of the program.
  private let written: [(buffer: Program.ID, name: String, value: Program.ID)]
  /// By buffer that is written: the stage that makes what it holds afterwards.
  private let writers: [Program.ID: Int]

  /// - Parameter writes: the names of the buffers whose new contents are the last results.
  init(_ source: Program, _ hints: StageHints, writes: [String] = []) {
    self.source = source
    makers = source.makers
    readers = source.readers
    written = zip(writes, source.results.suffix(writes.count)).map { name, value in
      guard let buffer = source.value(named: name) else {
        preconditionFailure("'\(name)' is a buffer of the program")
      }
      return (buffer, name, value)
    }
    let anchored = source.anchoredOps
    var earliest = hints.stages
    while true {
      var stages: [Int?] = []
      var reached = earliest
      for (index, op) in source.ops.enumerated() {
        let stage = (op.operands + op.outputs).map { reached[$0] }.max() ?? 0
        for id in op.outputs { reached[id] = stage }
        stages.append(anchored[index] ? stage : nil)
      }
      // A stage that reads a buffer before another one has written it would wait for that one.
      let early = written.filter { reached[$0.buffer] < reached[$0.value] }
      guard !early.isEmpty else {
        self.stages = stages
        writers = Dictionary(uniqueKeysWithValues: written.map { ($0.buffer, reached[$0.value]) })
        return
      }
      for (buffer, _, value) in early { earliest[buffer] = reached[value] }
    }
  }

  func staged(on order: [ProcessMesh], lanes: Int) throws(TesseraError) -> StagedProgram {
    let loss = source.results[0]
    let last = makers[loss].flatMap { stages[$0] } ?? 0
    var staged = StagedProgram(stages: [], lanes: lanes)
    var homes: [Program.ID: Int] = [:]
    for (stage, mesh) in order.enumerated() {
      let own = source.ops.indices.filter { stages[$0] == stage }
      guard !own.isEmpty, stage <= last else {
        throw TesseraError(
          .usage,
          "stage \(stage), on mesh '\(mesh.name ?? "")': it must have an op that the loss depends on, it has none"
        )
      }
      staged.stages.append(stageProgram(stage, own, mesh, &homes, &staged.copies))
    }
    guard last == order.count - 1 else {
      preconditionFailure("the loss is of the last stage that has an op")
    }
    // What is given is known when it is known what is taken.
    for stage in order.indices {
      let given = staged.stages[(stage + 1)...].flatMap(\.takes)
      let program = staged.stages[stage].program
      // A buffer is given as it was before.
      var results = program.values.indices.filter {
        program.values[$0].role != .input && given.contains(program.values[$0].name)
      }
      staged.stages[stage].gives = results.map { program.values[$0].name }
      if stage == last {
        results = [program.value(named: source.values[loss].name) ?? 0] + results
      }
      staged.stages[stage].program.results.insert(contentsOf: results, at: 0)
    }
    return staged
  }

  private func stageProgram(
    _ stage: Int, _ own: [Int], _ mesh: ProcessMesh, _ homes: inout [Program.ID: Int],
    _ copies: inout [String: String]
  ) -> StagedProgram.Stage {
    var ops = Set(own)
    var waiting = own
    // What floats is computed here too.
    while let index = waiting.popLast() {
      for id in source.ops[index].operands {
        guard let maker = makers[id], stages[maker] == nil, ops.insert(maker).inserted else {
          continue
        }
        waiting.append(maker)
      }
    }
    var program = Program(name: "\(source.name).stage\(stage)")
    var standing: [Program.ID: Program.ID] = [:]
    var result = StagedProgram.Stage(program: program, mesh: mesh)
    func add(_ id: Program.ID, as role: ProgramValue.Role, named name: String) {
      let value = source.values[id]
      var annotation = value.annotation?.on(mesh.name)
      // What is taken lies as this stage's ops want it.
      if value.role != role { annotation = nil }
      standing[id] = program.add(
        ProgramValue(
          name: name, shape: value.shape, dtype: value.dtype, role: role, annotation: annotation,
          keeping: value.keeping))
    }
    let writes = written.filter { writers[$0.buffer] == stage }
    let read = Set(ops.flatMap { source.ops[$0].operands } + writes.map(\.value))
    for id in source.inputs {
      let value = source.values[id]
      let writer = writers[id]
      // A parameter that nobody reads stays in the first stage, so that it is saved with the others.
      let isKept =
        writer.map { $0 == stage }
        ?? (stage == 0 && value.role == .parameter && readers[id].isEmpty)
      guard isKept || read.contains(id) else { continue }
      var name = value.name
      if let writer, writer != stage {
        // Each micro-batch reads what the one before has written.
        add(id, as: .input, named: name)
        program.inputs.append(standing[id] ?? 0)
        result.takes.append(name)
        continue
      }
      if value.role == .parameter, homes[id] != nil {
        name += ".stage\(stage)"
        copies[name] = value.name
      } else if value.role == .parameter {
        homes[id] = stage
      }
      add(id, as: value.role, named: name)
      program.inputs.append(standing[id] ?? 0)
    }
    for id in read.sorted() {
      guard let maker = makers[id], !ops.contains(maker) else { continue }
      add(id, as: .input, named: source.values[id].name)
      program.inputs.append(standing[id] ?? 0)
      result.takes.append(source.values[id].name)
    }
    for index in ops.sorted() {
      let op = source.ops[index]
      let inputs = op.inputs.map { $0.map { standing[$0, default: 0] } }
      for id in op.outputs { add(id, as: .made, named: source.values[id].name) }
      program.ops.append(
        ProgramOp(
          action: op.action, inputs: inputs, outputs: op.outputs.map { standing[$0, default: 0] }))
    }
    program.results = writes.map { standing[$0.value, default: 0] }
    result.writes = writes.map(\.name)
    result.program = program
    return result
  }
}

extension Program {
  /// By op: whether it makes activations, which hang on inputs and on parameters both; what makes results is one of these.
  /// The others may be computed wherever they are read.
  var anchoredOps: [Bool] {
    var (hasInput, hasParameter) = (Set<ID>(), Set<ID>())
    for id in inputs {
      if values[id].role == .parameter { hasParameter.insert(id) } else { hasInput.insert(id) }
    }
    let results = Set(results)
    let isGiven = !hasInput.isEmpty
    return ops.map { op in
      let (input, parameter) = (
        op.operands.contains(where: hasInput.contains),
        op.operands.contains(where: hasParameter.contains)
      )
      if input { hasInput.formUnion(op.outputs) }
      if parameter { hasParameter.formUnion(op.outputs) }
      return (parameter && (input || !isGiven)) || op.outputs.contains(where: results.contains)
    }
  }

  /// By op: whether the first result hangs on it.
  var ofLossOps: [Bool] {
    var program = self
    program.results = [results[0]]
    return program.liveOps
  }
}
