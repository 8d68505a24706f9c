import Elements
import Programs

/// A record of the ops that ran on tracked tensors, through which gradients go back.
///
///     let w = try DistTensor(fill: .random(seed: 1), shape: [16, 4], "R,S(1)", on: mesh, in: cluster).tracked("w")
///     let loss = try Tape.record { try (x • w).relu().sum() }
///     let gradient = try loss.backward()[w]
///
/// Ops run as they do elsewhere: the tape keeps their operands and results, and which made which. Written down it is a
/// ``Program``, and the gradients are those of the program: there is one definition of the gradient of an op.
///
/// All ranks record the same ops, as they call the same ops.
public final class Tape: @unchecked Sendable {
  // Only the task that records has it; a task-local value has to be sendable.
  @TaskLocal static var current: Tape?

  /// What tapes recorded, and how far this one has come there; nil before it takes its first tensor.
  private(set) var tree: TapeTree?
  private(set) var step = 0
  /// By value of the program: the tensor, as no tape knows it; nil of what gradients compute again.
  private(set) var tensors: [DistTensor?] = []
  /// Those that somebody tracks, in the order in which ops took them.
  private(set) var leaves = TapeLeaves()
  /// Whether its tensors were let go.
  private(set) var hasEnded = false

  private init() { tensors.reserveCapacity(32) }

  /// Runs `body`, and records each op in it that takes a tracked tensor, or what such an op made.
  ///
  /// The tape lives as long as a tensor that it recorded, and ends with the first `backward` that does not keep it. What
  /// runs after `body` is not recorded. A tape within another one records for itself.
  ///
  /// - Returns: what `body` returns.
  public static func record<R>(_ body: () throws -> R) throws(TesseraError) -> R {
    let tape = Tape()
    return try translated { try $current.withValue(tape, operation: body) }
  }
}

extension Tape {
  /// The tape that records a call of these tensors; nil where none does or it has ended, or none of them is tracked.
  ///
  /// - Throws: `TesseraError.Kind.usage` where one of them is of another tape.
  static func recording(_ tensors: [DistTensor], _ call: String) throws(TesseraError) -> Tape? {
    guard tensors.contains(where: { $0.track != nil }), let tape = current else { return nil }
    for tensor in tensors { try tape.requireOwn(tensor, call) }
    return tape.hasEnded ? nil : tape
  }

  /// The tape that records a call of one tensor or two; nil where none does or it has ended.
  static func recording(_ first: DistTensor, _ second: DistTensor?, _ call: String)
    throws(TesseraError) -> Tape?
  {
    guard let tape = current else { return nil }
    try tape.requireOwn(first, call)
    if let second { try tape.requireOwn(second, call) }
    return tape.hasEnded ? nil : tape
  }

  /// Checks that no other tape has recorded the tensor, nor this one before it ended.
  private func requireOwn(_ tensor: DistTensor, _ call: String) throws(TesseraError) {
    guard case .made(let other, let id) = tensor.track else { return }
    guard other === self else {
      throw TesseraError(
        .usage,
        "\(call): '\(other.name(of: id))' is of another tape than the one that records; record both in one, or "
          + "give the tensor as it is: detached()")
    }
    try requireOpen(call)
  }

  /// Checks that the tape has its tensors.
  func requireOpen(_ call: String) throws(TesseraError) {
    guard !hasEnded else {
      throw TesseraError(
        .usage,
        "\(call): the tape has ended, and let go of its tensors when gradients were taken; keep it there: "
          + "backward(keepingTape: true)")
    }
  }

  /// What it recorded, written down.
  var written: TapeRecord { TapeRecord(tree?.events(to: step) ?? []) }

  /// The name of a value that it recorded.
  func name(of id: Program.ID) -> String { written.program.program.values[id].name }

  /// The value that a tensor is here; nil of a tensor that no op of the tape took.
  func id(of tensor: DistTensor) -> Program.ID? {
    switch tensor.track {
    case .leaf(let leaf): leaves.id(of: leaf)
    case .made(let tape, let id): tape === self ? id : nil
    case nil: nil
    }
  }

  /// The value that a tensor is here; a new one where it is not yet.
  private func take(_ tensor: DistTensor) -> Program.ID {
    if let known = id(of: tensor) { return known }
    var name: String?
    if case .leaf(let leaf) = tensor.track {
      name = leaf.name
      leaves.append(leaf, tensors.count)
    }
    let id = tensors.count
    advance(.take(name, tensor.layout), on: tensor.cluster)
    tensors.append(tensor.tracked(as: nil))
    return id
  }

  private func advance(_ event: TapeTree.Event, on cluster: Cluster) {
    step = tree(on: cluster).step(after: step, event)
  }

  private func tree(on cluster: Cluster) -> TapeTree {
    if let tree { return tree }
    let tree = cluster.state(TapeTrees.self).tree
    self.tree = tree
    return tree
  }

  /// Holds a tensor that it recorded, though it was made in a checkpoint.
  func keep(_ id: Program.ID, _ tensor: DistTensor) {
    guard !hasEnded else { return }
    advance(.keep(id), on: tensor.cluster)
    tensors[id] = tensor.tracked(as: nil)
  }

  /// Notes an op that ran.
  ///
  /// - Parameter inputs: lists flattened.
  /// - Returns: what it made, as the tape knows it.
  func note(_ call: TapedCall, _ inputs: [DistTensor], _ made: [DistTensor]) -> [DistTensor] {
    let isKept = !Checkpointing.isOn
    let ids = inputs.map(take)
    advance(.op(call, ids, isKept: isKept), on: inputs[0].cluster)
    return made.map { add($0, isKept) }
  }

  /// Notes an op of one tensor or two that ran, without a list where a tape before this one noted it too.
  ///
  /// - Returns: what it made, as the tape knows it.
  func note(_ call: TapedCall, _ first: DistTensor, _ second: DistTensor?, _ made: DistTensor)
    -> DistTensor
  {
    let isKept = !Checkpointing.isOn
    let one = take(first)
    var two: Program.ID?
    if let second { two = take(second) }
    step = tree(on: first.cluster).step(after: step, call, one, two, isKept: isKept)
    return add(made, isKept)
  }

  /// Notes a reshard that ran. One in a checkpoint is run again.
  ///
  /// - Returns: what it made, as the tape knows it.
  func noteReshard(of tensor: DistTensor, _ made: DistTensor) -> DistTensor {
    let isKept = !Checkpointing.isOn
    let id = take(tensor)
    step = tree(on: tensor.cluster).step(
      after: step, reshardOf: id, from: tensor.layout, to: made.layout, isKept: isKept)
    return add(made, isKept)
  }

  private func add(_ made: DistTensor, _ isKept: Bool) -> DistTensor {
    tensors.append(isKept ? made.track == nil ? made : made.tracked(as: nil) : nil)
    return made.tracked(as: .made(self, tensors.count - 1))
  }

  /// Lets go of all tensors.
  func end() {
    hasEnded = true
    tensors = []
  }
}
