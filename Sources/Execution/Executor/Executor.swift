import CostModel
import Elements
import MPI
import Resharding
import Tensors

/// Carries out plans: one logic, over MPI or over the memory of a virtual cluster.
package final class Executor<Carrier: Transport> {
  /// What carries bytes between ranks.
  package let transport: Carrier
  /// How many bytes a rank may stage in each direction: the constant of the memory bound.
  package var stagingBytes = 8 << 20 {
    didSet {
      routes.removeAll()
      prepared.removeAll()
    }
  }
  private var routes: [RouteKey: Route] = [:]
  var prepared: [ReshardPlan: PreparedPlan] = [:]

  /// What the rounds of a route depend on, and must be equal on all ranks.
  private struct RouteKey: Hashable {
    var exchange: Exchange
    var elementBytes: Int
    var stagingBytes: Int
  }

  /// How the resident reads shards of its host; nil if all goes by the transport.
  let sharing: NodeSharing?

  /// An executor over a transport.
  package init(_ transport: Carrier) {
    self.transport = transport
    sharing = (transport as? any SharedMemoryTransport)?.sharing
  }

  /// Whether ranks of one host read each other's shards; then one rank is resident.
  package var sharesMemory: Bool { sharing != nil }

  /// Executes `plan` on the resident ranks' shards.
  ///
  /// All ranks of both meshes call it together with equal plans; others may, and do nothing.
  ///
  /// - Parameter shards: by rank; those of the source mesh's residents.
  /// - Returns: the new shards of the target mesh's residents, which may be views of the old ones,
  ///   and what was done.
  /// - Throws: `MPIError` if a collective fails, `SharedMemoryError` where a rank of this host has ended or does
  ///   another exchange.
  package func run(_ plan: ReshardPlan, _ shards: [Int: DenseTensor]) throws
    -> (shards: [Int: DenseTensor], record: ReshardRecord)
  {
    if sharesMemory {
      let rank = transport.residents[0]
      let (shard, record) = try run(try prepare(plan), shards[rank])
      return (shard.map { [rank: $0] } ?? [:], record)
    }
    let clock = ContinuousClock()
    let start = clock.now
    let sources = shards.filter { plan.transition.from.mesh.contains($0.key) }
    var shards = sources
    var record = ReshardRecord(plan)
    var peaks: [Int: Int] = [:]
    for (index, step) in plan.steps.enumerated() {
      let began = clock.now
      record.steps[index].began = began
      let isLast = index == plan.steps.count - 1
      let inputs = shards
      shards = try run(step, of: plan, inputs, &record.steps[index]) { program in
        let held = program.extraBytes(
          beyond: sources[program.rank], input: inputs[program.rank], isLast: isLast)
        peaks[program.rank] = max(peaks[program.rank] ?? 0, held)
      }
      record.steps[index].seconds = began.duration(to: clock.now).seconds
    }
    record.peakExtraBytes = peaks
    record.seconds = start.duration(to: clock.now).seconds
    return (shards, record)
  }

  private func run(
    _ step: ReshardStep, of plan: ReshardPlan, _ shards: [Int: DenseTensor],
    _ record: inout ReshardRecord.Step, note: (Program) -> Void
  ) throws -> [Int: DenseTensor] {
    let (shape, dtype) = (plan.transition.shape, plan.transition.dtype)
    let staging = staging(of: plan)
    var states = shards
    var rows: [Int: DenseTensor] = [:]
    var phases: [Int: [Phase]] = [:]
    for rank in transport.residents { phases[rank] = step.phases(of: rank, shape: shape) }
    let count = phases.values.map(\.count).max() ?? 0
    for index in 0..<count {
      let programs = transport.residents.compactMap { rank -> Program? in
        guard let own = phases[rank], index < own.count else { return nil }
        let phase = own[index]
        let (source, room) = flattened(phase, rank, states[rank], &rows, dtype)
        return Program(
          phase, route(phase, dtype, staging), rank: rank, source: source, room: room, dtype: dtype)
      }
      try exchange(programs, &record)
      for program in programs {
        states[program.rank] = program.output
        note(program)
      }
    }
    return rows.isEmpty ? states : reshaped(states, like: step, shape)
  }

  /// What a phase reads, and where it writes: both phases of an all-reduce see rows, and write into
  /// the one row that becomes the result.
  private func flattened(
    _ phase: Phase, _ rank: Int, _ state: DenseTensor?, _ rows: inout [Int: DenseTensor],
    _ dtype: DType
  ) -> (source: DenseTensor?, room: DenseTensor?) {
    guard phase.isFlat, let state else { return (state, nil) }
    let source = state.contiguous().flattened()
    let row = rows[rank] ?? DenseTensor(shape: phase.exchange.shape, dtype: dtype)
    rows[rank] = row
    let part = phase.exchange.to.box(of: rank, shape: row.shape)
    return (source, part.map { row.slice(offsets: $0.offsets, sizes: $0.sizes) })
  }

  /// The rounds of one phase.
  func exchange(_ programs: [Program], _ record: inout ReshardRecord.Step)
    throws
  {
    let rounds = programs.map(\.route.rounds).max() ?? 0
    guard rounds > 0 else { return }
    record.mode = transport.mode
    for round in 0..<rounds {
      let active = programs.filter { round < $0.route.rounds }
      let parcels = active.map { $0.parcel(round: round) }
      try transport.exchange(parcels)
      for (program, parcel) in zip(active, parcels) {
        program.deliver(parcel, round: round)
        record.sent[program.rank, default: 0] += parcel.bytesSent
        record.received[program.rank, default: 0] += parcel.bytesReceived
      }
    }
  }

  /// Flat rows back in the shape of the shards.
  private func reshaped(
    _ rows: [Int: DenseTensor], like step: ReshardStep, _ shape: [Int]
  ) -> [Int: DenseTensor] {
    var result: [Int: DenseTensor] = [:]
    for (rank, row) in rows {
      if let box = step.to.box(of: rank, shape: shape) {
        result[rank] = row.reshaped(to: box.sizes)
      }
    }
    return result
  }

  /// The bytes that a rank may stage in each direction.
  func staging(of plan: ReshardPlan) -> Int {
    min(stagingBytes, plan.stagingBytes ?? stagingBytes)
  }

  func route(_ phase: Phase, _ dtype: DType, _ staging: Int) -> Route {
    let key = RouteKey(
      exchange: phase.exchange, elementBytes: dtype.byteCount, stagingBytes: staging)
    if let known = routes[key] { return known }
    let route = Route(phase.exchange, elementBytes: dtype.byteCount, stagingBytes: staging)
    if routes.count >= 1024 { routes.removeAll() }
    routes[key] = route
    return route
  }
}
