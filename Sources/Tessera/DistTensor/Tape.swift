import Elements
import Ops
import Programs
import SPMDRules
import Sharding

/// A record of the ops that ran on tracked tensors, through which gradients go back.
///
///     let w = try DistTensor(fill: .random(seed: 1), shape: [16, 4], "R,S(1)", on: mesh, in: cluster).tracked("w")
///     let loss = try Tape.record { try (x • w).relu().sum() }
///     let gradient = try loss.backward()[w]
///
/// Ops run as they do elsewhere: the tape keeps their operands and results, and which made which. It writes them down as a
/// ``Program``, and the gradients are those of the program: there is one definition of the gradient of an op.
///
/// All ranks record the same ops, as they call the same ops.
public final class Tape: @unchecked Sendable {
  // Only the task that records has it; a task-local value has to be sendable.
  @TaskLocal static var current: Tape?

  /// What ran.
  private(set) var program = TapedProgram()
  /// By value of the program: the tensor, as no tape knows it; nil of what gradients compute again.
  private(set) var tensors: [DistTensor?] = []
  /// By value of the program: its mesh, as a place in `meshes`.
  private(set) var places: [Int] = []
  /// The meshes that tensors lie on.
  private(set) var meshes: [ProcessMesh] = []
  /// Those that somebody tracks, in the order in which ops took them.
  private(set) var leaves: [(leaf: Track.Leaf, id: Program.ID)] = []
  private var leafIDs: [ObjectIdentifier: Program.ID] = [:]
  /// Whether its tensors were let go.
  private(set) var hasEnded = false

  private init() {}

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
  /// The tape that records a call of these tensors; nil where none does, or none of them is tracked.
  ///
  /// - Throws: `TesseraError.Kind.usage` where one of them is of another tape.
  static func recording(_ tensors: [DistTensor], _ call: String) throws(TesseraError) -> Tape? {
    guard tensors.contains(where: { $0.track != nil }), let tape = current else { return nil }
    for tensor in tensors {
      guard case .made(let other, let id) = tensor.track else { continue }
      guard other === tape else {
        throw TesseraError(
          .usage,
          "\(call): '\(other.name(of: id))' is of another tape than the one that records; record both in one, or "
            + "give the tensor as it is: detached()")
      }
      try tape.requireOpen(call)
    }
    return tape
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

  /// The name of a value that it recorded.
  func name(of id: Program.ID) -> String { program.program.values[id].name }

  /// The value that a tensor is here; nil of a tensor that no op of the tape took.
  func id(of tensor: DistTensor) -> Program.ID? {
    switch tensor.track {
    case .leaf(let leaf): leafIDs[ObjectIdentifier(leaf)]
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
      leafIDs[ObjectIdentifier(leaf)] = tensors.count
      leaves.append((leaf, tensors.count))
    }
    let id = program.take(name, shape: tensor.shape, dtype: tensor.dtype)
    keep(tensor)
    return id
  }

  private func keep(_ tensor: DistTensor) {
    tensors.append(program.isKept(tensors.count) ? tensor.tracked(as: nil) : nil)
    places.append(place(of: tensor.mesh))
  }

  /// Holds a tensor that it recorded, though it was made in a checkpoint.
  func keep(_ id: Program.ID, _ tensor: DistTensor) {
    guard !hasEnded else { return }
    program.keep(id)
    tensors[id] = tensor.tracked(as: nil)
  }

  private func place(of mesh: ProcessMesh) -> Int {
    if let known = meshes.firstIndex(of: mesh) { return known }
    meshes.append(mesh)
    return meshes.count - 1
  }

  /// Writes down an op that ran.
  ///
  /// - Returns: what it made, as the tape knows it.
  func note(_ call: RuleCall, _ inputs: [Operand<DistTensor>], _ made: [DistTensor])
    -> [DistTensor]
  {
    let operands = inputs.map { $0.map(take) }
    let ids = program.note(
      OpSchema.named(call.op)?.name ?? call.op, operands, call.attributes,
      outputs: made.map { ($0.shape, $0.dtype) })
    made.forEach(keep)
    return zip(ids, made).map { $1.tracked(as: .made(self, $0)) }
  }

  /// Writes down a reshard that ran.
  ///
  /// - Returns: what it made, as the tape knows it.
  func noteReshard(of tensor: DistTensor, _ made: DistTensor) -> DistTensor {
    func annotation(_ tensor: DistTensor) -> Annotation {
      Annotation(tensor.attr).on(Self.meshName(place(of: tensor.mesh)))
    }
    let id = program.noteReshard(
      of: take(tensor), from: annotation(tensor), to: annotation(made))
    keep(made)
    return made.tracked(as: .made(self, id))
  }

  /// What the program calls the mesh at a place: tensors may lie on meshes of one name, or of none.
  static func meshName(_ place: Int) -> String { "mesh\(place)" }

  /// Lets go of all tensors.
  func end() {
    hasEnded = true
    tensors = []
    program = TapedProgram()
  }
}
