import CostModel
import Programs
import Sharding

/// How a program is cut into the stages of a pipeline, and how they work.
public struct PipelineChoice: Hashable, Sendable, Codable {
  /// The stages' meshes, in the notation of `--mesh`.
  public let meshes: String
  /// In which order the stages work on micro-batches.
  public let schedule: String
  /// The micro-batches of a step.
  public let microbatches: Int
  /// By stage: the value that its first op makes.
  public let begins: [String]
  /// How many pieces the stages are made of: between any two of them the program could be cut.
  public let pieces: Int

  init(_ staged: StagedProgram, _ schedule: PipelineSchedule, pieces: Int) {
    meshes = MeshFile.text(of: staged.stages.map(\.mesh))
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
