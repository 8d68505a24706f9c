import Programs
import Resharding

extension CompiledProgram {
  /// What a run does, in the order of a schedule.
  ///
  /// - Parameter actions: by op.
  static func instructions(
    _ program: Program, _ actions: [Instruction.Action], _ schedule: ProgramSchedule
  ) -> [Instruction] {
    schedule.steps.enumerated().map { place, step in
      let op = program.ops[step.op]
      let action: Instruction.Action =
        switch (step, actions[step.op]) {
        case (.begin, .reshard(let prepared)): .begin(prepared)
        case (.wait, .reshard(let prepared)): .wait(prepared)
        case (_, let whole): whole
        }
      return Instruction(
        action, name: op.name, inputs: op.operands, outputs: op.outputs,
        frees: schedule.frees[place])
    }
  }
}

extension CompletedProgram {
  /// The schedule of a run of these actions; what reshards hold beside their tensors is certified once for each plan.
  func schedule(_ actions: [CompiledProgram.Instruction.Action], _ planner: Planner)
    -> ProgramSchedule
  {
    var known: [ReshardPlan: Int] = [:]
    var reshards: [Int: ProgramSchedule.Reshard] = [:]
    for (index, action) in actions.enumerated() {
      guard case .reshard(let prepared) = action else { continue }
      let bytes = known[prepared.plan] ?? planner.certificate(of: prepared.plan).peakExtraBytes
      known[prepared.plan] = bytes
      reshards[index] = .init(prepared.plan, extraBytes: bytes)
    }
    return ProgramSchedule(self, reshards)
  }
}
