import Sharding

/// Finds the plan that a planning asks for, of all sequences of steps that a search reaches.
///
/// A step changes one mesh dim, several merged ones, or everything at once by the direct exchange of
/// intersections; between meshes there is one crossing, with steps on the source mesh before it and
/// on the target mesh after it. Between shards and replicas the direct exchange moves the least there
/// is; sequences win where values are reduced before they spread, where one rank would have to send
/// more than it receives, or where fewer messages are worth more bytes.
struct PlanSearch {
  /// A plan that was considered, and its cost.
  typealias Found = Search.Found

  private let space: SearchSpace

  init(
    _ transition: Transition, _ planning: Planning,
    direct: any ReshardFunction.Type = CrossNdMesh.self
  ) {
    space = SearchSpace(transition, planning, direct: direct)
  }
}

extension PlanSearch {
  /// The plan that is wanted.
  ///
  /// - Parameters:
  ///   - given: steps that win over others that are not better.
  ///   - isPreferred: whether they win whenever they keep to the memory limit.
  /// - Throws: `PlanningError.memory` if no plan keeps to the memory limit.
  func cheapest(given: [ReshardStep]? = nil, isPreferred: Bool = false) throws(PlanningError)
    -> Found
  {
    let planning = space.planning
    let own = given.flatMap { steps in
      space.cost(of: steps).map {
        Found(steps: steps, cost: $0, stagingBytes: space.staging(of: steps))
      }
    }
    if let own, isPreferred { return own }
    var search = search()
    var found = search.next()
    if found == nil, own == nil, planning.memoryLimit != nil {
      // What keeps to the limit may move more than is usual.
      var last = Search(space, goal: planning.minimise)
      found = last.next()
    }
    if let own, let found {
      let isBetter = Rank(found.cost, by: planning.minimise) < Rank(own.cost, by: planning.minimise)
      return isBetter ? found : own
    }
    guard let best = found ?? own else { throw refusal() }
    return best
  }

  /// The plans that the search reaches, the wanted one first, at most `count`.
  func alternatives(_ count: Int) -> [Found] {
    var search = search(isExhaustive: true)
    var result: [Found] = []
    while result.count < count, let found = search.next() {
      if !result.contains(where: { $0.steps == found.steps }) { result.append(found) }
    }
    return result
  }

  private func search(isExhaustive: Bool = false) -> Search {
    switch space.planning.minimise {
    case .bytes:
      return Search(
        space, goal: .bytes, mostBytes: isExhaustive ? nil : space.leastBytes,
        isExhaustive: isExhaustive)
    case .time:
      let (bytes, plan) = leastBytes
      return Search(
        space, goal: .time, mostBytes: bytes.map { 2 *| $0 }, known: isExhaustive ? nil : plan,
        isExhaustive: isExhaustive)
    case .memory:
      // First how little memory there can be, then the fastest plan with so little.
      var thriftiest = Search(space, goal: .memory)
      let least = thriftiest.next()
      return Search(
        space, goal: isExhaustive ? .memory : .time,
        mostMemory: isExhaustive ? nil : least?.cost.memory, known: isExhaustive ? nil : least,
        isExhaustive: isExhaustive)
    }
  }

  /// The bytes that the plan with fewest moves, whatever memory it takes, and that plan, where it was
  /// searched for and keeps to the memory limit.
  private var leastBytes: (bytes: Int?, plan: Found?) {
    if let known = space.leastBytes { return (known, nil) }
    var free = space
    if space.planning.memoryLimit != nil {
      var planning = space.planning
      planning.memoryLimit = nil
      free = SearchSpace(space.transition, planning, direct: space.direct)
    }
    var search = Search(
      free, goal: .bytes, enoughBytes: free.remaining(free.start, 0) *| free.elementBytes)
    let least = search.next()
    return (least?.cost.bytes, free === space ? least : nil)
  }

  private func refusal() -> PlanningError {
    var search = Search(space, goal: .memory, isThrifty: true)
    guard let limit = space.planning.memoryLimit, let least = search.next() else {
      preconditionFailure("no sound route for \(space.transition)")
    }
    return .memory(
      needed: least.cost.memory, limit: limit, transition: space.transition.description)
  }
}
