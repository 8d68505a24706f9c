/// What a run of a pipeline gave, and when.
public struct PipelineRun {
  /// One action of a stage that has a rank in this process.
  public struct Timing: Sendable {
    /// The index of the stage.
    public let stage: Int
    /// What the stage did.
    public let action: PipelineSchedule.Action
    /// When this process came to it, had what it needs, and had done it and started to send.
    public let asked: ContinuousClock.Instant
    /// When this rank began it.
    public let began: ContinuousClock.Instant
    /// When this rank ended it.
    public let ended: ContinuousClock.Instant
  }

  /// The order that the run followed.
  public let schedule: PipelineSchedule
  /// What the last stage gave, by micro-batch.
  public let outputs: [DistTensor]
  /// By stage: of how many micro-batches something was kept for the backward at the most.
  public let mostKept: [Int]
  /// In the order in which they were done; of this process.
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
