import Programs
import Resharding
import SPMDRules
import Sharding
import Tensors

/// A completed program, ready to run on a cluster: everything that dispatch decides is decided.
///
///     let program = try Program(parsing: text)
///     let completed = try Completion(on: [mesh])(program)
///     let compiled = try CompiledProgram(completed, on: cluster)
///     let results = try compiled(["x": x, "w1": w1, "w2": w2])
///
/// A run is the kernels of the ops and the steps of the reshards, in the order of `ProgramSchedule`: a reshard that does
/// not hang on the ops around it is begun before them, and waited for where its first reader stands. A value is freed
/// after its last reader.
public final class CompiledProgram {
  /// What is run.
  public let completed: CompletedProgram
  /// The ranks of the job.
  public let cluster: Cluster
  /// The order in which a run does things, but for what `bind(_:)` does once.
  public let schedule: ProgramSchedule
  let layouts: [TensorLayout]
  /// The reshards, by their places among the ops.
  let reshards: [Int: PreparedReshard]
  /// What each run does: constants are made once, and so is what moves nothing of what is bound.
  var instructions: [Instruction]
  /// By value: where its shards of this process begin among all slots; and where the last ones end.
  let starts: [Int]
  /// By value: whether a caller gives it.
  let isInput: [Bool]
  /// What is bound, in its slots.
  var bound: [DenseTensor?]
  var isBound: [Bool]
  /// The inputs that are not bound.
  var open: [Program.ID]
  /// What a run takes beside what is given to it.
  public let need: MemoryNeed

  /// One thing to do. An object, so that a run passes it around without counting what it refers to.
  final class Instruction {
    enum Action {
      case compute(Cluster.Dispatch)
      case reshard(PreparedReshard)
      case begin(PreparedReshard)
      case wait(PreparedReshard)
      case constant(DistTensor)
    }

    let action: Action
    let name: String
    let inputs: [Program.ID]
    let outputs: [Program.ID]
    /// What nobody reads after it.
    let frees: [Program.ID]

    /// The op that a rank computes by itself; nil of all else.
    let dispatch: Cluster.Dispatch?

    init(
      _ action: Action, name: String, inputs: [Program.ID], outputs: [Program.ID],
      frees: [Program.ID]
    ) {
      self.action = action
      self.name = name
      self.inputs = inputs
      self.outputs = outputs
      self.frees = frees
      if case .compute(let dispatch) = action, dispatch.kernel.computeTogether == nil {
        self.dispatch = dispatch
      } else {
        dispatch = nil
      }
    }

    var isConstant: Bool { if case .constant = action { true } else { false } }
  }

  /// Resolves every op and plans every reshard. Nothing is communicated.
  ///
  /// - Throws: `TesseraError` where the job lacks a rank of a mesh, or an op does not take what the program gives it.
  public init(_ completed: CompletedProgram, on cluster: Cluster) throws(TesseraError) {
    let program = completed.program
    for mesh in completed.meshes { try cluster.require(mesh) }
    let layouts = zip(program.values, completed.attrs).map { value, attr in
      cluster.layout(value.shape, value.dtype, attr)
    }
    var actions: [Instruction.Action] = []
    for op in program.ops {
      switch op.action {
      case .constant(let numbers):
        actions.append(.constant(try cluster.constant(numbers, as: layouts[op.outputs[0]])))
      case .reshard:
        actions.append(
          .reshard(
            try cluster.preparedReshard(
              of: layouts[op.operands[0]], to: completed.attrs[op.outputs[0]])))
      case .op(let name, let attributes):
        actions.append(
          .compute(
            try cluster.resolved(name, op.inputs.map { $0.map { layouts[$0] } }, attributes) {
              call throws(TesseraError) in
              try completed.answer(to: call, of: op)
            }))
      }
    }
    let schedule = completed.schedule(actions, Planner(cluster.options.planning))
    let instructions = Self.instructions(program, actions, schedule)
    var reshards: [Int: PreparedReshard] = [:]
    for (place, action) in actions.enumerated() {
      if case .reshard(let prepared) = action { reshards[place] = prepared }
    }
    self.reshards = reshards
    self.completed = completed
    self.cluster = cluster
    self.schedule = schedule
    var starts = [0]
    for layout in layouts { starts.append(starts[starts.count - 1] + layout.residents.count) }
    self.starts = starts
    var isInput = [Bool](repeating: false, count: layouts.count)
    for id in program.inputs { isInput[id] = true }
    self.isInput = isInput
    bound = [DenseTensor?](repeating: nil, count: starts[layouts.count])
    isBound = [Bool](repeating: false, count: layouts.count)
    open = program.inputs
    for instruction in instructions {
      guard case .constant(let tensor) = instruction.action else { continue }
      for (place, shard) in tensor.held.enumerated() {
        bound[starts[instruction.outputs[0]] + place] = shard
      }
      isBound[instruction.outputs[0]] = true
    }
    self.instructions = instructions.filter { !$0.isConstant }
    self.layouts = layouts
    need = Self.need(of: instructions, layouts, program, on: cluster)
  }

