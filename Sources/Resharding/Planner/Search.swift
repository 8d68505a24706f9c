import HeapModule
import Sharding

/// The search for the cheapest plan, over the layouts of the source mesh and of the target mesh.
///
/// A path is known by its layout, and by what lies in memory where that counts; a second path to the same
/// layout is dropped where it is dearer in all that counts. From the path that looks best all moves are
/// followed that lead on. What looks best is what it costs so far and, where time or bytes are to be
/// saved, what the rest would cost by the direct exchange: a rest that is known to be possible, so that
/// whatever is followed beats the best plan so far or comes near it (best-first search with a rollout).
/// Of bytes the least that must still come counts (A*: Hart, Nilsson and Raphael 1968). Where memory is
/// to be saved, or all plans are wanted, nothing is guessed (Dijkstra 1959).
///
/// Few paths are worth following, and most are told before a move is priced, by what must still come
/// (`SearchSpace.remaining`, `leastTime`): bytes of what no rank has yet that needs it, the seconds in which
/// links carry these, the overhead of a step or two. What with these is dearer than the best complete
/// plan, or moves more bytes than may be, is a dead end. The direct exchange comes first among the
/// successors, so that a complete plan is at hand at once.
///
/// Among equals the plan that was found first wins, and successors come in a fixed order, so that all
/// ranks find the same one.
struct Search {
  /// A path to a place: the last move of it, and the path before.
  private struct Path {
    var place: SearchState
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

  /// How many places are left once a complete plan is found: beyond that the best one so far is the
  /// answer, so that planning takes a bounded time whatever the number of mesh dims. Dead ends do not
  /// count. With partial values there are more, as many are orders in which these might be reduced.
  private let mostPlaces: Int
  private static let fewPlaces = 24

  private let space: SearchSpace
  private let goal: Planning.Goal
  /// Whether each step stages as little as it can.
  private let isThrifty: Bool
  /// The most bytes that a plan may move; nil where any number is right.
  private let mostBytes: Int?
  /// The most memory that a step may take; nil where the planning's limit is all.
  private let mostMemory: Int?
  /// Where a plan has so few bytes, few places are looked at to find a faster one.
  private let enoughBytes: Int?
  /// Whether the rest of a plan is guessed, and the first plan that is complete need not be the best.
  private let isGuided: Bool
  private let isExhaustive: Bool
  private var paths: [Path] = []
  private var open = Heap<Entry>()
  private var closed: [SearchState: [Cost]] = [:]
  /// A complete plan that was known before.
  private var known: Found?
  /// The cheapest path to the end that was found so far.
  private var best: Int?
  /// What that plan costs, or the known one: what is dearer is no use.
  private var bound: Rank?
  /// Whether a path to the end was found, not only known.
  private var hasFound = false

  /// - Parameters:
  ///   - known: a plan that keeps to all that is asked for: the answer, where no better one is found.
  ///   - isExhaustive: whether plans that are dearer than one that was found are wanted too.
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
    let places =
      isExhaustive ? 1024 : space.leastBytes != nil ? Self.fewPlaces : goal == .bytes ? 256 : 128
    // On many mesh dims each place has as many more neighbours, and each takes as much longer.
    let width = max(1, (space.meshShapes.map(\.mesh.count).max() ?? 0) / 8)
    mostPlaces = max(Self.fewPlaces, places / (width * width))
    add(Path(place: SearchState(layout: space.start, side: 0), before: -1, cost: Cost()))
  }

  /// The next complete plan, the cheapest first; nil where there is no other.
  mutating func next() -> Found? {
    var places = 0
    while let entry = open.popMin() {
      let path = paths[entry.path]
      if isEnd(path.place) { return found(entry.path) }
      if isGuided, isDeadEnd(path.cost, steps: 1, bytes: remainingBytes(path.place)) { continue }
      if isReached(path.place, for: path.cost) { continue }
      closed[key(of: path.place), default: []].append(path.cost)
      places += 1
      if places > mostPlaces, hasFound {
        if isGuided { break }
        continue
      }
      leave(entry.path)
      if let enoughBytes, let best, places >= Self.fewPlaces,
        paths[best].cost.bytes <= enoughBytes
      {
        break
      }
    }
    defer { (best, known) = (nil, nil) }
    return best.map(found) ?? known
  }

