import MPI
import Tensors

extension Executor {
  /// Executes a prepared plan on the resident rank's shard, as `run(_:_:)` does.
  public func run(_ prepared: PreparedPlan, _ shard: DenseTensor?) throws(MPIError)
    -> (shard: DenseTensor?, record: ReshardRecord)
  {
    let clock = ContinuousClock()
    let start = clock.now
    var began = start
    var state = shard
    var record = prepared.record
    var peak = 0
    for (index, step) in prepared.steps.enumerated() {
      let input = state
      state = try run(step, of: prepared, input, &record.steps[index])
      let isLast = index == prepared.steps.count - 1
      if !isLast || index > 0 || step.sizes != nil {
        peak = max(peak, Self.extraBytes(shard, input, state, isLast: isLast))
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

  private func run(
    _ step: PreparedPlan.Step, of prepared: PreparedPlan, _ input: DenseTensor?,
    _ record: inout ReshardRecord.Step
  ) throws(MPIError) -> DenseTensor? {
    guard let sizes = step.sizes, let input else {
      var state = input
      for phase in step.phases { state = try run(phase, of: prepared, state, room: nil, &record) }
      return state
    }
    // Both phases of an all-reduce see rows, and write into the one row that becomes the result.
    var state = input.contiguous().flattened()
    let row = DenseTensor(shape: sizes, dtype: input.dtype).flattened()
    for phase in step.phases {
      let part = phase.phase.exchange.to.box(of: prepared.rank, shape: row.shape)
      let room = part.map { row.slice(offsets: $0.offsets, sizes: $0.sizes) }
      state = try run(phase, of: prepared, state, room: room, &record) ?? state
    }
    return step.phases.isEmpty ? input : state.reshaped(to: sizes)
  }

  private func run(
    _ phase: PreparedPhase, of prepared: PreparedPlan, _ source: DenseTensor?, room: DenseTensor?,
    _ record: inout ReshardRecord.Step
  ) throws(MPIError) -> DenseTensor? {
    if phase.node != nil || phase.route.rounds == 0 {
      let (isDone, shard) = try phase.run(source, room: room)
      if isDone { return shard }
    }
    let program = Program(
      phase.phase, phase.route, rank: prepared.rank, source: source, room: room,
      dtype: prepared.plan.transition.dtype)
    record.mode = .mpi
    var counted = ReshardRecord.Step()
    try exchange([program], &counted)
    return program.output
  }

  /// The bytes that a step holds beyond the reshard's old shard and its new one.
  private static func extraBytes(
    _ original: DenseTensor?, _ input: DenseTensor?, _ output: DenseTensor?, isLast: Bool
  ) -> Int {
    var bytes = 0
    if let input, input.storage !== original?.storage, input.storage !== output?.storage {
      bytes += input.storage.byteCount
    }
    if !isLast, let output, output.storage !== original?.storage {
      bytes += output.storage.byteCount
    }
    return bytes
  }
}
