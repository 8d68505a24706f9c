import MPI
import Tensors

/// How far a prepared plan was carried out on the resident rank.
struct PreparedRun {
  /// What the rank held before.
  var original: DenseTensor?
  /// What it holds.
  var state: DenseTensor?
  var record: ReshardRecord
  /// The bytes that were held at the most beyond the old shard and the new one.
  var peak = 0

  init(_ prepared: PreparedPlan, _ shard: DenseTensor?) {
    (original, state, record) = (shard, shard, prepared.record)
  }
}

extension Executor {
  /// Executes a prepared plan on the resident rank's shard, as `run(_:_:)` does.
  package func run(_ prepared: PreparedPlan, _ shard: DenseTensor?) throws
    -> (shard: DenseTensor?, record: ReshardRecord)
  {
    var (state, record, peak) = (shard, prepared.record, 0)
    try go(
      through: prepared.steps.indices, of: prepared, from: shard, &state, &record, &peak)
    return (state, record)
  }

  /// Begins a step of a prepared plan, for which ranks read each other's shards: tells the others where
  /// what the rank has come to hold lies.
  func begin(_ index: Int, of prepared: PreparedPlan, _ shard: DenseTensor?) throws
    -> PreparedPhase.UnderWay
  {
    let step = prepared.steps[index]
    guard let phase = step.phases.first, let node = phase.node else {
      preconditionFailure("step \(index) of \(prepared.plan) is not read")
    }
    guard let sizes = step.sizes, let shard else {
      return try phase.begin(shard, room: nil, on: node)
    }
    let (source, row) = Self.rows(shard, sizes)
    return try phase.begin(source, room: room(in: row, phase, prepared), on: node)
  }

  /// Carries out some steps of a prepared plan, of which the first may have begun.
  func go(
    on run: inout PreparedRun, through steps: Range<Int>, of prepared: PreparedPlan,
    begun: PreparedPhase.UnderWay? = nil
  ) throws {
    try go(
      through: steps, of: prepared, from: run.original, &run.state, &run.record, &run.peak,
      begun: begun)
  }

  /// - Parameters:
  ///   - original: what the rank held before the plan.
  ///   - state: what it holds.
  ///   - peak: the bytes that were held at the most beyond the old shard and the new one.
  private func go(
    through steps: Range<Int>, of prepared: PreparedPlan, from original: DenseTensor?,
    _ state: inout DenseTensor?, _ record: inout ReshardRecord, _ peak: inout Int,
    begun: PreparedPhase.UnderWay? = nil
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var began = start
    var begun = begun
    for index in steps {
      let step = prepared.steps[index]
      let input = state
      var staged = 0
      if prepared.crosses, let hierarchical = step.phases.first?.hierarchical {
        let done: HierarchicalPhase.Record
        (state, done) = try cross(hierarchical, step, input)
        record.steps[index].crossed += done.bytesSent
        staged = done.stagedBytes
      } else {
        state = try run(step, of: prepared, input, begun: begun, &record.steps[index])
      }
      let isLast = index == prepared.steps.count - 1
      if !isLast || index > 0 || step.sizes != nil {
        staged += Self.extraBytes(original, input, state, isLast: isLast)
      }
      peak = max(peak, staged)
      let now = clock.now
      // A step that was begun has no one time in which it was carried out.
      record.steps[index].began = begun == nil ? began : nil
      record.steps[index].seconds = began.duration(to: now).seconds
      begun = nil
      began = now
    }
    if peak > 0 { record.peakExtraBytes[prepared.rank] = peak }
    record.seconds += start.duration(to: began).seconds
  }

  private func run(
    _ step: PreparedPlan.Step, of prepared: PreparedPlan, _ input: DenseTensor?,
    begun: PreparedPhase.UnderWay?, _ record: inout ReshardRecord.Step
  ) throws -> DenseTensor? {
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
    _ hierarchical: HierarchicalPhase, _ step: PreparedPlan.Step, _ input: DenseTensor?
  ) throws -> (DenseTensor?, HierarchicalPhase.Record) {
    guard let sizes = step.sizes, let input else { return try hierarchical.run(input, room: nil) }
    let (source, row) = Self.rows(input, sizes)
    let done = try hierarchical.run(source, room: row)
    return (row.reshaped(to: sizes), done.record)
  }

  /// Both phases of an all-reduce see rows, and write into the one row that becomes the result.
  private static func rows(
    _ input: DenseTensor, _ sizes: [Int], _ begun: PreparedPhase.UnderWay? = nil
  ) -> (source: DenseTensor, row: DenseTensor) {
    let count = sizes.reduce(1, *)
    if let room = begun?.room {
      // What it makes of the source lies in the row already, or will.
      let row = DenseTensor(
        storage: room.storage, shape: [count], strides: [1], offset: 0, dtype: room.dtype)
      return (input, row)
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
  ) throws -> DenseTensor? {
    if let begun {
      let shard = try begun.take()
      if begun.hasCopies { record.mode = .mpi }
      return shard
    }
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
