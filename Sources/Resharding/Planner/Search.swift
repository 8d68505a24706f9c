import HeapModule
import Sharding

/// A search for the cheapest plan, over the placement states of the source mesh and of the target mesh.
///
/// A search state is a placement state, with the memory it occupies if memory counts. A second path to the same
/// state is dropped if it is dearer in everything that counts. The search expands the most promising path first:
/// it adds every step that can follow. A path's promise is its cost so far plus, where time or bytes are
/// minimised, the cost of the direct exchange from its state to the end. That exchange is always possible, so a
/// promising path leads to a plan that beats the best one so far or comes near it (best-first search with a
/// rollout). Where bytes are minimised, the promise counts the fewest bytes that must still move (A*: Hart,
/// Nilsson and Raphael 1968). Where memory is minimised, or all plans are wanted, the promise is the cost alone
/// (Dijkstra 1959).
///
/// Most paths are abandoned before a step is priced. Lower bounds tell them (`SearchSpace.remaining`,
/// `leastTime`): the bytes that no rank has yet and some rank needs, the seconds in which links carry them, the
/// overhead of one step or two. A path is a dead end if these bounds make it dearer than the best complete plan,
/// or if it moves more bytes than the limit. The direct exchange is the first successor of every state, so a
/// complete plan is known at once.
///
/// Among equal plans the search returns the one it found first. Successors come in a fixed order, so all ranks
/// return the same plan.
struct Search {
  /// A path to a state: its last step, and the path before it.
  private struct Path {
    var state: SearchState
    var candidate: CandidateStep?
    var before: Int
    var cost: Cost
  }

  private struct Entry: Comparable {
    var rank: Rank
    var path: Int

    static func < (left: Entry, right: Entry) -> Bool {
      left.rank == right.rank ? left.path < right.path : left.rank < right.rank
    }
  }

  /// A complete plan.
  struct Found {
    let steps: [ReshardStep]
    let cost: Cost
    /// What may be staged, so that the memory limit is kept; nil for as much as always.
    let stagingBytes: Int?
  }

  /// How many states the search expands once it has a complete plan. Then it returns the best plan so far, so
  /// planning takes bounded time whatever the number of mesh dims. Dead ends do not count. Partial values need
  /// more states, because their reductions have many orders.
  private let mostStates: Int
  private static let fewStates = 24

  private let space: SearchSpace
  private let goal: Planning.Goal
  /// Whether each step stages as little as it can.
  private let isThrifty: Bool
  /// The most bytes that a plan may move; nil if any number is right.
  private let mostBytes: Int?
  /// The most memory that a step may take; nil if the planning's limit is all.
  private let mostMemory: Int?
  /// A plan with so few bytes ends the search after few states.
  private let enoughBytes: Int?
  /// Whether a path's promise includes the rest of the plan. Then the first complete plan need not be the best.
  private let isGuided: Bool
  private let isExhaustive: Bool
  private var paths: [Path] = []
  private var open = Heap<Entry>()
  private var closed: [SearchState: [Cost]] = [:]
  /// A complete plan that was known before.
  private var known: Found?
  /// The cheapest path to the end that was found so far.
  private var best: Int?
  /// The cost of that plan, or of the known one. Dearer paths are dead ends.
  private var bound: Rank?
  /// Whether a path to the end was found, not only known.
  private var hasFound = false

  /// - Parameters:
  ///   - known: a plan within all limits, which is the answer if the search finds no better one.
  ///   - isExhaustive: whether the search also returns plans that are dearer than one it has found.
  init(
    _ space: SearchSpace, goal: Planning.Goal, isThrifty: Bool = false, mostBytes: Int? = nil,
    mostMemory: Int? = nil, enoughBytes: Int? = nil, known: Found? = nil,
    isExhaustive: Bool = false
  ) {
    self.space = space
    self.goal = goal
    self.isThrifty = isThrifty
    self.mostBytes = mostBytes
    self.mostMemory = mostMemory
    self.enoughBytes = enoughBytes
    self.isExhaustive = isExhaustive
    self.known = known
    isGuided = !isExhaustive && goal != .memory
    bound = known.map { Rank($0.cost, by: goal) }
    let states =
      isExhaustive ? 1024 : space.leastBytes != nil ? Self.fewStates : goal == .bytes ? 256 : 128
    // With more mesh dims each state has more neighbours, and each neighbour takes longer.
    let width = max(1, (space.meshShapes.map(\.mesh.count).max() ?? 0) / 8)
    mostStates = max(Self.fewStates, states / (width * width))
    add(Path(state: SearchState(layout: space.start, side: 0), before: -1, cost: Cost()))
  }

  /// The next complete plan, the cheapest first; nil if there is no other.
  mutating func next() -> Found? {
    var states = 0
    while let entry = open.popMin() {
      let path = paths[entry.path]
      if isEnd(path.state) { return found(entry.path) }
      if isGuided, isDeadEnd(path.cost, steps: 1, bytes: remainingBytes(path.state)) { continue }
      if isReached(path.state, for: path.cost) { continue }
      closed[key(of: path.state), default: []].append(path.cost)
      states += 1
      if states > mostStates, hasFound {
        if isGuided { break }
        continue
      }
      expand(entry.path)
      if let enoughBytes, let best, states >= Self.fewStates,
        paths[best].cost.bytes <= enoughBytes
      {
        break
      }
    }
    defer { (best, known) = (nil, nil) }
    return best.map(found) ?? known
  }

