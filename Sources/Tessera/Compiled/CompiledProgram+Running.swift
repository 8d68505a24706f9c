import Elements
import Ops
import Programs
import SPMDRules
import Sharding
import Tensors

extension CompiledProgram {
  /// Hears of values of a run by name, as they come to be.
  public typealias Observer = (_ name: String, _ value: DistTensor) throws(TesseraError) -> Void

  /// Keeps tensors for inputs of these names, as weights, so that runs need not be given them. One that lies otherwise
  /// than the program says is resharded; what of them is then resharded without communication, or put into another order
  /// of dims, is so once. All ranks call it together.
  ///
  /// - Throws: `TesseraError.Kind.usage` where a name is no input's, or a tensor has another shape or dtype.
  public func bind(_ tensors: [String: DistTensor]) throws(TesseraError) {
    for name in tensors.keys.sorted() {
      guard let tensor = tensors[name] else { continue }
      guard let id = completed.program.value(named: name), isInput[id] else {
        throw TesseraError(.usage, "program \(completed.program.name): '\(name)' is no input of it")
      }
      try place(tensor, as: id, &bound)
      isBound[id] = true
    }
    open = completed.program.inputs.filter { !isBound[$0] }
    var left: [Instruction] = []
    var underWay = UnderWay()
    for instruction in instructions {
      guard instruction.inputs.allSatisfy({ isBound[$0] }), isArrangement(instruction) else {
        left.append(instruction)
        continue
      }
      try runTold(instruction, &bound, &underWay)
      for id in instruction.outputs { isBound[id] = true }
    }
    instructions = left
  }

  /// Whether an instruction only puts what is there in another order, on each rank alone.
  private func isArrangement(_ instruction: Instruction) -> Bool {
    if case .reshard(let prepared) = instruction.action { return prepared.movesNothing }
    return instruction.dispatch != nil && OpSchema.named(instruction.name)?.kind == .movement
  }

  /// Runs the program on all ranks of its meshes; they call it together.
  ///
  /// - Parameters:
  ///   - inputs: a tensor for each input and parameter that is not bound, by name. One that lies otherwise than the
  ///     program says is resharded.
  ///   - watched: the names of values that `observer` is told of.
  ///   - observer: is told of them, on every rank.
  /// - Returns: the results, in order.
  /// - Throws: `TesseraError.Kind.usage` where an input is missing, unknown, or of another shape or dtype; what ops and
  ///   reshards throw.
  public func callAsFunction(
    _ inputs: [String: DistTensor], watching watched: Set<String> = [],
    observer: Observer = { _, _ in }
  ) throws(TesseraError) -> [DistTensor] {
    let program = completed.program
    var slots = bound
    var given = 0
    for id in open {
      let name = program.values[id].name
      guard let tensor = inputs[name] else {
        throw TesseraError(
          .usage, "program \(program.name): input '\(name)' is required, it is not given")
      }
      try place(tensor, as: id, &slots)
      given += 1
    }
    if inputs.count > given { throw unknown(inputs) }
    if need.hostBytes >= Cluster.weighedBytes {
      try cluster.require(need, for: "a run of program \(program.name)")
    }
    var underWay = UnderWay()
    do {
      try run(&slots, &underWay, watched, observer)
    } catch {
      for handle in underWay.values { handle.abandon() }
      throw error
    }
    return program.results.map { tensor($0, slots) }
  }

  /// Reshards that are begun, by the values that they make.
  private typealias UnderWay = [Program.ID: ReshardHandle]

  private func run(
    _ slots: inout [DenseTensor?], _ underWay: inout UnderWay, _ watched: Set<String>,
    _ observer: Observer
  ) throws(TesseraError) {
    let program = completed.program
    let meter = PeakMeter.current
    if watched.isEmpty, meter == nil, Trace.current?.isDetailed != true {
      // One list for the shards of all ops, since a small op would feel one of its own.
      var shards: [DenseTensor] = []
      for instruction in instructions {
        try run(instruction, &slots, &underWay, &shards)
        if !underWay.isEmpty { try progress(underWay) }
      }
    } else {
      let isWatched = program.values.map { watched.contains($0.name) }
      for id in program.inputs where isWatched[id] {
        try observer(program.values[id].name, tensor(id, slots))
      }
      for instruction in instructions {
        if let meter {
          let isKernel = if case .compute = instruction.action { true } else { false }
          try meter.measure(isKernel: isKernel) { () throws(TesseraError) in
            try runTold(instruction, &slots, &underWay)
          }
        } else {
          try runTold(instruction, &slots, &underWay)
        }
        for id in instruction.outputs where isWatched[id] && underWay[id] == nil {
          try observer(program.values[id].name, tensor(id, slots))
        }
        free(instruction, &slots)
        if !underWay.isEmpty { try progress(underWay) }
      }
    }
  }

