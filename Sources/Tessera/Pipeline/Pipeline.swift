import Sharding
import Tensors

/// A model in stages, each on a mesh of its own. Micro-batches pass through the stages.
///
///     let pipeline = try Pipeline([first, second], in: cluster)
///     pipeline.watch("hidden", microbatch: 0, on: 3)
///     let run = try pipeline.run(microbatches, .oneForwardOneBackward)
///
/// Activations cross from the mesh of each stage to the next one, and gradients cross back, by asynchronous
/// reshards: a stage sends, and goes on; only the receiving stage waits. Meshes may have different sizes, and may
/// share ranks.
///
/// - Source: Huang et al. 2019 (GPipe); Narayanan et al. 2019 and 2021 (1F1B): see
///   `PipelineSchedule.Order`.
public final class Pipeline {
  /// The stages, the first of which takes the micro-batches.
  public let stages: [PipelineStage]
  /// The job that runs them.
  public let cluster: Cluster
  /// What is to be printed in the next run.
  var requests: [PrintRequest] = []

  /// Creates a pipeline of stages.
  ///
  /// - Throws: `TesseraError.Kind.data` if there is no stage, or only some of them have a backward;
  ///   `.environment` if the job lacks a rank of a mesh.
  public init(_ stages: [PipelineStage], in cluster: Cluster) throws(TesseraError) {
    guard !stages.isEmpty else {
      throw TesseraError(.data, "stages: a pipeline has at least one, none are given")
    }
    let trained = stages.count { $0.backward != nil }
    guard trained == 0 || trained == stages.count else {
      throw TesseraError(
        .data,
        "stages: all must have a backward or none, \(trained) of \(stages.count) have one")
    }
    for stage in stages { try cluster.require(stage.mesh) }
    self.stages = stages.enumerated().map { index, stage in
      var stage = stage
      if stage.name.isEmpty { stage.name = "stage\(index)" }
      return stage
    }
    self.cluster = cluster
  }

  /// Whether its stages have backwards.
  public var trains: Bool { stages[0].backward != nil }
}

extension Pipeline {
  /// Runs micro-batches through all stages.
  ///
  /// All ranks of the job call it together, with equal arguments.
  ///
  /// - Parameters:
  ///   - microbatches: the inputs of the first stage, in order. The pipeline reshards those that have other
  ///     placements than the stage's input.
  ///   - order: the order of the forwards and backwards of a stage.
  ///   - backward: false for forwards alone, even if the stages have backwards.
  /// - Throws: `TesseraError` if a stage's closure throws, a reshard fails, there is no micro-batch, the stages cannot
  ///   follow the order, or no tensor has the name that `watch` registered.
  public func run(
    _ microbatches: [DistTensor], _ order: PipelineSchedule.Order = .oneForwardOneBackward,
    backward: Bool = true
  ) throws(TesseraError) -> PipelineRun {
    guard !microbatches.isEmpty else {
      throw TesseraError(.data, "micro-batches: a pipeline takes at least one, none are given")
    }
    let trains = trains && backward
    guard order != .zeroBubble || !trains else {
      throw TesseraError(
        .usage,
        "schedule \(order.rawValue): a backward in two parts is required, a closure's is one; "
          + "programs are trained so")
    }
    let schedule = try PipelineSchedule(
      checking: order, stages: stages.count, lanes: order == .interleaved ? lanes : nil,
      microbatches: microbatches.count, trains: trains)
    try agree(on: schedule, microbatches)
    defer { requests = [] }
    var runner = PipelineRunner(self, schedule)
    return try runner.run(microbatches)
  }

  /// The number of meshes that the stages lie on in turn.
  private var lanes: Int {
    let meshes = stages.map(\.mesh)
    return meshes.indices.dropFirst().first { meshes[$0] == meshes[0] } ?? meshes.count
  }

  /// Ranks agree once, on everything: between stages they do not wait for each other.
  private func agree(on schedule: PipelineSchedule, _ microbatches: [DistTensor])
    throws(TesseraError)
  {
    guard cluster.options.checksAgreement, case .processes(_, _, let agreement) = cluster.backing
    else { return }
    let places = stages.map { "\($0.input)\($0.mesh)" }.joined(separator: " -> ")
    let prints = requests.map { "\($0.name) of \($0.microbatch) on \($0.rank)" }
    try agreement.check(
      "pipeline \(schedule.order.rawValue)\(schedule.trains ? "" : " forward") \(places) of "
        + microbatches.map(\.description).joined(separator: " ")
        + (prints.isEmpty ? "" : " printing " + prints.joined(separator: ", ")),
      among: Array(0..<cluster.size))
  }
}
