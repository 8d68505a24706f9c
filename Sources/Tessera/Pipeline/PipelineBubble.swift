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

extension PipelineRun {
  /// One timing on rank 0's clock, in nanoseconds.
  private struct Clocked: Codable {
    let stage: Int
    let isForward: Bool
    let microbatch: Int
    let asked: Int
    let began: Int
    let ended: Int

    var nanoseconds: Double { Double(ended - began) }
  }

  /// Who did what when.
  private struct Log: Codable {
    let rank: Int
    let timings: [Clocked]
  }

  /// Measures the bubble, on one rank of the job; nil on the others, and of a virtual cluster, whose
  /// stages do not run side by side. Collective: each rank's timings go to that rank.
  public func bubble(on root: Int, _ clock: ClockOffset) throws(TesseraError) -> PipelineBubble? {
    let own = timings.map { timing in
      Clocked(
        stage: timing.stage, isForward: timing.action.kind == .forward,
        microbatch: timing.action.microbatch, asked: clock.time(timing.asked),
        began: clock.time(timing.began), ended: clock.time(timing.ended))
    }
    let log = Log(rank: cluster.rank, timings: own)
    guard let all = try cluster.collected(log, on: root), !cluster.isVirtual else { return nil }
    return bubble(of: all.filter { !$0.timings.isEmpty })
  }

  private func bubble(of logs: [Log]) -> PipelineBubble {
    let timings = logs.flatMap(\.timings)
    let start = timings.map(\.began).min() ?? 0
    let span = Double(max(1, (timings.map(\.ended).max() ?? 0) - start))
    var shares: [Int: Double] = [:]
    for log in logs {
      shares[log.rank] = 1 - log.timings.reduce(0) { $0 + $1.nanoseconds } / span
    }
    let seconds = stages.indices.map { stage in
      StageSeconds(
        forward: slowestMean(logs, stage, isForward: true) / 1e9,
        backward: slowestMean(logs, stage, isForward: false) / 1e9,
        crossing: crossing(timings, from: stage) / 1e9)
    }
    let simulation = schedule.simulated(seconds, ranks: stages.map(\.mesh.ranks))
    let simulated = shares.keys.map { rank in
      stages.indices.filter { stages[$0].mesh.contains(rank) }
        .reduce(1) { $0 - (1 - simulation.idleShare(of: $1)) }
    }
    let count = Double(max(1, shares.count))
    return PipelineBubble(
      measured: shares.values.reduce(0, +) / count, idleShares: shares,
      simulated: simulated.reduce(0, +) / count, ideal: schedule.idealBubble, stages: seconds,
      seconds: span / 1e9, simulatedSeconds: simulation.seconds)
  }

  /// Nanoseconds that a stage took for an action: the mean over micro-batches, of its slowest rank.
  private func slowestMean(_ logs: [Log], _ stage: Int, isForward: Bool) -> Double {
    logs.reduce(0) { slowest, log in
      let own = log.timings.filter { $0.stage == stage && $0.isForward == isForward }
      return max(
        slowest, own.reduce(0) { $0 + $1.nanoseconds } / Double(max(1, own.count)))
    }
  }

  /// Nanoseconds from when a stage had computed until the next one had it, where that was waiting for
  /// it; the mean.
  private func crossing(_ timings: [Clocked], from stage: Int) -> Double {
    var waits: [Double] = []
    for sent in timings where sent.stage == stage && sent.isForward {
      for taken in timings
      where taken.stage == stage + 1 && taken.isForward && taken.microbatch == sent.microbatch {
        if taken.asked < sent.ended { waits.append(Double(max(0, taken.began - sent.ended))) }
      }
    }
    return waits.isEmpty ? 0 : waits.reduce(0, +) / Double(waits.count)
  }
}