  /// Whether memory decides anything: otherwise what a place lies in does not matter.
  private var countsMemory: Bool {
    goal == .memory || mostMemory != nil || space.planning.memoryLimit != nil
  }

  private func key(of place: SearchState) -> SearchState {
    countsMemory ? place : SearchState(layout: place.layout, side: place.side)
  }

  /// Whether all moves were followed from a place already, as cheaply.
  private func isReached(_ place: SearchState, for cost: Cost) -> Bool {
    guard let costs = closed[key(of: place)] else { return false }
    return costs.contains { $0.dominates(cost, by: goal) }
  }

  private func isEnd(_ place: SearchState) -> Bool {
    place.side == space.lastSide && place.layout == space.end
  }

  /// Follows all moves from a place.
  private mutating func leave(_ index: Int) {
    let (place, spent) = (paths[index].place, paths[index].cost)
    let space = space
    for next in space.neighbours(of: place.layout, place.side) {
      follow(from: index, place, spent, to: next, place.side) {
        CandidateStep(space.meshShapes[place.side], place.layout, next)
      }
    }
    guard place.side < space.lastSide else { return }
    for next in space.arrivals where space.keepsOrder(from: place.layout, 0, to: next, 1) {
      follow(from: index, place, spent, to: next, 1) { space.crossingMove(place.layout, next) }
    }
  }

  private mutating func follow(
    from index: Int, _ place: SearchState, _ spent: Cost, to layout: PlacementState, _ side: Int,
    by makeMove: () -> CandidateStep?
  ) {
    let isLast = side == space.lastSide && layout == space.end
    // Back to where it came from, mostly.
    if !countsMemory, isReached(SearchState(layout: layout, side: side), for: spent) { return }
    let remaining = isLast ? 0 : space.remaining(layout, side) *| space.elementBytes
    // What is spent already and must still cross tells most dead ends before a move is priced.
    if isDeadEnd(spent, steps: isLast ? 1 : 2, bytes: remaining) { return }
    guard let candidate = isLast ? space.directMove(place.layout, place.side) : makeMove() else {
      return
    }
    let bytes = candidate.traffic.total *| space.elementBytes
    if let mostBytes, spent.bytes +| bytes +| remaining > mostBytes { return }
    guard
      let cost = space.cost(of: candidate, from: place, to: (layout, side), thriftily: isThrifty)
    else { return }
    if let mostMemory, cost.memory > mostMemory { return }
    if isDeadEnd(spent + cost, steps: isLast ? 0 : 1, bytes: remaining) { return }
    let next = space.state(after: candidate, from: place, to: layout, side)
    add(Path(place: next, candidate: candidate, before: index, cost: spent + cost))
  }

  /// Whether all plans are dearer than may be, or than one that is known, that begin with what is
  /// spent: a number of steps must follow at the least, each of which takes its overhead, and so many
  /// bytes cross.
  private func isDeadEnd(_ spent: Cost, steps: Int, bytes: Int) -> Bool {
    if let mostBytes, spent.bytes +| bytes > mostBytes { return true }
    guard !isExhaustive, let bound else { return false }
    var least = spent
    least.time = least.time +| steps *| space.leastTime +| space.leastTime(moving: bytes)
    least.bytes = least.bytes +| bytes
    return !(Rank(least, by: goal) < bound)
  }

  private func remainingBytes(_ place: SearchState) -> Int {
    space.remaining(place.layout, place.side) *| space.elementBytes
  }

  private mutating func add(_ path: Path) {
    var guess = path.cost
    if isEnd(path.place) {
      let rank = Rank(path.cost, by: goal)
      if !isExhaustive, let bound, !(rank < bound) { return }
      (bound, hasFound) = (rank, true)
      if isGuided {
        best = paths.count
        paths.append(path)
        return
      }
    } else if isGuided {
      if goal == .bytes { guess.bytes = guess.bytes +| remainingBytes(path.place) }
      guess.time = guess.time +| space.directTime(path.place)
    }
    paths.append(path)
    open.insert(Entry(rank: Rank(guess, by: goal), path: paths.count - 1))
  }

  private func found(_ last: Int) -> Found {
    var steps: [ReshardStep] = []
    var staging: Int?
    var index = last
    while let candidate = paths[index].candidate {
      let (old, new) = (paths[paths[index].before].place, paths[index].place)
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
