import CostModel
import Programs
import Sharding

/// How a program is cut into the stages of a pipeline, and how they work.
public struct PipelineChoice: Hashable, Sendable, Codable {
  /// The stages' meshes, in the notation of `--mesh`.
  public let meshes: String
  /// In which order the stages work on micro-batches.
  public let schedule: String
  /// How many stages each mesh has, which take turns.
  public let turns: Int
  /// The micro-batches of a step.
  public let microbatches: Int
  /// By stage: the value that its first op makes.
  public let begins: [String]
  /// How many pieces the stages are made of: between any two of them the program could be cut. Stages that take turns
  /// are cut to take about equally long.
  public let pieces: Int

  init(_ staged: StagedProgram, _ schedule: PipelineSchedule, pieces: Int) {
    meshes = MeshFile.text(of: staged.stages.prefix(staged.lanes).map(\.mesh))
    turns = staged.stages.count / staged.lanes
    self.schedule = schedule.order.rawValue
    microbatches = schedule.microbatches
    begins = staged.stages.map { $0.firstActivation }
    self.pieces = pieces
  }
}

extension StagedProgram.Stage {
  /// The name of what the first op makes that reads what stages before it, or callers, give.
  fileprivate var firstActivation: String {
    let anchored = program.ops.first { op in
      op.operands.contains { takes.contains(program.values[$0].name) }
    }
    return (anchored ?? program.ops.first).map { program.values[$0.outputs[0]].name } ?? ""
  }
}
