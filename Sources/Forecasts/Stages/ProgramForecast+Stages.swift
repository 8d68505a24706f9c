import CostModel
import Elements
import Programs
import Resharding
import Sharding

extension ProgramForecast {
  /// Foretells a step of a pipeline: each lane's kernels are those of its busiest rank, and lanes wait for each other as
  /// the schedule says.
  ///
  /// - Parameters:
  ///   - program: the program before it was cut.
  ///   - setup: of it the optimiser, and whether kernels run beside messages.
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  /// - Complexity: O(ops + stages x micro-batches), beside one plan for each reshard that differs.
  package init(
    _ program: Program, in pipeline: CompletedStages, _ setup: StepSetup, _ prices: ProgramPrices
  ) throws(TesseraError) {
    let schedule = pipeline.schedule
    let count = schedule.microbatches
    let moves = try StageMoves(pipeline, prices)
    var stages: [PricedStage] = []
    var updates = [Double](repeating: 0, count: schedule.lanes)
    var folds: [ReshardPrice] = []
    var before = updates
    var after = updates
    for place in pipeline.stages.indices {
      var priced = try pipeline.priced(place, setup, prices)
      priced.seconds.crossing = moves.onward[place].seconds
      priced.seconds.crossingBack = moves.back[place].seconds
      let lane = schedule.lane(of: place)
      let update = try pipeline.update(of: place, setup, prices)
      updates[lane] += update.seconds
      folds += update.folds
      before[lane] += priced.fixedSeconds
      after[lane] += moves.once[place].seconds
      stages.append(priced)
    }
    var account = StepAccount(prices.topology)
    for (stage, mesh) in zip(stages, pipeline.staged.stages.map(\.mesh)) {
      for task in stage.fixed { account.add(task, on: mesh, times: 1) }
      for task in stage.repeated { account.add(task, on: mesh, times: count) }
    }
    for price in (moves.onward + moves.back).joined() { account.add(price, times: count) }
    for price in moves.once.joined() { account.add(price, times: 1) }
    for price in folds { account.add(price, times: 1) }

    let meshes = pipeline.staged.stages.prefix(schedule.lanes).map(\.mesh)
    let run = schedule.simulated(
      stages.map(\.seconds),
      ranks: Self.areApart(meshes) ? nil : pipeline.staged.stages.map(\.mesh.ranks))
    let names = meshes.enumerated().map { $1.name ?? "\($0)" }
    func own(_ lane: Int) -> [PricedStage] {
      stages.indices.filter { schedule.lane(of: $0) == lane }.map { stages[$0] }
    }
    func busy(_ lane: Int) -> Double {
      own(lane).reduce(0) { $0 + $1.seconds.forward + $1.seconds.backward } * Double(count)
    }
    let busiest = meshes.indices.max { busy($0) < busy($1) } ?? 0
    let (first, last) = (before.max() ?? 0, after.max() ?? 0)
    var parts = Parts()
    parts.computing = own(busiest).reduce(0) { $0 + $1.computing } * Double(count)
    parts.communicating =
      own(busiest).reduce(0) { $0 + $1.communicating } * Double(count) + first + last
    parts.exposedCommunication = max(0, busy(busiest) - parts.computing) + first + last
    parts.bubble = max(0, run.seconds - busy(busiest))
    parts.hiddenCommunication = max(0, parts.communicating - parts.exposedCommunication)
    parts.optimiser = updates.max() ?? 0
    let memory = meshes.indices.map { lane in
      let points = Self.points(of: lane, schedule, stages, run, from: first)
      let peak = points.max { $0.total < $1.total } ?? stages[lane].memory.peak
      return Memory(stage: names[lane], peak: peak, points: points.thinned(to: Self.pointLimit))
    }
    let spans = run.spans.prefix(Self.spanLimit).map { span in
      Span(
        lane: "kernels", stage: names[schedule.lane(of: span.stage)],
        name: span.action.name + (schedule.turns > 1 ? " of stage \(span.stage)" : ""),
        begin: first + span.start, end: first + span.end)
    }
    self.init(
      of: program, on: meshes, microbatches: count, prices, account,
      step: first + run.seconds + last + parts.optimiser, parts: parts, memory: memory,
      spans: spans)
  }

  /// Whether no rank is on two of the meshes.
  private static func areApart(_ meshes: [ProcessMesh]) -> Bool {
    meshes.indices.allSatisfy { place in
      meshes[..<place].allSatisfy { $0.rankOrder.isDisjoint(with: meshes[place].rankOrder) }
    }
  }

  /// What a lane holds at each of its passes when it holds most: its stages' parameters, gradients and states, the
  /// activations of all micro-batches that are on their way, and what the pass itself makes.
  private static func points(
    of lane: Int, _ schedule: PipelineSchedule, _ stages: [PricedStage],
    _ run: PipelineSimulation, from begin: Double
  ) -> [MemoryPoint] {
    let own = stages.indices.filter { schedule.lane(of: $0) == lane }
    var kept: [Int: Int] = [:]
    return run.spans.filter { own.contains($0.stage) }.map { span in
      let isForward = span.action.kind == .forward
      if isForward, schedule.trains { kept[span.stage, default: 0] += 1 }
      var bytes = stages[span.stage].memory.peak.bytes
      for stage in own where stage != span.stage {
        bytes = zip(bytes, stages[stage].held.bytes).map(+)
      }
      for stage in own {
        let passing = stage == span.stage ? 1 : 0
        bytes[3] += stages[stage].memory.kept * max(0, (kept[stage] ?? 0) - passing)
      }
      if span.action.kind == .backward || span.action.kind == .weightGradient {
        kept[span.stage, default: 1] -= 1
      }
      return MemoryPoint(time: begin + span.start, bytes: bytes)
    }
  }
}

extension PipelineSchedule.Action {
  /// `forward 3`.
  fileprivate var name: String {
    switch kind {
    case .forward: "forward \(microbatch)"
    case .backward: "backward \(microbatch)"
    case .inputGradient: "gradient of the input \(microbatch)"
    case .weightGradient: "gradients of weights \(microbatch)"
    }
  }
}

extension [ReshardPrice] {
  fileprivate var seconds: Double { reduce(0) { $0 + $1.seconds } }
}

extension CompletedProgram {
  /// The bytes of an input's shard on the first rank.
  func bytes(ofInput name: String) -> Int {
    guard let id = program.value(named: name) else { return 0 }
    let value = program.values[id]
    let origin = [Int](repeating: 0, count: attrs[id].mesh.ndim)
    return attrs[id].box(at: origin, shape: value.shape).sizes
      .reduce(value.dtype.byteCount) { $0 *| $1 }
  }
}
