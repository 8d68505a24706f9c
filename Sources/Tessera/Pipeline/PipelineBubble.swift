import CostModel
import Sharding

/// The share of time in which a pipeline was idle, measured and predicted.
public struct PipelineBubble: Sendable {
  /// The share of the whole time, from the first rank's first action to the last one's end, in which a
  /// rank did none; the mean over the ranks. Waiting for ranks of its own stage is no idleness of it.
  public let measured: Double
  /// The idle share of each rank.
  public let idleShares: [Int: Double]
  /// The idle share in a simulation of the schedule, with the measured seconds of each stage.
  public let simulated: Double
  /// The idle share of equal stages with instant transfers: (p - 1) / (m + p - 1).
  public let ideal: Double
  /// The seconds of each stage for one micro-batch in the simulation: the mean of its slowest rank.
  public let stages: [StageSeconds]
  /// The seconds from the start of the first action to the end of the last one.
  public let seconds: Double
  /// The seconds that the simulated schedule takes.
  public let simulatedSeconds: Double
}

/// Who did what when in a pipeline, on all ranks, by one rank's clock.
private struct PipelineLog {
  /// One timing, in nanoseconds.
  struct Clocked: Codable {
    let stage: Int
    let kind: PipelineSchedule.Action.Kind
    let microbatch: Int
    let asked: Int
    let began: Int
    let ended: Int

    var nanoseconds: Double { Double(ended - began) }
  }

  /// What one rank did.
  struct Rank: Codable {
    let rank: Int
    let timings: [Clocked]
  }

  let schedule: PipelineSchedule
  /// By stage.
  let meshes: [ProcessMesh]
  let ranks: [Rank]

  var bubble: PipelineBubble {
    let timings = ranks.flatMap(\.timings)
    let start = timings.map(\.began).min() ?? 0
    let span = Double(max(1, (timings.map(\.ended).max() ?? 0) - start))
    var shares: [Int: Double] = [:]
    for log in ranks {
      shares[log.rank] = 1 - log.timings.reduce(0) { $0 + $1.nanoseconds } / span
    }
    let seconds = meshes.indices.map { stage in
      let weightGradient = slowestMean(stage, .weightGradient)
      return StageSeconds(
        forward: slowestMean(stage, .forward),
        backward: slowestMean(stage, .backward) + slowestMean(stage, .inputGradient)
          + weightGradient,
        weightGradient: weightGradient,
        crossing: crossing(timings, from: stage, to: stage + 1),
        crossingBack: crossing(timings, from: stage, to: stage - 1))
    }
    let simulation = schedule.simulated(seconds, ranks: meshes.map(\.ranks))
    let simulated = shares.keys.map { rank in
      meshes.indices.filter { meshes[$0].contains(rank) }
        .reduce(1) { $0 - (1 - simulation.idleShare(of: $1)) }
    }
    let count = Double(max(1, shares.count))
    return PipelineBubble(
      measured: shares.values.reduce(0, +) / count, idleShares: shares,
      simulated: simulated.reduce(0, +) / count, ideal: schedule.idealBubble, stages: seconds,
      seconds: span / 1e9, simulatedSeconds: simulation.seconds)
  }

  /// Seconds that a stage took for an action: the mean over micro-batches, of its slowest rank.
  private func slowestMean(_ stage: Int, _ kind: PipelineSchedule.Action.Kind) -> Double {
    ranks.reduce(0) { slowest, log in
      let own = log.timings.filter { $0.stage == stage && $0.kind == kind }
      let sum = own.reduce(0) { $0 + $1.nanoseconds }
      return max(slowest, sum / Double(max(1, own.count)) / 1e9)
    }
  }

  /// Seconds from when a stage had computed until the stage beside it had it, where that was waiting for it; the mean.
  private func crossing(_ timings: [Clocked], from stage: Int, to other: Int) -> Double {
    func crosses(_ timing: Clocked) -> Bool {
      other > stage ? timing.kind == .forward : [.backward, .inputGradient].contains(timing.kind)
    }
    var waits: [Double] = []
    for sent in timings where sent.stage == stage && crosses(sent) {
      for taken in timings
      where taken.stage == other && crosses(taken) && taken.microbatch == sent.microbatch {
        if taken.asked < sent.ended { waits.append(Double(max(0, taken.began - sent.ended))) }
      }
    }
    return waits.isEmpty ? 0 : waits.reduce(0, +) / Double(waits.count) / 1e9
  }
}

extension PipelineBubble {
  /// Measures the bubble on one rank; nil on the others, and of a virtual cluster, whose stages do not run side by side.
  /// Collective: each rank's timings go to that rank.
  init?(
    of timings: [PipelineRun.Timing], _ schedule: PipelineSchedule, _ meshes: [ProcessMesh],
    on root: Int, _ clock: ClockOffset, _ cluster: Cluster
  ) throws(TesseraError) {
    let own = timings.map { timing in
      PipelineLog.Clocked(
        stage: timing.stage, kind: timing.action.kind, microbatch: timing.action.microbatch,
        asked: clock.time(timing.asked), began: clock.time(timing.began),
        ended: clock.time(timing.ended))
    }
    let log = PipelineLog.Rank(rank: cluster.rank, timings: own)
    guard let all = try cluster.collected(log, on: root), !cluster.isVirtual else { return nil }
    self =
      PipelineLog(
        schedule: schedule, meshes: meshes, ranks: all.filter { !$0.timings.isEmpty }
      ).bubble
  }
}

extension PipelineRun {
  /// Measures the bubble, on one rank of the job; nil on the others, and of a virtual cluster, whose
  /// stages do not run side by side. Collective: each rank's timings go to that rank.
  public func bubble(on root: Int, _ clock: ClockOffset) throws(TesseraError) -> PipelineBubble? {
    try PipelineBubble(of: timings, schedule, stages.map(\.mesh), on: root, clock, cluster)
  }
}
