import MPI
import Tensors

extension Executor {
  /// Executes a prepared plan of which a step goes in two levels, as `run(_:_:begun:)` does.
  @inline(never)
  func runAcross(_ prepared: PreparedPlan, _ shard: DenseTensor?, begun: PreparedPhase.UnderWay?)
    throws(MPIError) -> (shard: DenseTensor?, record: ReshardRecord)
  {
    let clock = ContinuousClock()
    let start = clock.now
    var began = start
    var state = shard
    var record = prepared.record
    var peak = 0
    for (index, step) in prepared.steps.enumerated() {
      let input = state
      var staged = 0
      if let crossing = step.phases.first?.crossing {
        let done: CrossingPhase.Record
        (state, done) = try cross(crossing, step, prepared, input)
        record.steps[index].crossed += done.bytesSent
        staged = done.stagedBytes
      } else {
        state = try run(
          step, of: prepared, input, begun: index == 0 ? begun : nil, &record.steps[index])
      }
      let isLast = index == prepared.steps.count - 1
      peak = max(peak, staged)
      if !isLast || index > 0 || step.sizes != nil {
        peak = max(peak, staged + Self.extraBytes(shard, input, state, isLast: isLast))
      }
      let now = clock.now
      record.steps[index].began = began
      record.steps[index].seconds = began.duration(to: now).seconds
      began = now
    }
    if peak > 0 { record.peakExtraBytes[prepared.rank] = peak }
    record.seconds = start.duration(to: began).seconds
    return (state, record)
  }

  /// A step that is one phase in two levels; that of an all-reduce sees rows.
  private func cross(
    _ crossing: CrossingPhase, _ step: PreparedPlan.Step, _ prepared: PreparedPlan,
    _ input: DenseTensor?
  ) throws(MPIError) -> (DenseTensor?, CrossingPhase.Record) {
    guard let sizes = step.sizes, let input else { return try crossing.run(input, room: nil) }
    let (source, row) = Self.rows(input, sizes)
    let done = try crossing.run(source, room: row)
    return (row.reshaped(to: sizes), done.record)
  }
}
