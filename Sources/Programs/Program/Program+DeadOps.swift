extension Program {
  /// By op: whether a result of the program hangs on it.
  var liveOps: [Bool] {
    var isLive = [Bool](repeating: false, count: values.count)
    for id in results { isLive[id] = true }
    var keeps = [Bool](repeating: false, count: ops.count)
    for (index, op) in ops.enumerated().reversed()
    where op.outputs.contains(where: { isLive[$0] }) {
      keeps[index] = true
      for id in op.operands { isLive[id] = true }
    }
    return keeps
  }

  /// The program without the ops whose results nobody reads. Inputs stay.
  var withoutDeadOps: Program {
    let keeps = liveOps
    var program = Program(name: name)
    var standing: [ID: ID] = [:]
    func copy(_ id: ID) -> ID {
      let new = program.add(values[id])
      standing[id] = new
      return new
    }
    program.inputs = inputs.map(copy)
    for (index, op) in ops.enumerated() where keeps[index] {
      let taken = op.inputs.map { $0.map { standing[$0, default: 0] } }
      program.ops.append(
        ProgramOp(action: op.action, inputs: taken, outputs: op.outputs.map(copy)))
    }
    program.results = results.map { standing[$0, default: 0] }
    return program
  }
}