  /// Whether memory counts. If it does not, states that differ in memory alone are equal.
  private var countsMemory: Bool {
    goal == .memory || mostMemory != nil || space.planning.memoryLimit != nil
  }

  private func key(of state: SearchState) -> SearchState {
    countsMemory ? state : SearchState(layout: state.layout, side: state.side)
  }

  /// Whether the search has already expanded an equal state at no higher cost.
  private func isReached(_ state: SearchState, for cost: Cost) -> Bool {
    guard let costs = closed[key(of: state)] else { return false }
    return costs.contains { $0.dominates(cost, by: goal) }
  }

  private func isEnd(_ state: SearchState) -> Bool {
    state.side == space.lastSide && state.layout == space.end
  }

  /// Adds every path that is one step longer.
  private mutating func expand(_ index: Int) {
    let (state, spent) = (paths[index].state, paths[index].cost)
    let space = space
    for next in space.neighbours(of: state.layout, state.side) {
      follow(from: index, state, spent, to: next, state.side) {
        CandidateStep(space.meshShapes[state.side], state.layout, next)
      }
    }
    guard state.side < space.lastSide else { return }
    for next in space.arrivals where space.keepsOrder(from: state.layout, 0, to: next, 1) {
      follow(from: index, state, spent, to: next, 1) { space.crossingStep(state.layout, next) }
    }
  }

  private mutating func follow(
    from index: Int, _ state: SearchState, _ spent: Cost, to layout: PlacementState, _ side: Int,
    by makeStep: () -> CandidateStep?
  ) {
    let isLast = side == space.lastSide && layout == space.end
    // Most of these lead back to where the path came from.
    if !countsMemory, isReached(SearchState(layout: layout, side: side), for: spent) { return }
    let remaining = isLast ? 0 : space.remaining(layout, side) *| space.elementBytes
    // Cost so far and bytes to come reveal most dead ends before a step is priced.
    if isDeadEnd(spent, steps: isLast ? 1 : 2, bytes: remaining) { return }
    guard let candidate = isLast ? space.directStep(state.layout, state.side) : makeStep() else {
      return
    }
    let bytes = candidate.traffic.total *| space.elementBytes
    if let mostBytes, spent.bytes +| bytes +| remaining > mostBytes { return }
    guard
      let cost = space.cost(of: candidate, from: state, to: (layout, side), thriftily: isThrifty)
    else { return }
    if let mostMemory, cost.memory > mostMemory { return }
    if isDeadEnd(spent + cost, steps: isLast ? 0 : 1, bytes: remaining) { return }
    let next = space.state(after: candidate, from: state, to: layout, side)
    add(Path(state: next, candidate: candidate, before: index, cost: spent + cost))
  }

  /// Whether every plan that has spent so much exceeds the limit, or costs no less than a known plan.
  ///
  /// - Parameters:
  ///   - steps: how many steps must follow at least; each takes its overhead.
  ///   - bytes: how many bytes must still move at least.
  private func isDeadEnd(_ spent: Cost, steps: Int, bytes: Int) -> Bool {
    if let mostBytes, spent.bytes +| bytes > mostBytes { return true }
    guard !isExhaustive, let bound else { return false }
    var least = spent
    least.time = least.time +| steps *| space.leastTime +| space.leastTime(moving: bytes)
    least.bytes = least.bytes +| bytes
    return !(Rank(least, by: goal) < bound)
  }

  private func remainingBytes(_ state: SearchState) -> Int {
    space.remaining(state.layout, state.side) *| space.elementBytes
  }

  private mutating func add(_ path: Path) {
    var guess = path.cost
    if isEnd(path.state) {
      let rank = Rank(path.cost, by: goal)
      if !isExhaustive, let bound, !(rank < bound) { return }
      (bound, hasFound) = (rank, true)
      if isGuided {
        best = paths.count
        paths.append(path)
        return
      }
    } else if isGuided {
      if goal == .bytes { guess.bytes = guess.bytes +| remainingBytes(path.state) }
      guess.time = guess.time +| space.directTime(path.state)
    }
    paths.append(path)
    open.insert(Entry(rank: Rank(guess, by: goal), path: paths.count - 1))
  }

  private func found(_ last: Int) -> Found {
    var steps: [ReshardStep] = []
    var staging: Int?
    var index = last
    while let candidate = paths[index].candidate {
      let (old, new) = (paths[paths[index].before].state, paths[index].state)
      steps.append(space.step(candidate, from: (old.layout, old.side), to: (new.layout, new.side)))
      if let least = space.staging(
        of: candidate, from: old, to: (new.layout, new.side))
      {
        staging = min(staging ?? least, least)
      }
      index = paths[index].before
    }
    return Found(steps: steps.reversed(), cost: paths[last].cost, stagingBytes: staging)
  }
}
