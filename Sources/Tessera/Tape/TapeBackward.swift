import Elements
import Ops
import Programs
import SPMDRules
import Sharding
import Tensors

/// What goes backward through tapes that are alike, found once: the ops, and where their constants lie.
final class TapeBackward {
  /// What tells it from others: what was recorded, as a step of a tree, and which values it goes from and to.
  struct Key: Hashable {
    let tree: ObjectIdentifier
    let step: Int
    let root: Program.ID
    let sources: [Program.ID]
    let isUnit: Bool
  }

  /// An op with what is found once.
  private final class Step {
    let op: ProgramOp
    let operands: [Program.ID]
    /// What nobody reads after it.
    let frees: [Program.ID]
    /// Whether it makes one number of numbers that are the same each time.
    let isConstant: Bool
    /// What it was resolved to the last time.
    var resolved: Cluster.Dispatch?

    init(_ op: ProgramOp, frees: [Program.ID], isConstant: Bool) {
      (self.op, self.frees, self.isConstant) = (op, frees, isConstant)
      operands = op.operands
    }

    /// The shards of the operands, where they lie as those did that the op was resolved for, and it is a small
    /// computation; else nil.
    func shards(_ slots: [DistTensor?], as dispatch: Cluster.Dispatch) -> [DenseTensor]? {
      guard dispatch.isSmallComputation, dispatch.given.count == operands.count else { return nil }
      var shards: [DenseTensor] = []
      shards.reserveCapacity(operands.count)
      for (place, id) in operands.enumerated() {
        guard let tensor = slots[id], tensor.layout === dispatch.given[place] else { return nil }
        shards.append(tensor.held[0])
      }
      return shards
    }
  }

  private let backward: BackwardProgram
  private let steps: [Step]
  /// By value: the mesh that it lies on.
  private let places: [Int]
  private let meshes: [ProcessMesh]
  /// The values of constants, and what is computed of them alone; each made once.
  private var constants: [Program.ID: DistTensor] = [:]
  /// Kept, so that its identity stays its own.
  private let tree: TapeTree

  /// What goes backward through what a tape has recorded.
  init(_ tape: Tape, _ tree: TapeTree, _ key: Key) throws(TesseraError) {
    let written = tape.written
    self.tree = tree
    backward = try written.program.backward(
      from: key.root, to: key.sources, isUnit: key.isUnit)
    // What somebody is given is made anew.
    let constant = backward.constantNumbers(isUnit: key.isUnit)
      .subtracting(backward.gradients.compactMap(\.self))
    steps = zip(backward.program.ops, backward.program.lastReaders).map { op, frees in
      Step(op, frees: frees, isConstant: op.outputs.allSatisfy(constant.contains))
    }
    meshes = written.meshes
    places = backward.program.places(known: written.places, seed: backward.seed, root: key.root)
  }

  /// The gradient of a value by itself, which has one element.
  func unitSeed(_ tensor: DistTensor) throws(TesseraError) -> DistTensor {
    try constant([1], backward.seed, on: tensor.cluster)
  }

  /// Runs the ops, each as it would run if it were called.
  ///
  /// - Parameters:
  ///   - slots: the tensors of the tape, nil of what is computed again; each is let go of when no op reads it any more.
  ///   - seed: the gradient of the value that is differentiated.
  /// - Returns: by value that was asked for, its gradient.
  func run(_ slots: inout [DistTensor?], seed: DistTensor) throws(TesseraError) -> [DistTensor?] {
    let program = backward.program
    while slots.count < program.values.count { slots.append(nil) }
    slots[backward.seed] = seed
    let cluster = seed.cluster
    func tensor(_ id: Program.ID) -> DistTensor {
      guard let tensor = slots[id] else {
        preconditionFailure("'\(program.values[id].name)' is made before it is read")
      }
      return tensor
    }
    let isAlone = Tape.current == nil && Trace.current == nil
    for step in steps {
      let op = step.op
      defer { for id in step.frees { slots[id] = nil } }
      if isAlone, let dispatch = step.resolved, let shards = step.shards(slots, as: dispatch) {
        slots[op.outputs[0]] = try cluster.computed(dispatch, shards)
        continue
      }
      if isAlone, step.isConstant, let known = constants[op.outputs[0]] {
        slots[op.outputs[0]] = known
        continue
      }
      switch op.action {
      case .constant(let numbers):
        slots[op.outputs[0]] = try constant(numbers, op.outputs[0], on: cluster)
      case .reshard: slots[op.outputs[0]] = try reshard(tensor(op.operands[0]), op.outputs[0])
      case .op(let name, let attributes):
        let (made, moved, dispatch) = try cluster.applied(
          name, op.inputs.map { $0.map(tensor) }, attributes)
        if isAlone, step.isConstant {
          constants[op.outputs[0]] = made[0]
        } else {
          step.resolved = dispatch
        }
        for (id, made) in zip(op.outputs, made) { slots[id] = made }
        // Parts that were folded for this op are not folded again for the next.
        for (id, moved) in zip(step.operands, moved)
        where tensor(id).attr.isPartial && !moved.attr.isPartial {
          slots[id] = moved.tracked(as: tensor(id).track)
        }
      }
    }
    return backward.gradients.map { $0.map(tensor) }
  }

