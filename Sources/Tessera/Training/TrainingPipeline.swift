import Programs
import Sharding

/// The losses and the gradients of a program's batch, in micro-batches that go through its stages.
///
///     let pipeline = try TrainingPipeline(staged, schedule, isTrained: { _ in true }, on: cluster) { program, mesh in
///       try Completion(on: [mesh])(program).applying()
///     }
///     let made = try pipeline(parameters) { rows, attr in … }
///
/// Each stage's forward and backward are one program, which is completed as one, and cut into the parts that the schedule
/// orders. Gradients are added up over the micro-batches where they are made, partial or not, and moved and divided by
/// the number of micro-batches once. A buffer that a stage writes holds for each micro-batch what the one before left, and
/// has no gradient. Activations and their gradients cross between meshes while their stages go on.
/// Every rank of the job goes through all steps, as those of a ``Pipeline``.
public final class TrainingPipeline {
  /// Rows that a stage reads.
  public struct Rows: Hashable, Sendable {
    /// The name of the input.
    public let name: String
    /// The shape of a micro-batch's rows.
    public let shape: [Int]
    /// The micro-batch, from 0.
    public let microbatch: Int
  }

  /// What a batch gives.
  public struct Made {
    /// The loss of each micro-batch, not divided by their number.
    public let losses: [DistTensor]
    /// By parameter: the mean over the micro-batches. One that no loss depends on has none.
    public let gradients: [String: DistTensor]
    /// By buffer that the stages write: what it holds behind the last micro-batch.
    public let buffers: [String: DistTensor]
    /// By stage: the most micro-batches whose activations it kept at once.
    public let mostKept: [Int]
    /// The actions of this process, in the order in which it did them.
    public let timings: [PipelineRun.Timing]
  }

  /// The order of the steps.
  public let schedule: PipelineSchedule
  private let staged: StagedProgram
  private let works: [StageWork]
  let cluster: Cluster

  /// Differentiates, completes and compiles each stage. Nothing is communicated.
  ///
  /// - Parameters:
  ///   - isScaled: whether the loss is scaled before it is differentiated.
  ///   - isTrained: whether a parameter of this name has a gradient.
  ///   - complete: places the forward and backward of a stage on its mesh. Results may lie as they are made.
  /// - Throws: `TesseraError` where an op has no gradient, or the job lacks a rank of a mesh.
  public init(
    _ staged: StagedProgram, _ schedule: PipelineSchedule, isScaled: Bool = false,
    isTrained: (String) -> Bool, on cluster: Cluster,
    complete: (Program, ProcessMesh) throws -> CompletedProgram
  ) throws(TesseraError) {
    precondition(schedule.stages == staged.stages.count, "the schedule is of the stages")
    self.staged = staged
    self.schedule = schedule
    self.cluster = cluster
    var works: [StageWork] = []
    for (stage, gradients) in zip(
      staged.stages,
      try staged.gradients(
        isScaled: isScaled, isTrained: isTrained))
    {
      let completed = try translated { try complete(gradients.program, stage.mesh) }
      works.append(
        try StageWork(
          stage, gradients, completed, backwardParts: schedule.backwardParts, on: cluster))
    }
    self.works = works
  }

  /// The forward and backward of each stage, completed.
  public var completed: [CompletedProgram] { works.map(\.completed) }

  /// By stage: its forward and backward, as they were before they were placed.
  package var gradients: [StageGradients] { works.map(\.gradients) }

  /// The bytes of the constants that this process holds.
  package var constantBytes: Int {
    let programs = works.flatMap { $0.parts + [$0.fixed] }.compactMap { $0?.completed }
    return cluster.residents.reduce(0) { sum, rank in
      programs.reduce(sum) { $0 + $1.constantBytes(on: rank) }
    }
  }

  /// By stage.
  var meshes: [ProcessMesh] { staged.stages.map(\.mesh) }

  /// Where each parameter is at home.
  public var attrs: [String: TensorDistAttr] {
    var attrs: [String: TensorDistAttr] = [:]
    for completed in completed {
      for id in completed.program.inputs {
        let value = completed.program.values[id]
        guard value.role == .parameter, staged.copies[value.name] == nil else { continue }
        attrs[value.name] = completed.attrs[id]
      }
    }
    return attrs
  }

  /// The parameters that have gradients, by their names in order.
  public var trained: [String] {
    Set(works.flatMap(\.gradients.parameters).map { staged.copies[$0] ?? $0 }).sorted()
  }

  /// Sends a batch through all stages, forward and back. All ranks of the job call it together.
  ///
  /// - Parameters:
  ///   - parameters: a tensor for each parameter; they lie anywhere.
  ///   - scale: what the loss is multiplied by before it is differentiated, where it is scaled.
  ///   - step: the number of the step, from 0, whose draws random ops take; see ``DrawStep``.
  ///   - rows: makes the rows of a micro-batch, where the stage wants them.
  /// - Throws: `TesseraError` where a parameter is missing, or what ops and reshards throw.
  public func callAsFunction(
    _ parameters: [String: DistTensor], scale: Double = 1, step: Int = 0,
    rows: (Rows, TensorDistAttr) throws -> DistTensor
  ) throws(TesseraError) -> Made {
    var run = TrainingPass(staged, schedule, works, scale, step)
    return try run.made(parameters, rows)
  }
}

extension TrainingPipeline {
  /// Measures the bubble of a batch that went through with these timings, on one rank of the job; nil on the others, and of a
  /// virtual cluster, whose stages do not run side by side. Collective: each rank's timings go to that rank.
  public func bubble(
    of timings: [PipelineRun.Timing], on root: Int, _ clock: ClockOffset
  ) throws(TesseraError) -> PipelineBubble? {
    try PipelineBubble(of: timings, schedule, meshes, on: root, clock, cluster)
  }
}
