import Sharding

/// One run of a pipeline, as this process takes part in it.
///
/// Every process goes through all steps of the schedule in one order. A step of a stage that has none of
/// its ranks costs it no more than to learn where the result lies, and what it is going to get. So all
/// ranks begin the same reshards in the same order, none ever waits but for what was begun before, and
/// nothing is waited for in a circle.
struct PipelineRunner {
  private let pipeline: Pipeline
  private let schedule: PipelineSchedule
  private var prints: PrintQueue
  /// By stage: what comes to it, and the micro-batches that are forward but not yet back.
  private var arrivals: [[PipelineSchedule.Action: ReshardHandle]]
  private var slots: [[Int: Microbatch]]
  /// By stage and micro-batch: how the gradient of the output is taken.
  private var gradients: [[Int: TensorDistAttr]]
  /// What is not known to be with those that need it.
  private var unsent: [ReshardHandle] = []
  private var outputs: [DistTensor] = []
  private var timings: [PipelineRun.Timing] = []
  private var mostKept: [Int]

  init(_ pipeline: Pipeline, _ schedule: PipelineSchedule) {
    (self.pipeline, self.schedule) = (pipeline, schedule)
    prints = PrintQueue(
      pipeline.requests, microbatches: schedule.microbatches, pipeline.cluster)
    arrivals = Array(repeating: [:], count: schedule.stages)
    slots = Array(repeating: [:], count: schedule.stages)
    gradients = Array(repeating: [:], count: schedule.stages)
    mostKept = Array(repeating: 0, count: schedule.stages)
  }

  mutating func run(_ inputs: [DistTensor]) throws(TesseraError) -> PipelineRun {
    do {
      try go(inputs)
    } catch {
      for handle in arrivals.flatMap(\.values) + unsent { handle.abandon() }
      prints.abandon()
      throw error
    }
    return PipelineRun(
      schedule: schedule, outputs: outputs, mostKept: mostKept, timings: timings,
      stages: pipeline.stages, cluster: pipeline.cluster)
  }

  private mutating func go(_ inputs: [DistTensor]) throws(TesseraError) {
    for step in schedule.steps {
      let action = step.action
      switch action.kind {
      case .forward: try forward(action, at: step.stage, inputs[action.microbatch])
      case .backward: try backward(action, at: step.stage)
      case .inputGradient, .weightGradient:
        preconditionFailure("a closure's backward is one, \(action) is a part of one")
      }
      try goOn()
    }
    for handle in unsent { _ = try handle.wait() }
    try prints.finish()
  }

  private mutating func forward(
    _ action: PipelineSchedule.Action, at index: Int, _ given: DistTensor
  ) throws(TesseraError) {
    let stage = pipeline.stages[index]
    let prints = prints
    let slot = Microbatch(action.microbatch) { (name, tensor) throws(TesseraError) in
      try prints.note(name, action.microbatch, tensor)
    }
    if schedule.trains { slots[index][action.microbatch] = slot }
    mostKept[index] = max(mostKept[index], slots[index].count)
    let clock = StepClock()
    let input =
      if index > 0 { try arrived(action, at: index) } else {
        given.attr == stage.input ? given : try given.resharded(to: stage.input)
      }
    let began = clock.now
    try slot.observe("\(stage.name).input", input)
    let output = try translated { try stage.forward(input, slot) }
    try slot.observe("\(stage.name).output", output)
    gradients[index][action.microbatch] = stage.gradient ?? output.attr.gradient
    if index < schedule.stages - 1 {
      try send(output, to: pipeline.stages[index + 1].input, action, at: index + 1)
    } else {
      outputs.append(output)
    }
    note(action, at: index, clock, began, "\(input) -> \(output)")
  }

  private mutating func backward(_ action: PipelineSchedule.Action, at index: Int)
    throws(TesseraError)
  {
    let stage = pipeline.stages[index]
    guard let backward = stage.backward, let slot = slots[index][action.microbatch] else {
      preconditionFailure("\(action) of stage \(index) has no forward before it")
    }
    let clock = StepClock()
    let given = index < schedule.stages - 1 ? try arrived(action, at: index) : nil
    let began = clock.now
    var shapes = given.map { "\($0)" } ?? "the loss"
    let gradient = try translated { try backward(given, slot) }
    slots[index][action.microbatch] = nil
    if index > 0 {
      guard let gradient, let attr = gradients[index - 1][action.microbatch] else {
        throw TesseraError(
          .usage,
          "\(stage.name): its backward must give the gradient of its input, for there is a stage "
            + "before it; it gave none")
      }
      shapes += " -> \(gradient)"
      try slot.observe("\(stage.name).gradient", gradient)
      try send(gradient, to: attr, action, at: index - 1)
    }
    note(action, at: index, clock, began, shapes)
  }

  private mutating func arrived(_ action: PipelineSchedule.Action, at stage: Int)
    throws(TesseraError) -> DistTensor
  {
    guard let handle = arrivals[stage].removeValue(forKey: action) else {
      preconditionFailure("nothing was sent for \(action) of stage \(stage)")
    }
    return try handle.arrived()
  }

  private mutating func send(
    _ tensor: DistTensor, to attr: TensorDistAttr, _ action: PipelineSchedule.Action, at stage: Int
  ) throws(TesseraError) {
    let handle = try tensor.reshardAsync(to: attr)
    arrivals[stage][action] = handle
    unsent.append(handle)
  }

  /// Lets what is under way go on, forgets what is where it is needed, and prints what has come.
  private mutating func goOn() throws(TesseraError) {
    var left: [ReshardHandle] = []
    for handle in unsent where try !handle.test() { left.append(handle) }
    unsent = left
    try prints.printArrived()
  }

  private mutating func note(
    _ action: PipelineSchedule.Action, at stage: Int, _ clock: StepClock,
    _ began: ContinuousClock.Instant, _ shapes: @autoclosure () -> String
  ) {
    let ranks = pipeline.cluster.residents.filter(pipeline.stages[stage].mesh.contains)
    guard !ranks.isEmpty else { return }
    let ended = clock.now
    timings.append(
      PipelineRun.Timing(
        stage: stage, action: action, asked: clock.start, began: began, ended: ended))
    Trace.current?.timeline?.add(
      action.description, action.kind == .forward ? .forward : .backward, since: began,
      until: ended, pipeline.stages[stage].name, microbatch: action.microbatch, shapes: shapes())
  }
}

/// When a step was reached.
private struct StepClock {
  let start = ContinuousClock.now
  var now: ContinuousClock.Instant { .now }
}