  private func constant(_ numbers: [Double], _ id: Program.ID, on cluster: Cluster)
    throws(TesseraError) -> DistTensor
  {
    if let known = constants[id] { return known }
    let value = backward.program.values[id]
    let made = try cluster.constant(
      numbers,
      as: cluster.layout(value.shape, value.dtype, .replicated(on: meshes[places[id]])))
    constants[id] = made
    return made
  }

  private func reshard(_ tensor: DistTensor, _ id: Program.ID) throws(TesseraError) -> DistTensor {
    guard let annotation = backward.program.values[id].annotation else { return tensor }
    let mesh = meshes[places[id]]
    return try tensor.resharded(
      to: translated { try annotation.on(nil).attr(on: [mesh]) })
  }
}

extension BackwardProgram {
  /// Values of one element that follow from constants alone, and from the seed where that is 1.
  fileprivate func constantNumbers(isUnit: Bool) -> Set<Program.ID> {
    var known: Set<Program.ID> = isUnit ? [seed] : []
    for op in program.ops where op.outputs.count == 1 {
      let isKnown =
        switch op.action {
        case .constant: true
        case .reshard: false
        case .op(let name, _):
          OpSchema.named(name)?.kind == .elementwise && op.operands.allSatisfy(known.contains)
        }
      if isKnown, program.values[op.outputs[0]].shape.allSatisfy({ $0 == 1 }) {
        known.insert(op.outputs[0])
      }
    }
    return known
  }
}

extension Program {
  /// By value: the place of its mesh, where those of the first values are known. An op is on the mesh of its operands;
  /// one that takes constants alone is on that of who reads it.
  fileprivate func places(known: [Int], seed: ID, root: ID) -> [Int] {
    var places: [Int?] = known
    places += [Int?](repeating: nil, count: values.count - known.count)
    places[seed] = known[root]
    for op in ops {
      let place: Int? =
        if case .reshard = op.action, let name = values[op.outputs[0]].annotation?.meshName {
          Int(name.dropFirst(TapeRecord.meshName(0).count - 1))
        } else { op.operands.lazy.compactMap { places[$0] }.first }
      for id in op.outputs { places[id] = place }
    }
    for op in ops.reversed() {
      if case .reshard = op.action { continue }
      guard let place = op.outputs.lazy.compactMap({ places[$0] }).first else { continue }
      for id in op.operands where places[id] == nil { places[id] = place }
    }
    return places.map { $0 ?? known[root] }
  }
}

/// What a cluster remembers of tapes: what goes backward through them.
final class TapeCache: ClusterState {
  static let slot = Cluster.Slot.tapes

  private var known: [TapeBackward.Key: TapeBackward] = [:]

  /// What goes backward through what a tape has recorded, from one value to others.
  ///
  /// - Parameter isUnit: whether the gradient of the one value itself is 1.
  func backward(
    through tape: Tape, from root: Program.ID, to sources: [Program.ID], isUnit: Bool
  ) throws(TesseraError) -> TapeBackward {
    guard let tree = tape.tree else { preconditionFailure("a tape that took a tensor has a tree") }
    let key = TapeBackward.Key(
      tree: ObjectIdentifier(tree), step: tape.step, root: root, sources: sources,
      isUnit: isUnit)
    if let known = known[key] { return known }
    let made = try TapeBackward(tape, tree, key)
    if known.count >= 64 { known.removeAll() }
    known[key] = made
    return made
  }
}