  /// Makes progress on reshards that are under way.
  private func progress(_ underWay: UnderWay) throws(TesseraError) {
    for handle in underWay.values { try handle.progress() }
  }

  /// Puts a tensor into the slots of an input.
  private func place(_ given: DistTensor, as id: Program.ID, _ slots: inout [DenseTensor?])
    throws(TesseraError)
  {
    let layout = layouts[id]
    guard given.shape == layout.shape, given.dtype == layout.dtype else {
      throw TesseraError(
        .usage,
        "program \(completed.program.name): input '\(completed.program.values[id].name)' must be "
          + "\(layout.dtype)\(layout.shape), it is \(given.dtype)\(given.shape)")
    }
    guard try Tape.recording([given], "CompiledProgram") == nil else {
      throw TesseraError(
        .usage,
        "program \(completed.program.name): a tape records ops, not runs of programs, and input "
          + "'\(completed.program.values[id].name)' is on a tape; take the gradients of the program, "
          + "program.gradients(of:withRespectTo:), or give the tensor as it is: detached()")
    }
    let placed = given.attr == layout.attr ? given : try given.resharded(to: layout.attr)
    put(placed.held, id, &slots)
  }

  /// The error that something is given that is no input, or is bound.
  private func unknown(_ inputs: [String: DistTensor]) -> TesseraError {
    let known = open.map { completed.program.values[$0].name }
    let other = inputs.keys.filter { !known.contains($0) }.sorted().first ?? ""
    return TesseraError(
      .usage,
      "program \(completed.program.name): its inputs are \(known.joined(separator: ", ")); given is "
        + "'\(other)' too")
  }
}

extension CompiledProgram {
  private func put(_ held: [DenseTensor], _ id: Program.ID, _ slots: inout [DenseTensor?]) {
    for (place, tensor) in held.enumerated() { slots[starts[id] + place] = tensor }
  }

  private func tensor(_ id: Program.ID, _ slots: [DenseTensor?]) -> DistTensor {
    DistTensor(
      layout: layouts[id], cluster: cluster,
      held: layouts[id].residents.indices.map { slot(starts[id] + $0, slots) })
  }

  @inline(__always)
  private func slot(_ place: Int, _ slots: [DenseTensor?]) -> DenseTensor {
    guard let tensor = slots[place] else {
      preconditionFailure("a value is made before it is read")
    }
    return tensor
  }

  private func free(_ instruction: Instruction, _ slots: inout [DenseTensor?]) {
    for id in instruction.frees {
      for place in starts[id]..<starts[id + 1] { slots[place] = nil }
    }
  }

  /// The short way, where nobody listens.
  private func run(
    _ instruction: Instruction, _ slots: inout [DenseTensor?], _ underWay: inout UnderWay,
    _ shards: inout [DenseTensor]
  ) throws(TesseraError) {
    guard let dispatch = instruction.dispatch else {
      try runTold(instruction, &slots, &underWay)
      return free(instruction, &slots)
    }
    for place in dispatch.sites.indices {
      for id in instruction.inputs { shards.append(slot(starts[id] + place, slots)) }
      if let made = try dispatch.computeOne(at: place, shards) {
        slots[starts[instruction.outputs[0]] + place] = made
      } else {
        let made = try dispatch.compute(at: place, shards)
        for (id, tensor) in zip(instruction.outputs, made) { slots[starts[id] + place] = tensor }
      }
      shards.removeAll(keepingCapacity: true)
    }
    free(instruction, &slots)
  }

  /// One instruction, with a trace of it if one is made.
  private func runTold(
    _ instruction: Instruction, _ slots: inout [DenseTensor?], _ underWay: inout UnderWay
  ) throws(TesseraError) {
    switch instruction.action {
    case .constant(let tensor): put(tensor.held, instruction.outputs[0], &slots)
    case .reshard(let prepared):
      let source = tensor(instruction.inputs[0], slots)
      let result = try cluster.reshard(prepared, source)
      Trace.current?.note(source, result)
      put(result.held, instruction.outputs[0], &slots)
    case .begin(let prepared):
      let source = tensor(instruction.inputs[0], slots)
      Trace.current?.noteBegin(of: source, to: prepared.attr)
      underWay[instruction.outputs[0]] = try ReshardHandle(source, as: prepared)
    case .wait:
      guard let handle = underWay[instruction.outputs[0]] else {
        preconditionFailure("a reshard is begun before it is waited for")
      }
      put(try handle.wait().held, instruction.outputs[0], &slots)
      underWay[instruction.outputs[0]] = nil
    case .compute(let dispatch):
      let made = try cluster.carryOut(dispatch, instruction.inputs.map { tensor($0, slots) })
      for (id, tensor) in zip(instruction.outputs, made) { put(tensor.held, id, &slots) }
    }
  }
}
