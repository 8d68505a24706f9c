import Programs
import Sharding
import Tensors

/// One batch on its way through the stages, as this process takes part in it.
struct TrainingPass {
  private let staged: StagedProgram
  private let schedule: PipelineSchedule
  private let works: [StageWork]
  /// By stage: its parameters, and what hangs on them alone.
  private var constants: [[String: DistTensor]] = []
  /// By name: what buffers hold that micro-batches write.
  private var buffers: [String: DistTensor] = [:]
  /// By stage and micro-batch: what was made and is still read.
  private var held: [[Int: [String: DistTensor]]]
  /// By stage and micro-batch: what comes to it, by name; gradients from several stages.
  private var arrivals: [[Int: [(name: String, handle: ReshardHandle)]]]
  private var unsent: [ReshardHandle] = []
  private var losses: [Int: DistTensor] = [:]
  /// By stage and parameter.
  private var sums: [[String: DistTensor]]
  private var mostKept: [Int]
  private var timings: [PipelineRun.Timing] = []
  /// What the loss is multiplied by.
  private let scale: Double
  /// The number of the step.
  private let number: Int

  init(
    _ staged: StagedProgram, _ schedule: PipelineSchedule, _ works: [StageWork], _ scale: Double,
    _ number: Int
  ) {
    self.scale = scale
    self.number = number
    self.staged = staged
    self.schedule = schedule
    self.works = works
    held = Array(repeating: [:], count: works.count)
    arrivals = Array(repeating: [:], count: works.count)
    sums = Array(repeating: [:], count: works.count)
    mostKept = Array(repeating: 0, count: works.count)
  }

  mutating func made(
    _ parameters: [String: DistTensor],
    _ rows: (TrainingPipeline.Rows, TensorDistAttr) throws -> DistTensor
  ) throws(TesseraError) -> TrainingPipeline.Made {
    do {
      try prepare(parameters)
      for step in schedule.steps {
        try translated {
          try DrawStep.with(number, microbatch: step.action.microbatch) { try take(step, rows) }
        }
        var left: [ReshardHandle] = []
        for handle in unsent where try !handle.test() { left.append(handle) }
        unsent = left
      }
      for handle in unsent { _ = try handle.wait() }
    } catch {
      for handle in arrivals.flatMap(\.values).flatMap({ $0.map(\.handle) }) + unsent {
        handle.abandon()
      }
      throw error
    }
    return TrainingPipeline.Made(
      losses: losses.keys.sorted().compactMap { losses[$0] }, gradients: try gradients(parameters),
      buffers: buffers, mostKept: mostKept, timings: timings)
  }

  /// Brings copies of parameters to the stages that need them, and computes what hangs on parameters alone.
  private mutating func prepare(_ parameters: [String: DistTensor]) throws(TesseraError) {
    for work in works {
      var given: [String: DistTensor] = [:]
      for id in work.completed.program.inputs {
        let value = work.completed.program.values[id]
        guard value.role == .parameter else { continue }
        let name = staged.copies[value.name] ?? value.name
        guard let tensor = parameters[name] else {
          throw TesseraError(.usage, "parameter '\(name)': a tensor is required, none is given")
        }
        let attr = work.completed.attrs[id]
        let here = tensor.attr == attr ? tensor : try tensor.resharded(to: attr)
        if work.gradients.writes.contains(value.name) {
          buffers[value.name] = here
        } else {
          given[value.name] = here
        }
      }
      given.merge(try work.fixedValues(given)) { own, _ in own }
      constants.append(given)
    }
  }

  private mutating func take(
    _ step: PipelineSchedule.Step,
    _ rows: (TrainingPipeline.Rows, TensorDistAttr) throws -> DistTensor
  ) throws(TesseraError) {
    let (stage, microbatch) = (step.stage, step.action.microbatch)
    let asked = ContinuousClock.now
    var began = asked
    var own = held[stage].removeValue(forKey: microbatch) ?? [:]
    switch step.action.kind {
    case .forward:
      for input in works[stage].rows {
        own[input.name] = try translated {
          try rows(
            TrainingPipeline.Rows(name: input.name, shape: input.shape, microbatch: microbatch),
            input.attr)
        }
      }
      for name in works[stage].gradients.writes { own[name] = buffers[name] }
      try receive(at: stage, microbatch, &own)
      began = .now
      try seed(at: stage, &own)
      try works[stage].run(0, &own, constants[stage])
      try give(own, from: stage, microbatch)
      try write(own, at: stage)
      if works[stage].parts.count == 1 { try add(own, at: stage) }
      own = works[stage].left(own, after: 0)
    case .backward, .inputGradient:
      try receive(at: stage, microbatch, &own)
      began = .now
      if works[stage].parts.count > 1 {
        try works[stage].run(1, &own, constants[stage])
        try giveBack(own, from: stage, microbatch)
        if works[stage].parts.count == 2 { try add(own, at: stage) }
        own = works[stage].left(own, after: 1)
      }
    case .weightGradient:
      try works[stage].run(2, &own, constants[stage])
      try add(own, at: stage)
    }
    let isLast = step.action.kind == .backward || step.action.kind == .weightGradient
    held[stage][microbatch] = isLast ? nil : own
    mostKept[stage] = max(mostKept[stage], held[stage].count)
    note(step, asked: asked, began: began)
  }

