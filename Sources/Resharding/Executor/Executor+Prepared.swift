import MPI
import Tensors

extension Executor {
  /// Executes a prepared plan on the resident rank's shard, as `run(_:_:)` does.
  public func run(_ prepared: PreparedPlan, _ shard: DenseTensor?) throws(MPIError)
    -> (shard: DenseTensor?, record: ReshardRecord)
  {
    try run(prepared, shard, begun: nil)
  }

  /// Begins a prepared plan, as far as that takes no waiting: tells the other ranks where the shard lies.
  ///
  /// - Returns: nil where the plan does not begin with ranks that read each other's shards.
  func begin(_ prepared: PreparedPlan, _ shard: DenseTensor?) throws(MPIError)
    -> PreparedPhase.UnderWay?
  {
    guard let step = prepared.steps.first, let phase = step.phases.first, let node = phase.node
    else { return nil }
    guard let sizes = step.sizes, let shard else {
      return try phase.begin(shard, room: nil, on: node)
    }
    let (source, row) = Self.rows(shard, sizes)
    return try phase.begin(source, room: room(in: row, phase, prepared), on: node)
  }

  /// Executes a prepared plan, of which the first phase may have begun.
  func run(_ prepared: PreparedPlan, _ shard: DenseTensor?, begun: PreparedPhase.UnderWay?)
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
      if prepared.crosses, let crossing = step.phases.first?.crossing {
        let done: CrossingPhase.Record
        (state, done) = try cross(crossing, step, input)
        record.steps[index].crossed += done.bytesSent
        staged = done.stagedBytes
      } else {
        state = try run(
          step, of: prepared, input, begun: index == 0 ? begun : nil, &record.steps[index])
      }
      let isLast = index == prepared.steps.count - 1
      if !isLast || index > 0 || step.sizes != nil {
        staged += Self.extraBytes(shard, input, state, isLast: isLast)
      }
      peak = max(peak, staged)
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
    begun: PreparedPhase.UnderWay?, _ record: inout ReshardRecord.Step
  ) throws(MPIError) -> DenseTensor? {
    var begun = begun
    guard let sizes = step.sizes, let input else {
      var state = input
      for phase in step.phases {
        state = try run(phase, of: prepared, state, room: nil, begun: begun, &record)
        begun = nil
      }
      return state
    }
    guard !step.phases.isEmpty else { return input }
    var (state, row) = Self.rows(input, sizes, begun)
    for phase in step.phases {
      let room = room(in: row, phase, prepared)
      state = try run(phase, of: prepared, state, room: room, begun: begun, &record) ?? state
      begun = nil
    }
    return row.reshaped(to: sizes)
  }

  /// A step that is one phase in two levels; that of an all-reduce sees rows.
  @inline(never)
  private func cross(
    _ crossing: CrossingPhase, _ step: PreparedPlan.Step, _ input: DenseTensor?
  ) throws(MPIError) -> (DenseTensor?, CrossingPhase.Record) {
    guard let sizes = step.sizes, let input else { return try crossing.run(input, room: nil) }
    let (source, row) = Self.rows(input, sizes)
    let done = try crossing.run(source, room: row)
    return (row.reshaped(to: sizes), done.record)
  }

  /// Both phases of an all-reduce see rows, and write into the one row that becomes the result.
  private static func rows(
    _ input: DenseTensor, _ sizes: [Int], _ begun: PreparedPhase.UnderWay? = nil
  ) -> (source: DenseTensor, row: DenseTensor) {
    let count = sizes.reduce(1, *)
    if let source = begun?.source, let room = begun?.room {
      let row = DenseTensor(
        storage: room.storage, shape: [count], strides: [1], offset: 0, dtype: room.dtype)
      return (source, row)
    }
    return (input.contiguous().flattened(), DenseTensor(shape: [count], dtype: input.dtype))
  }

  private func room(in row: DenseTensor, _ phase: PreparedPhase, _ prepared: PreparedPlan)
    -> DenseTensor?
  {
    phase.phase.exchange.to.box(of: prepared.rank, shape: row.shape).map {
      row.slice(offsets: $0.offsets, sizes: $0.sizes)
    }
  }

  private func run(
    _ phase: PreparedPhase, of prepared: PreparedPlan, _ source: DenseTensor?, room: DenseTensor?,
    begun: PreparedPhase.UnderWay?, _ record: inout ReshardRecord.Step
  ) throws(MPIError) -> DenseTensor? {
    if phase.node != nil || phase.route.rounds == 0 {
      let (isDone, shard) =
        if let begun { try begun.wait() } else { try phase.run(source, room: room) }
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
