import Elements
import HeapModule
import Ops
import SPMDRules
import Sharding

/// What is asked of each value before anything is decided: annotations, and what rules carry from them.
///
/// A wish is sharded or replicated along each mesh dim; replicated, it is open, and may become sharded once.
///
/// A mesh dim that cuts the first dim of an input carries the batch. Parameters that it cuts are stored so, as FSDP and
/// ZeRO do: they ask for nothing along it, and are gathered before use.
struct Wishes {
  /// By value; nil of what nothing is known.
  private(set) var attrs: [TensorDistAttr?]
  /// By value: what first asked for more than nothing.
  private(set) var origins: [String?]
  /// By value and mesh dim: who asked that it be cut; nil where nobody did.
  private(set) var askers: [[PlacementRequest.Asker?]]
  private let program: Program
  private let meshes: [ProcessMesh]
  private let annotated: [TensorDistAttr?]
  /// By mesh: the mesh dims that carry the batch.
  private let batchDims: [ProcessMesh: Set<Int>]
  private let neighbours: [[Int]]
  private let ranks: [Rank]

  /// Which op is asked first. It does not depend on the order of lines.
  private struct Rank: Comparable {
    /// Whether one operand decides.
    let hasOneOperand: Bool
    let bytes: Int
    let name: String
    let op: Int

    static func < (left: Rank, right: Rank) -> Bool {
      if left.hasOneOperand != right.hasOneOperand { return left.hasOneOperand }
      if left.bytes != right.bytes { return left.bytes > right.bytes }
      return left.name < right.name
    }
  }

  init(_ program: Program, _ annotated: [TensorDistAttr?], on meshes: [ProcessMesh])
    throws(TesseraError)
  {
    self.program = program
    self.meshes = meshes
    self.annotated = annotated
    var batchDims: [ProcessMesh: Set<Int>] = [:]
    for id in program.inputs where program.values[id].role == .input {
      guard let attr = annotated[id] else { continue }
      batchDims[attr.mesh, default: []].formUnion(attr.cutters(of: 0))
    }
    self.batchDims = batchDims
    attrs = annotated.enumerated().map { id, attr in
      guard let attr, program.values[id].role == .parameter else { return attr?.settled }
      return attr.gathered(over: batchDims[attr.mesh] ?? [])
    }
    origins = annotated.enumerated().map { $1 == nil ? nil : program.values[$0].name }
    askers = attrs.map { attr in
      attr?.placements.map { $0.shardDim == nil ? nil : .annotation } ?? []
    }
    var neighbours = [[Int]](repeating: [], count: program.values.count)
    for (index, op) in program.ops.enumerated() {
      for value in Set(op.operands + op.outputs) { neighbours[value].append(index) }
    }
    self.neighbours = neighbours
    ranks = program.ops.enumerated().map { index, op in
      Rank(
        hasOneOperand: op.operands.count == 1,
        bytes: op.operands.reduce(0) { $0.addingSaturated(program.values[$1].byteCount) },
        name: op.outputs.first.map { program.values[$0].name } ?? "", op: index)
    }
  }

  /// Carries what is asked for from value to value until nothing changes.
  mutating func settle() throws(TesseraError) {
    var waiting = Heap<Rank>()
    var isWaiting = [Bool](repeating: false, count: program.ops.count)
    func wait(for value: Program.ID, _ waiting: inout Heap<Rank>, _ isWaiting: inout [Bool]) {
      for op in neighbours[value] where !isWaiting[op] {
        isWaiting[op] = true
        waiting.insert(ranks[op])
      }
    }
    for value in attrs.indices where attrs[value] != nil { wait(for: value, &waiting, &isWaiting) }
    while let rank = waiting.popMin() {
      isWaiting[rank.op] = false
      for value in try carry(through: rank.op) { wait(for: value, &waiting, &isWaiting) }
    }
  }

  /// - Returns: the values of which more is asked now.
  private mutating func carry(through index: Int) throws(TesseraError) -> [Program.ID] {
    let op = program.ops[index]
    guard case .op(let name, let attributes) = op.action else { return [] }
    let tensors = op.operands + op.outputs
    // Where all are placed nothing more can be asked.
    guard tensors.contains(where: { attrs[$0] != nil }),
      tensors.contains(where: { annotated[$0] == nil })
    else { return [] }
    let mesh = meshes.place(
      wanted: op.outputs.map { annotated[$0]?.mesh },
      given: op.operands.compactMap { attrs[$0]?.mesh } + op.outputs.compactMap { attrs[$0]?.mesh })
    let origin = op.outputs.first.map { program.values[$0].name } ?? name
    /// Where the op's tensors would lie, as those ask that may.
    func carried(_ mayAsk: (Program.ID) -> Bool) throws(TesseraError) -> [TensorDistAttr] {
      func tensor(_ id: Program.ID) -> RuleTensor {
        let wish = mayAsk(id) ? attrs[id]?.carried(to: mesh) : nil
        return program.ruleTensor(id, wish ?? .replicated(on: mesh), of: op)
      }
      let call = RuleCall(
        op: name, inputs: op.inputs.map { $0.map(tensor) },
        outputs: op.outputs.map { .one(tensor($0)) }, attributes: attributes)
      do { return try Inference.carried(call) } catch {
        throw TesseraError(error.kind, "value '\(origin)': \(error)")
      }
    }
    let all = try carried { _ in true }
    var changed = zip(tensors, all).filter { refine($0, $1.settled, from: origin, tensors) }.map(
      \.0)
    // Where tensors contradict each other, those count that the program itself places.
    let isContradicted = zip(tensors, all).contains { id, attr in
      attrs[id].map { !$0.carried(to: mesh).isKept(by: attr) } ?? false
    }
    if isContradicted {
      let placed = try carried { annotated[$0] != nil }
      changed += zip(tensors, placed).filter { refine($0, $1.settled, from: origin, tensors) }.map(
        \.0)
    }
    return changed
  }