  /// The most that is held at once beside what is given.
  private static func need(
    of instructions: [Instruction], _ layouts: [TensorLayout], _ program: Program,
    on cluster: Cluster
  ) -> MemoryNeed {
    var (held, most) = (MemoryNeed(), MemoryNeed())
    let given = Set(program.inputs)
    func need(_ id: Program.ID) -> MemoryNeed {
      cluster.need(of: layouts[id].attr, shape: layouts[id].shape, dtype: layouts[id].dtype)
    }
    for instruction in instructions {
      let taken: MemoryNeed
      switch instruction.action {
      case .compute(let dispatch): taken = dispatch.need
      case .reshard(let prepared), .begin(let prepared): taken = prepared.need
      case .constant, .wait: taken = MemoryNeed()
      }
      most = .max(most, held + taken)
      if case .wait = instruction.action {
      } else {
        for output in instruction.outputs { held = held + need(output) }
      }
      for freed in instruction.frees where !given.contains(freed) {
        held = held + -1 * need(freed)
      }
      most = .max(most, held)
    }
    return most
  }
}

extension CompletedProgram {
  /// What was decided of an op, as its rule answers it to operands that lie so, or to the results.
  func answer(to call: RuleCall, of op: ProgramOp) throws(TesseraError) -> RuleAnswer {
    let (inputs, outputs) = (op.operands.map { attrs[$0] }, op.outputs.map { attrs[$0] })
    func isDecided(_ answer: RuleAnswer) -> Bool {
      answer.inputs.flatMap(\.elements) == inputs && answer.outputs.flatMap(\.elements) == outputs
    }
    let forward = try translated { try Inference.infer(call) }
    if isDecided(forward) { return forward }
    var asked = call
    asked.direction = .backward
    asked.outputs = op.outputs.map { id in
      let value = program.values[id]
      return .one(RuleTensor(shape: value.shape, attr: attrs[id], dtype: value.dtype))
    }
    if let backward = try? Inference.infer(asked), isDecided(backward) { return backward }
    throw TesseraError(
      .data,
      "value '\(program.values[op.outputs[0]].name)': \(op.name) of operands that lie as "
        + "\(inputs) does not make what lies as \(outputs)")
  }
}

extension Cluster {
  /// A tensor of these numbers in row-major order, or of one everywhere, each rank making its part.
  func constant(_ numbers: [Double], as layout: TensorLayout) throws(TesseraError) -> DistTensor {
    try DistTensor(shape: layout.shape, dtype: layout.dtype, attr: layout.attr, on: self) { box in
      if numbers.count == 1 {
        return DenseTensor(repeating: numbers[0], shape: box.sizes, dtype: layout.dtype)
      }
      let whole = DenseTensor(numbers, shape: layout.shape).converted(to: layout.dtype)
      // A part keeps no more memory than it has.
      return box.sizes == layout.shape
        ? whole : whole.slice(offsets: box.offsets, sizes: box.sizes).copy()
    }
  }
}
