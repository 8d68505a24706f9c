import Programs

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
  /// What a tape noted that has come to a step, in its order.
  func events(to place: Int) -> [Event] {
    var events: [Event] = []
    var place = place
    while place > 0 {
      events.append(steps[place].event)
      place = steps[place].before
    }
    return events.reversed()
  }

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

extension TapeTree {
  /// The step of a reshard.
  func step(
    after place: Int, reshardOf id: Program.ID, from source: TensorLayout,
    to target: TensorLayout, isKept: Bool
  ) -> Int {
    for next in steps[place].next {
      if case .reshard(id, let from, let to, isKept) = steps[next].event, from === source,
        to === target
      {
        return next
      }
    }
    return step(after: place, .reshard(id, from: source, to: target, isKept: isKept))
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

/// The tree that the next tape of a cluster begins in.
final class TapeTrees: ClusterState {
  static let slot = Cluster.Slot.tapeTrees

  private var latest = TapeTree()

  /// The tree that a new tape begins in.
  var tree: TapeTree {
    if latest.isFull { latest = TapeTree() }
    return latest
  }
}
