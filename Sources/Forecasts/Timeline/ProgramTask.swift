import CostModel
import Elements
import Programs
import Resharding
import SPMDRules
import Sharding

/// An op of a completed program as ranks spend their time on it: a kernel, or a reshard.
struct ProgramTask {
  /// Its place among the program's ops.
  let op: Int
  /// The meshes, by their places, whose ranks take part.
  let stages: [Int]
  /// What it takes alone, with the folds within it.
  let seconds: Double
  /// The work of a kernel; nil of a reshard.
  let work: KernelWork?
  /// The price of a reshard; nil of a kernel.
  let price: ReshardPrice?
  /// The prices of the folds that a kernel makes within itself.
  let folds: [ReshardPrice]
  /// Whether it belongs to the forward pass: the loss needs it.
  let isForward: Bool
  /// Whether it moves a value that a caller gives: it may begin before its place in the program.
  let isGather: Bool

  /// Whether messages are sent.
  var communicates: Bool { price?.level != nil }
}

/// A completed program with the price of each op.
struct PricedProgram {
  let completed: CompletedProgram
  let meshes: [ProcessMesh]
  let tasks: [ProgramTask]
  /// By value: the bytes of its shard on the first rank of its mesh, than which none has more where sizes are not
  /// explicit.
  let bytes: [Int]
  /// In which memory values lie on such a rank.
  let storages: RankStorages
  /// By value: its mesh.
  let stages: [Int]
  /// By value: whether the loss needs it.
  let isForward: [Bool]

  /// - Parameter forward: what the forward pass makes; nil for the first result.
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  init(_ completed: CompletedProgram, _ prices: ProgramPrices, forward wanted: [Program.ID]? = nil)
    throws(TesseraError)
  {
    self.completed = completed
    let program = completed.program
    let meshes = completed.meshes
    self.meshes = meshes
    var places: [ProcessMesh: Int] = [:]
    for (place, mesh) in meshes.enumerated() { places[mesh] = place }
    let stages = completed.attrs.map { attr in
      meshes.count == 1 ? 0 : places[attr.mesh] ?? 0
    }
    self.stages = stages
    bytes = program.values.indices.map { id in
      let value = program.values[id]
      let origin = [Int](repeating: 0, count: completed.attrs[id].mesh.ndim)
      return completed.attrs[id].box(at: origin, shape: value.shape).sizes
        .reduce(value.dtype.byteCount) { $0 *| $1 }
    }
    let forward = program.ancestors(of: wanted ?? Array(program.results.prefix(1)))
    isForward = forward
    let given = Set(program.inputs)
    let footprints = Self.footprints(program, bytes, stages, count: meshes.count)
    func local(_ ids: [Program.ID]) -> [LocalTensor] {
      ids.map {
        LocalTensor(
          shape: program.values[$0].shape, dtype: program.values[$0].dtype,
          attr: completed.attrs[$0])
      }
    }
    var moves: [Int: ReshardPrice] = [:]
    for (index, op) in program.ops.enumerated() {
      if case .reshard = op.action {
        moves[index] = try prices.reshard(completed.transition(of: op))
      }
    }
    let storages = RankStorages(firstOf: completed) { op, _ in moves[op]?.level == nil }
    self.storages = storages
    // Of an accelerator's kernels nobody knows what they copy.
    let copies = prices.device.kernels != nil
    var tasks: [ProgramTask] = []
    tasks.reserveCapacity(program.ops.count)
    for (index, op) in program.ops.enumerated() {
      let taking = Set(op.operands.map { stages[$0] } + op.outputs.map { stages[$0] })
      let isForward = op.outputs.contains { forward[$0] }
      if let price = moves[index] {
        tasks.append(
          ProgramTask(
            op: index, stages: taking.sorted(), seconds: price.seconds, work: nil, price: price,
            folds: [], isForward: isForward, isGather: given.contains(op.operands[0])))
      } else {
        var work = try prices.work(
          of: op, inputs: local(op.operands), outputs: local(op.outputs))
        if copies {
          if storages.isReshapedByCopy(op) { work = work.copying }
          if op.name == "cast", storages.isView(op.outputs[0]) {
            (work.kind, work.moved) = (.view, 0)
          }
        }
        let seconds = prices.seconds(
          work, on: completed.attrs[op.outputs[0]].mesh,
          within: footprints[stages[op.outputs[0]]])
        var folds: [ReshardPrice] = []
        for fold in try completed.innerFolds(of: op) { folds.append(try prices.reshard(fold)) }
        tasks.append(
          ProgramTask(
            op: index, stages: [stages[op.outputs[0]]],
            seconds: folds.reduce(seconds) { $0 + $1.seconds }, work: work,
            price: nil, folds: folds, isForward: isForward, isGather: false))
      }
    }
    self.tasks = tasks
  }
}

extension PricedProgram {
  /// By stage: the most bytes of values that its first rank holds at once.
  private static func footprints(
    _ program: Program, _ bytes: [Int], _ stages: [Int], count: Int
  ) -> [Double] {
    var held = [Double](repeating: 0, count: count)
    for id in program.inputs { held[stages[id]] += Double(bytes[id]) }
    var most = held
    let given = Set(program.inputs)
    for (op, freed) in zip(program.ops, program.lastReaders) {
      for id in op.outputs { held[stages[id]] += Double(bytes[id]) }
      for stage in most.indices { most[stage] = max(most[stage], held[stage]) }
      for id in freed where !given.contains(id) { held[stages[id]] -= Double(bytes[id]) }
    }
    return most
  }
}

extension Program {
  /// By value: whether one of these depends on it, or is it.
  package func ancestors(of ids: [ID]) -> [Bool] {
    var needed = [Bool](repeating: false, count: values.count)
    for id in ids { needed[id] = true }
    for op in ops.reversed() where op.outputs.contains(where: { needed[$0] }) {
      for operand in op.operands { needed[operand] = true }
    }
    return needed
  }
}
