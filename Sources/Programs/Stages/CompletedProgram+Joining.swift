import Elements
import Sharding

extension CompletedProgram {
  /// The programs of stages as one, to look at: what crosses is a reshard onto the other stage's mesh.
  ///
  /// A value whose name an earlier stage has too has its stage's number behind the name. What several stages give for one
  /// input is summed there.
  ///
  /// - Parameters:
  ///   - stages: in their order.
  ///   - transfers: what they give each other.
  ///   - results: what the whole gives.
  package init(
    joining stages: [CompletedProgram], as name: String, _ transfers: [StageTransfer],
    results: [(stage: Int, id: Program.ID)]
  ) {
    var joint = StageJoint(stages, as: name, transfers)
    joint.addOps()
    joint.program.results = results.map { joint.starts[$0.stage] + $0.id }
    self.init(
      program: joint.program, attrs: joint.attrs, reasons: joint.reasons, requests: [:])
  }
}

/// Programs of stages that become one.
private struct StageJoint {
  private let stages: [CompletedProgram]
  var program: Program
  private(set) var attrs: [TensorDistAttr] = []
  private(set) var reasons: [PlacementReason] = []
  /// By stage: the place of its first value.
  private(set) var starts: [Int] = []
  /// By value that crosses: what it is made of, in another stage.
  private var sources: [Program.ID: [Program.ID]] = [:]

  init(_ stages: [CompletedProgram], as name: String, _ transfers: [StageTransfer]) {
    self.stages = stages
    program = Program(name: name)
    for stage in stages {
      starts.append(attrs.count)
      attrs += stage.attrs
      reasons += stage.reasons
    }
    for transfer in transfers {
      sources[starts[transfer.to.stage] + transfer.to.id, default: []].append(
        starts[transfer.from.stage] + transfer.from.id)
    }
    var known: Set<String> = []
    for (number, stage) in stages.enumerated() {
      for (id, value) in stage.program.values.enumerated() {
        let isNew = known.insert(value.name).inserted
        let name = isNew ? value.name : "\(value.name)_stage\(number)"
        let role = sources[starts[number] + id] == nil ? value.role : .made
        _ = program.add(
          ProgramValue(
            name: name, shape: value.shape, dtype: value.dtype, role: role,
            annotation: value.annotation, keeping: value.keeping))
      }
      program.inputs += stage.program.inputs.map { $0 + starts[number] }
        .filter { sources[$0] == nil }
    }
  }

  /// The ops of all stages, each behind those that make what it takes: forward from the first stage to the last, and
  /// backward again.
  mutating func addOps() {
    // New values are read by sums alone.
    var isMade = [Bool](repeating: false, count: program.values.count)
    for id in program.inputs { isMade[id] = true }
    var waiting = stages.map(\.program.ops)
    var awaited = stages.indices.map { stage in
      stages[stage].program.inputs.map { $0 + starts[stage] }.filter { sources[$0] != nil }
    }
    var order = Array(stages.indices)
    while waiting.contains(where: { !$0.isEmpty }) {
      let before = program.ops.count
      for stage in order {
        let start = starts[stage]
        awaited[stage].removeAll { id in
          guard let from = sources[id], from.allSatisfy({ isMade[$0] }) else { return false }
          cross(from, to: id)
          isMade[id] = true
          return true
        }
        waiting[stage].removeAll { op in
          guard op.operands.allSatisfy({ isMade[$0 + start] }) else { return false }
          let outputs = op.outputs.map { $0 + start }
          program.ops.append(
            ProgramOp(
              action: op.action, inputs: op.inputs.map { $0.map { $0 + start } }, outputs: outputs))
          for id in outputs { isMade[id] = true }
          return true
        }
      }
      order.reverse()
      precondition(program.ops.count > before, "stages do not wait for each other in a circle")
    }
  }

  /// Reshards what is given onto the mesh of what takes it, and sums it where there is more than one.
  private mutating func cross(_ from: [Program.ID], to id: Program.ID) {
    var sum: Program.ID?
    for (number, source) in from.enumerated() {
      let moved = from.count == 1 ? id : new(like: id, "_from\(number)")
      program.ops.append(ProgramOp(action: .reshard, inputs: [.one(source)], outputs: [moved]))
      guard let before = sum else {
        sum = moved
        continue
      }
      let next = number == from.count - 1 ? id : new(like: id, "_sum\(number)")
      program.ops.append(
        ProgramOp(action: .op("add", [:]), inputs: [.one(before), .one(moved)], outputs: [next]))
      sum = next
    }
  }

  private mutating func new(like id: Program.ID, _ suffix: String) -> Program.ID {
    var value = program.values[id]
    value.name += suffix
    attrs.append(attrs[id])
    reasons.append(reasons[id])
    return program.add(value)
  }
}
