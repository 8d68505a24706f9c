import Sharding

extension CompletedProgram {
  /// The program in parts that run one after the other, each for some of its results.
  ///
  /// A part has the ops that its results hang on and no part before it has. Its inputs are those of the program, and what
  /// parts before it made, by their names; its results are its own, and what later parts read. Constants are made by each
  /// part that reads them.
  ///
  /// - Parameter groups: the values that each part is for. What a part before it made, or a caller gives, is no result
  ///   of a part.
  /// - Returns: one part for each group; nil where there is nothing to do.
  package func parts(for groups: [[Program.ID]]) -> [CompletedProgram?] {
    let parts = partPlaces(for: groups)
    var constants: [Program.ID: Int] = [:]
    var makers: [Program.ID: Int] = [:]
    for (index, op) in program.ops.enumerated() {
      if case .constant = op.action { constants[op.outputs[0]] = index }
      for id in op.outputs { makers[id] = parts[index] }
    }
    return groups.indices.map { part in
      let own = program.ops.indices.filter { parts[$0] == part }
      let later = program.ops.indices.filter { parts[$0].map { $0 > part } ?? false }
      let wanted = Set(groups[part] + later.flatMap { program.ops[$0].operands })
      let results = wanted.sorted().filter {
        makers[$0] == part || (constants[$0] != nil && groups[part].contains($0))
      }
      if results.isEmpty { return nil }
      let read = Set(own.flatMap { program.ops[$0].operands } + results)
      let ops = (own + read.compactMap { constants[$0] }).sorted()
      return picking(ops, results: results)
    }
  }

  /// By op: the place of the part that it is in; nil of constants, and of what no result of a part hangs on.
  ///
  /// - Parameter groups: the values that each part is for.
  package func partPlaces(for groups: [[Program.ID]]) -> [Int?] {
    var parts = [Int?](repeating: nil, count: program.ops.count)
    for (part, group) in groups.enumerated() {
      var live = Set(group)
      for (index, op) in program.ops.enumerated().reversed()
      where parts[index] == nil && op.outputs.contains(where: live.contains) {
        if case .constant = op.action { continue }
        parts[index] = part
        live.formUnion(op.operands)
      }
    }
    return parts
  }

  /// What hangs on parameters alone and is read by what does not: it is the same for all that a step takes.
  ///
  /// - Parameter written: the names of those that each micro-batch writes.
  package func fixedValues(but written: [String] = []) -> [Program.ID] {
    var fixed = Set(
      program.inputs.filter {
        program.values[$0].role == .parameter && !written.contains(program.values[$0].name)
      })
    var constants: Set<Program.ID> = []
    var made: [Program.ID] = []
    for op in program.ops {
      if case .constant = op.action { constants.insert(op.outputs[0]) }
      // Each micro-batch draws anew.
      guard op.operands.contains(where: fixed.contains), !op.isRandom,
        op.operands.allSatisfy({ fixed.contains($0) || constants.contains($0) })
      else { continue }
      fixed.formUnion(op.outputs)
      made += op.outputs
    }
    let others = program.ops.filter { !$0.outputs.contains(where: fixed.contains) }
    let read = Set(others.flatMap(\.operands))
    return made.filter(read.contains)
  }

  /// A program of some ops, whose operands that none of them makes are inputs.
  private func picking(_ ops: [Int], results: [Program.ID]) -> CompletedProgram {
    let made = Set(ops.flatMap { program.ops[$0].outputs })
    let read = Set(ops.flatMap { program.ops[$0].operands })
    var part = Program(name: program.name)
    var standing: [Program.ID: Program.ID] = [:]
    var places: [Program.ID] = []
    func add(_ id: Program.ID, isGiven: Bool) {
      let value = program.values[id]
      standing[id] = part.add(
        ProgramValue(
          name: value.name, shape: value.shape, dtype: value.dtype,
          role: !isGiven || value.role == .parameter ? value.role : .input,
          annotation: value.annotation, keeping: value.keeping))
      places.append(id)
    }
    for id in read.subtracting(made).sorted() {
      add(id, isGiven: true)
      part.inputs.append(standing[id, default: 0])
    }
    for index in ops {
      let op = program.ops[index]
      for id in op.outputs { add(id, isGiven: false) }
      part.ops.append(
        ProgramOp(
          action: op.action, inputs: op.inputs.map { $0.map { standing[$0, default: 0] } },
          outputs: op.outputs.map { standing[$0, default: 0] }))
    }
    part.results = results.map { standing[$0, default: 0] }
    return CompletedProgram(
      program: part, attrs: places.map { attrs[$0] }, reasons: places.map { reasons[$0] },
      requests: requests)
  }
}
