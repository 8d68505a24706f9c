import CostModel
import Elements
import Programs
import Resharding
import Sharding

extension ProgramForecast {
  /// Foretells a step of a completed program: the ops of each mesh are those of its busiest rank, so that ranks are
  /// never listed.
  ///
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  /// - Complexity: O(ops), beside one plan for each reshard that differs.
  package init(_ completed: CompletedProgram, _ setup: StepSetup, _ prices: ProgramPrices)
    throws(TesseraError)
  {
    let priced = try PricedProgram(completed, prices)
    let update = try OptimiserStep(priced, setup, prices)
    let timeline = ProgramTimeline(priced, prices.stack, overlaps: setup.overlaps)
    let count = setup.microbatches
    var account = StepAccount(prices.topology)
    for task in priced.tasks { account.add(task, on: priced.meshes[task.stages[0]], times: count) }
    for price in update.moves.values { account.add(price, times: 1) }
    for price in update.folds { account.add(price, times: 1) }
    let meshes = priced.meshes
    let names = meshes.enumerated().map { $1.name ?? "\($0)" }
    var parts = Parts()
    let busiest = meshes.indices.max { timeline.computing[$0] < timeline.computing[$1] } ?? 0
    // Gradients are moved behind the last micro-batch.
    let final = ProgramTimeline(
      priced, prices.stack, overlaps: setup.overlaps, moves: update.moves)
    let before = Double(count - 1)
    let last = timeline.seconds * before + final.seconds
    parts.computing = timeline.computing[busiest] * before + final.computing[busiest]
    parts.communicating =
      timeline.communicating[busiest] * before + final.communicating[busiest]
    let waiting = last - parts.computing
    parts.exposedCommunication = min(waiting, parts.communicating)
    parts.bubble = max(0, waiting - parts.exposedCommunication)
    let spans = Self.spans(priced, timeline, names, prices.topology)
    parts.hiddenCommunication = max(0, parts.communicating - parts.exposedCommunication)
    parts.optimiser = update.seconds
    let step = last + update.seconds
    let memory = meshes.indices.map { stage in
      let profile = MemoryProfile(
        priced, timeline, stage: stage, optimiser: update.kept[stage], drops: setup.overlaps)
      return Memory(
        stage: names[stage], peak: profile.peak,
        points: profile.points.thinned(to: Self.pointLimit))
    }
    self.init(
      of: completed.program, on: meshes, microbatches: count, prices, account, step: step,
      parts: parts, memory: memory, spans: spans)
  }

  /// What all forecasts say of a program on meshes.
  init(
    of program: Program, on meshes: [ProcessMesh], microbatches count: Int, _ prices: ProgramPrices,
    _ account: StepAccount, step: Double, parts: Parts, memory: [Memory], spans: [Span]
  ) {
    let ranks = Set(meshes.flatMap { $0.count == 0 ? [] : [$0.rankOrder] })
      .reduce(0) { $0 + $1.count }
    let (device, input) = (prices.device, program.firstInput)
    self.program = program.name
    topology = prices.topology.name
    self.ranks = ranks
    stepSeconds = step
    samples = (input?.shape.first ?? 1) * count
    tokens = input.flatMap { value in
      value.dtype.isInteger ? value.shape.reduce(count, *) : nil
    }
    operations = account.operations
    utilisation = account.operations / (Double(ranks) * device.peak * step)
    seconds = parts
    receivedBytes = account.received
    calls = account.calls.values.sorted { $0.collective < $1.collective }
    self.memory = memory
    peakBytesPerRank = memory.map(\.peak.total).max() ?? 0
    capacityBytes = Int(device.memory)
    links = account.links(step: step)
    joules = device.watts.map { $0 * Double(ranks) * step }
    price = device.pricePerHour.map { $0 * Double(ranks) * step / 3600 }
    self.spans = spans
  }

  /// The longest spans of a time line, in the order in which they begin.
  private static func spans(
    _ program: PricedProgram, _ timeline: ProgramTimeline, _ names: [String], _ topology: Topology
  ) -> [Span] {
    let source = program.completed.program
    let longest = program.tasks.filter { timeline.end[$0.op] > timeline.begin[$0.op] }
      .sorted { $0.seconds > $1.seconds }.prefix(spanLimit)
    return longest.sorted { timeline.begin[$0.op] < timeline.begin[$1.op] }.map { task in
      Span(
        lane: task.price?.level.map { topology.levels[$0].name } ?? "kernels",
        stage: names[task.stages[0]], name: source.values[source.ops[task.op].outputs[0]].name,
        begin: timeline.begin[task.op], end: timeline.end[task.op])
    }
  }
}

extension [MemoryPoint] {
  /// The greatest of as many parts as there may be.
  func thinned(to limit: Int) -> [MemoryPoint] {
    guard count > limit else { return self }
    return (0..<limit).compactMap { part in
      self[(part * count / limit)..<((part + 1) * count / limit)].max { $0.total < $1.total }
    }
  }
}

extension Program {
  /// What a caller gives at each run: the first such value of integers, as the ids of tokens are, else the first.
  var firstInput: ProgramValue? {
    let given = inputs.map { values[$0] }.filter { $0.role == .input }
    return given.first { $0.dtype.isInteger && !$0.shape.isEmpty } ?? given.first
  }
}