  /// Takes over what is sharded where the wish is open.
  ///
  /// - Parameters:
  ///   - origin: the op that asks.
  ///   - tensors: its operands and results, of which one has what is asked for.
  private mutating func refine(
    _ id: Program.ID, _ attr: TensorDistAttr, from origin: String, _ tensors: [Program.ID]
  ) -> Bool {
    guard annotated[id] == nil else { return false }
    guard let known = attrs[id] else {
      askers[id] = attr.placements.indices.map { meshDim in
        attr.placements[meshDim].shardDim == nil
          ? nil : asker(id, meshDim, attr.mesh, origin, tensors)
      }
      attrs[id] = attr
      origins[id] = origin
      return true
    }
    guard known.mesh == attr.mesh else { return false }
    var refined = known
    for meshDim in attr.placements.indices {
      guard known.placements[meshDim] == .replicate, let dim = attr.placements[meshDim].shardDim
      else { continue }
      let next = refined.replacing(meshDim, with: .shard(dim), pieces: attr.pieces[meshDim])
      let value = program.values[id]
      guard (try? next.validate(shape: value.shape, dtype: value.dtype)) != nil else { continue }
      refined = next
      askers[id][meshDim] = asker(id, meshDim, attr.mesh, origin, tensors)
    }
    guard refined != known else { return false }
    attrs[id] = refined
    if !known.isSharded { origins[id] = origin }
    return true
  }

  /// The op, and that tensor of it which is asked to be cut along the mesh dim already; one that is annotated first.
  private func asker(
    _ id: Program.ID, _ meshDim: Int, _ mesh: ProcessMesh, _ op: String, _ tensors: [Program.ID]
  ) -> PlacementRequest.Asker {
    let cut = tensors.filter {
      $0 != id && attrs[$0]?.carried(to: mesh).placements[meshDim].shardDim != nil
    }
    let source = cut.first { annotated[$0] != nil } ?? cut.first
    return .op(op, for: source.map { program.values[$0].name })
  }

  /// What is asked for, by the names of the values.
  var requests: [String: PlacementRequest] {
    var requests: [String: PlacementRequest] = [:]
    for (id, attr) in attrs.enumerated() {
      guard let attr else { continue }
      requests[program.values[id].name] = PlacementRequest(attr: attr, askers: askers[id])
    }
    return requests
  }
}

extension TensorDistAttr {
  /// Whether what is sharded here is sharded alike there.
  fileprivate func isKept(by other: TensorDistAttr) -> Bool {
    placements.indices.allSatisfy {
      placements[$0] == .replicate || placements[$0] == other.placements[$0]
    }
  }

  /// Replicated along these mesh dims; nothing is partial.
  fileprivate func gathered(over meshDims: Set<Int>) -> TensorDistAttr {
    // From the last cut to the first, so that the turns of those that stay are not disturbed.
    meshDims.sorted().reduce(settled) { attr, meshDim in
      attr.placements[meshDim].shardDim == nil ? attr : attr.replacing(meshDim, with: .replicate)
    }
  }

  /// Whether any mesh dim shards.
  var isSharded: Bool { placements.contains { $0.shardDim != nil } }
}

extension Int {
  /// The sum, or the largest number where it is beyond that.
  func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

extension Program {
  /// A value as the rule of an op sees it where it lies so.
  package func ruleTensor(_ id: ID, _ attr: TensorDistAttr, of op: ProgramOp) -> RuleTensor {
    let value = values[id]
    guard case .op(let name, let attributes) = op.action else {
      return RuleTensor(shape: value.shape, attr: attr, dtype: value.dtype)
    }
    let dtypes = op.operands.map { values[$0].dtype }
    return RuleTensor(
      shape: value.shape,
      attr: op.outputs.contains(id)
        ? attr.asked(of: name, as: value.dtype, from: dtypes, attributes)
        : attr.read(by: name, as: value.dtype, beside: dtypes, attributes),
      dtype: value.dtype)
  }

  /// The answer of an op's rule.
  ///
  /// - Throws: `TesseraError` that names the result too.
  package func answer(_ call: RuleCall, in op: ProgramOp) throws(TesseraError) -> RuleAnswer {
    do { return try Inference.infer(call) } catch {
      let name = op.outputs.first.map { values[$0].name } ?? op.name
      throw TesseraError(error.kind, "value '\(name)': \(error)")
    }
  }
}
