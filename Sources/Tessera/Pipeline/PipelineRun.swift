/// The outputs of a run of a pipeline, and its timings.
public struct PipelineRun {
  /// One action of a stage that has a rank in this process.
  public struct Timing: Sendable {
    /// The index of the stage.
    public let stage: Int
    /// The action.
    public let action: PipelineSchedule.Action
    /// When this process reached the action; `began` is when its input had arrived, `ended` when it was computed and
    /// the send had started.
    public let asked: ContinuousClock.Instant
    /// When this rank began it.
    public let began: ContinuousClock.Instant
    /// When this rank ended it.
    public let ended: ContinuousClock.Instant
  }

  /// The order that the run followed.
  public let schedule: PipelineSchedule
  /// The outputs of the last stage, by micro-batch.
  public let outputs: [DistTensor]
  /// The maximum number of micro-batches whose activations each stage kept for the backward.
  public let mostKept: [Int]
  /// The actions of this process, in the order in which it did them.
  public let timings: [Timing]
  let stages: [PipelineStage]
  let cluster: Cluster
}

extension PipelineRun {
  /// The names of the stages, in order, and the ranks of each.
  package var stageRanks: [(name: String, ranks: [Int])] {
    stages.map { ($0.name, $0.mesh.ranks) }
  }

  /// What each rank of the job is called in a picture: its number, and the stages that it has.
  public var rows: [Int: String] {
    guard !cluster.isVirtual else { return [0: "all ranks"] }
    return Dictionary(
      uniqueKeysWithValues: (0..<cluster.size).map { rank in
        let own = stages.filter { $0.mesh.contains(rank) }.map(\.name)
        return (rank, "rank \(rank)" + (own.isEmpty ? "" : " of \(own.joined(separator: ", "))"))
      })
  }
}