  /// The gradient by the loss, where it is an input of the last stage.
  private func seed(at stage: Int, _ own: inout [String: DistTensor]) throws(TesseraError) {
    guard stage == works.count - 1, let loss = works[stage].gradients.gives.first else { return }
    let program = works[stage].completed.program
    guard let id = program.value(named: "grad.\(loss)"), program.inputs.contains(id) else { return }
    let value = program.values[id]
    own[value.name] = try DistTensor(
      shape: value.shape, dtype: value.dtype, attr: works[stage].completed.attrs[id],
      on: works[stage].cluster
    ) { DenseTensor(repeating: scale, shape: $0.sizes, dtype: value.dtype) }
  }

  /// Takes what other stages have sent; gradients of one value that several of them read are added up.
  private mutating func receive(
    at stage: Int, _ microbatch: Int, _ own: inout [String: DistTensor]
  ) throws(TesseraError) {
    for (name, handle) in arrivals[stage].removeValue(forKey: microbatch) ?? [] {
      let tensor = try handle.arrived()
      own[name] = if let known = own[name] { try known + tensor } else { tensor }
    }
  }

  /// Sends what a forward made to the stages that take it.
  private mutating func give(
    _ own: [String: DistTensor], from stage: Int, _ microbatch: Int
  ) throws(TesseraError) {
    let work = works[stage]
    for (place, name) in work.gradients.gives.enumerated() {
      guard let tensor = own[work.name(ofResult: place)] else {
        preconditionFailure("'\(name)' is made by the forward")
      }
      if stage == works.count - 1 {
        losses[microbatch] = tensor
        continue
      }
      for (taker, other) in staged.stages.enumerated() where other.takes.contains(name) {
        try send(tensor, as: name, to: taker, microbatch)
      }
    }
  }

  /// Lets buffers hold what a forward made for them, which the next micro-batch reads.
  private mutating func write(_ own: [String: DistTensor], at stage: Int) throws(TesseraError) {
    let work = works[stage]
    for (place, name) in zip(work.gradients.places.writes, work.gradients.writes) {
      let made = work.name(ofResult: place)
      guard let tensor = own[made] ?? constants[stage][made], let attr = work.attr(of: name) else {
        preconditionFailure("what '\(name)' holds is made by the forward")
      }
      buffers[name] = tensor.attr == attr ? tensor : try tensor.resharded(to: attr)
    }
  }

  /// Sends the gradients of what a stage took to the stages that made it.
  private mutating func giveBack(
    _ own: [String: DistTensor], from stage: Int, _ microbatch: Int
  ) throws(TesseraError) {
    let work = works[stage]
    for (place, name) in zip(work.gradients.places.takes, work.gradients.takes) {
      guard let gradient = own[work.name(ofResult: place)], let maker = staged.maker(of: name)
      else { preconditionFailure("the gradient of '\(name)' is made, and a stage takes it") }
      // A stage that trains nothing, and takes nothing that is trained, goes no further back.
      guard works[maker].attr(of: "grad.\(name)") != nil else { continue }
      try send(gradient, as: "grad.\(name)", to: maker, microbatch)
    }
  }

  private mutating func send(
    _ tensor: DistTensor, as name: String, to stage: Int, _ microbatch: Int
  ) throws(TesseraError) {
    guard let attr = works[stage].attr(of: name) else {
      preconditionFailure("stage \(stage) takes '\(name)'")
    }
    let handle = try tensor.reshardAsync(to: attr)
    arrivals[stage][microbatch, default: []].append((name, handle))
    unsent.append(handle)
  }

  /// Adds the gradients by parameters to those of other micro-batches.
  private mutating func add(_ own: [String: DistTensor], at stage: Int) throws(TesseraError) {
    let work = works[stage]
    for (place, name) in zip(work.gradients.places.parameters, work.gradients.parameters) {
      guard let gradient = own[work.name(ofResult: place)] else {
        preconditionFailure("the gradient of '\(name)' is made")
      }
      sums[stage][name] =
        if let sum = sums[stage][name] { try sum + gradient } else { gradient }
    }
  }

  /// The gradients where the parameters lie: those of copies are added to the parameter's own, once.
  private func gradients(_ parameters: [String: DistTensor]) throws(TesseraError) -> [String:
    DistTensor]
  {
    var gradients: [String: DistTensor] = [:]
    for sums in sums {
      for name in sums.keys.sorted() {
        guard var sum = sums[name], let parameter = parameters[staged.copies[name] ?? name] else {
          continue
        }
        if sum.attr != parameter.attr, works.count > 1 || schedule.microbatches > 1 {
          sum = try sum.resharded(to: parameter.attr)
        }
        if schedule.microbatches > 1 { sum = try sum * (1 / Double(schedule.microbatches)) }
        let whole = staged.copies[name] ?? name
        gradients[whole] = if let known = gradients[whole] { try known + sum } else { sum }
      }
    }
    return gradients
  }

  private mutating func note(
    _ step: PipelineSchedule.Step, asked: ContinuousClock.Instant, began: ContinuousClock.Instant
  ) {
    let mesh = staged.stages[step.stage].mesh
    let cluster = works[step.stage].cluster
    if cluster.isVirtual || mesh.contains(cluster.rank) {
      timings.append(
        PipelineRun.Timing(
          stage: step.stage, action: step.action, asked: asked, began: began, ended: .now))
    }
    guard let timeline = Trace.current?.timeline,
      works[step.stage].completed.meshes.contains(mesh)
    else { return }
    timeline.add(
      step.action.description, step.action.kind == .forward ? .forward : .backward, since: asked,
      until: .now, mesh.name ?? "stage\(step.stage)", microbatch: step.action.microbatch,
      shapes: "")
  }
}
