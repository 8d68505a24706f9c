import Programs
import SPMDRules
import Sharding

/// A call of an op on tensors that lie alike: one object for all such calls.
final class TapedCall {
  let call: RuleCall
  /// What it makes.
  let results: [TensorLayout]

  init(_ call: RuleCall, _ results: [TensorLayout]) {
    self.call = call
    self.results = results
  }
}

/// What the tapes of a cluster recorded, each event after those before it.
///
/// A tape that records what one before it did follows that one's steps, and writes nothing down: a program is made of them
/// where gradients are taken for the first time.
final class TapeTree {
  /// What a tape notes. Values have the numbers of the program that is made of the events.
  enum Event {
    /// A tensor that no op of the tape made, and its name.
    case take(String?, TensorLayout)
    case op(TapedCall, [Program.ID], isKept: Bool)
    case reshard(Program.ID, from: TensorLayout, to: TensorLayout, isKept: Bool)
    /// What was made in a checkpoint is kept.
    case keep(Program.ID)
  }

  private struct Step {
    let event: Event
    let before: Int
    var next: [Int] = []
  }

  /// The first one stands for the beginning of all tapes.
  private var steps = [Step(event: .keep(0), before: 0)]
  /// Of what follows a step in more ways than that, each is written down anew.
  private static let mostBranches = 64
  private static let mostSteps = 1 << 16

  /// Whether new tapes should begin another tree.
  var isFull: Bool { steps.count > Self.mostSteps }

  /// The step of an event that follows another step.
  func step(after place: Int, _ event: Event) -> Int {
    for next in steps[place].next where steps[next].event == event { return next }
    let made = steps.count
    steps.append(Step(event: event, before: place))
    if steps[place].next.count < Self.mostBranches { steps[place].next.append(made) }
    return made
  }
}

extension TapeTree {
  /// The step of a call of one tensor or two.
  func step(
    after place: Int, _ call: TapedCall, _ first: Program.ID, _ second: Program.ID?, isKept: Bool
  ) -> Int {
    for next in steps[place].next {
      if case .op(let known, let ids, isKept) = steps[next].event, known === call, ids[0] == first,
        second == nil ? ids.count == 1 : ids.count == 2 && ids[1] == second
      {
        return next
      }
    }
    return step(after: place, .op(call, second.map { [first, $0] } ?? [first], isKept: isKept))
  }
}

extension TapeTree.Event: Equatable {
  static func == (one: TapeTree.Event, other: TapeTree.Event) -> Bool {
    switch (one, other) {
    case (.take(let a, let x), .take(let b, let y)): x === y && a == b
    case (.op(let a, let x, let isKept), .op(let b, let y, let isOtherKept)):
      a === b && x == y && isKept == isOtherKept
    case (.reshard(let a, let x, let z, let isKept), .reshard(let b, let y, let w, let isOtherKept)):
      a == b && x === y && z === w && isKept == isOtherKept
    case (.keep(let a), .keep(let b)): a == b
    default: false
    }
  }
}

/// What a tape recorded, written down.
struct TapeRecord {
  private(set) var program = TapedProgram()
  /// By value of the program: its mesh, as a place in `meshes`.
  private(set) var places: [Int] = []
  /// The meshes that tensors lie on.
  private(set) var meshes: [ProcessMesh] = []

  /// What the program calls the mesh at a place: tensors may lie on meshes of one name, or of none.
  static func meshName(_ place: Int) -> String { "mesh\(place)" }

  fileprivate mutating func add(_ event: TapeTree.Event) {
    switch event {
    case .take(let name, let layout):
      _ = program.take(name, shape: layout.shape, dtype: layout.dtype)
      places.append(place(of: layout))
    case .op(let taped, let ids, let isKept):
      var rest = ids[...]
      let operands = taped.call.inputs.map { $0.map { _ in rest.removeFirst() } }
      _ = program.note(
        OpSchema.named(taped.call.op)?.name ?? taped.call.op, operands, taped.call.attributes,
        outputs: taped.results.map { ($0.shape, $0.dtype) }, isKept: isKept)
      for layout in taped.results { places.append(place(of: layout)) }
    case .reshard(let id, let source, let target, let isKept):
      _ = program.noteReshard(
        of: id, from: annotation(source), to: annotation(target), isKept: isKept)
      places.append(place(of: target))
    case .keep(let id): program.keep(id)
    }
  }

  private mutating func place(of layout: TensorLayout) -> Int {
    let mesh = layout.attr.mesh
    if let known = meshes.firstIndex(of: mesh) { return known }
    meshes.append(mesh)
    return meshes.count - 1
  }

  private mutating func annotation(_ layout: TensorLayout) -> Annotation {
    Annotation(layout.attr).on(Self.meshName(place(of: layout)))
  }
}

extension TapeTree {
  /// What a tape recorded that has come to a step.
  func record(to place: Int) -> TapeRecord {
    var path: [Int] = []
    var place = place
    while place > 0 {
      path.append(place)
      place = steps[place].before
    }
    var record = TapeRecord()
    for step in path.reversed() { record.add(steps[step].event) }
    return record
  }
}

/// What a cluster remembers of what its tapes recorded.
final class TapeRecords: ClusterState {
  static let slot = Cluster.Slot.tapeRecords

  private var latest = TapeTree()

  /// The tree that a new tape begins in.
  var tree: TapeTree {
    if latest.isFull { latest = TapeTree() }
    return latest
  }
}
