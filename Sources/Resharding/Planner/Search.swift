import HeapModule
import Sharding

/// The search for the cheapest plan, over the layouts of the source mesh and of the target mesh.
///
/// A way is known by its layout, and by what lies in memory where that counts; a second way to the same
/// layout is dropped where it is dearer in all that counts. From the way that looks best all moves are
/// followed that lead on. What looks best is what it costs so far and, where time or bytes are to be
/// saved, what the rest would cost by the direct exchange: a rest that is known to be possible, so that
/// whatever is followed beats the best plan so far or comes near it (best-first search with a rollout).
/// Of bytes the least that must still come counts (A*: Hart, Nilsson and Raphael 1968). Where memory is
/// to be saved, or all plans are wanted, nothing is guessed (Dijkstra 1959).
///
/// Few ways are worth following, and most are told before a move is priced, by what must still come
/// (`Landscape.remaining`, `leastTime`): bytes of what no rank has yet that needs it, the seconds in which
/// links carry these, the overhead of a step or two. What with these is dearer than the best complete
/// plan, or moves more bytes than may be, is a dead end. The direct exchange comes first among the
/// successors, so that a complete plan is at hand at once.
///
/// Among equals the plan that was found first wins, and successors come in a fixed order, so that all
/// ranks find the same one.
struct Search {
  /// A way to a place: the last move of it, and the way before.
  private struct Way {
    var place: Stop
    var move: Move?
    var before: Int
    var cost: Cost
  }

  private struct Entry: Comparable {
    var rank: Rank
    var way: Int

    static func < (left: Entry, right: Entry) -> Bool {
      left.rank == right.rank ? left.way < right.way : left.rank < right.rank
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

  private let land: Landscape
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
  private var ways: [Way] = []
  private var open = Heap<Entry>()
  private var closed: [Stop: [Cost]] = [:]
  /// A complete plan that was known before.
  private var known: Found?
  /// The cheapest way to the end that was found so far.
  private var best: Int?
  /// What that plan costs, or the known one: what is dearer is no use.
  private var bound: Rank?
  /// Whether a way to the end was found, not only known.
  private var hasFound = false

  /// - Parameters:
  ///   - known: a plan that keeps to all that is asked for: the answer, where no better one is found.
  ///   - isExhaustive: whether plans that are dearer than one that was found are wanted too.
  init(
    _ land: Landscape, goal: Planning.Goal, isThrifty: Bool = false, mostBytes: Int? = nil,
    mostMemory: Int? = nil, enoughBytes: Int? = nil, known: Found? = nil,
    isExhaustive: Bool = false
  ) {
    self.land = land
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
      isExhaustive ? 1024 : land.leastBytes != nil ? Self.fewPlaces : goal == .bytes ? 256 : 128
    // On many mesh dims each place has as many more neighbours, and each takes as much longer.
    let width = max(1, (land.sites.map(\.mesh.count).max() ?? 0) / 8)
    mostPlaces = max(Self.fewPlaces, places / (width * width))
    add(Way(place: Stop(layout: land.start, side: 0), before: -1, cost: Cost()))
  }

  /// The next complete plan, the cheapest first; nil where there is no other.
  mutating func next() -> Found? {
    var places = 0
    while let entry = open.popMin() {
      let way = ways[entry.way]
      if isEnd(way.place) { return found(entry.way) }
      if isGuided, isDeadEnd(way.cost, steps: 1, bytes: remainingBytes(way.place)) { continue }
      if isReached(way.place, for: way.cost) { continue }
      closed[key(of: way.place), default: []].append(way.cost)
      places += 1
      if places > mostPlaces, hasFound {
        if isGuided { break }
        continue
      }
      leave(entry.way)
      if let enoughBytes, let best, places >= Self.fewPlaces,
        ways[best].cost.bytes <= enoughBytes
      {
        break
      }
    }
    defer { (best, known) = (nil, nil) }
    return best.map(found) ?? known
  }

  /// Whether memory decides anything: otherwise what a place lies in does not matter.
  private var countsMemory: Bool {
    goal == .memory || mostMemory != nil || land.planning.memoryLimit != nil
  }

  private func key(of place: Stop) -> Stop {
    countsMemory ? place : Stop(layout: place.layout, side: place.side)
  }

  /// Whether all moves were followed from a place already, as cheaply.
  private func isReached(_ place: Stop, for cost: Cost) -> Bool {
    guard let costs = closed[key(of: place)] else { return false }
    return costs.contains { $0.dominates(cost, by: goal) }
  }

  private func isEnd(_ place: Stop) -> Bool {
    place.side == land.lastSide && place.layout == land.end
  }

  /// Follows all moves from a place.
  private mutating func leave(_ index: Int) {
    let (place, spent) = (ways[index].place, ways[index].cost)
    let land = land
    for next in land.neighbours(of: place.layout, place.side) {
      follow(from: index, place, spent, to: next, place.side) {
        Move(land.sites[place.side], place.layout, next)
      }
    }
    guard place.side < land.lastSide else { return }
    for next in land.arrivals where land.keepsOrder(from: place.layout, 0, to: next, 1) {
      follow(from: index, place, spent, to: next, 1) { land.crossingMove(place.layout, next) }
    }
  }

  private mutating func follow(
    from index: Int, _ place: Stop, _ spent: Cost, to layout: Layout, _ side: Int,
    by makeMove: () -> Move?
  ) {
    let isLast = side == land.lastSide && layout == land.end
    // Back to where it came from, mostly.
    if !countsMemory, isReached(Stop(layout: layout, side: side), for: spent) { return }
    let remaining = isLast ? 0 : land.remaining(layout, side) *| land.elementBytes
    // What is spent already and must still cross tells most dead ends before a move is priced.
    if isDeadEnd(spent, steps: isLast ? 1 : 2, bytes: remaining) { return }
    guard let move = isLast ? land.directMove(place.layout, place.side) : makeMove() else { return }
    let bytes = move.movement.total *| land.elementBytes
    if let mostBytes, spent.bytes +| bytes +| remaining > mostBytes { return }
    guard
      let cost = land.cost(of: move, from: place, to: (layout, side), thriftily: isThrifty)
    else { return }
    if let mostMemory, cost.memory > mostMemory { return }
    if isDeadEnd(spent + cost, steps: isLast ? 0 : 1, bytes: remaining) { return }
    let next = land.stop(after: move, from: place, to: layout, side)
    add(Way(place: next, move: move, before: index, cost: spent + cost))
  }

  /// Whether all plans are dearer than may be, or than one that is known, that begin with what is
  /// spent: a number of steps must follow at the least, each of which takes its overhead, and so many
  /// bytes cross.
  private func isDeadEnd(_ spent: Cost, steps: Int, bytes: Int) -> Bool {
    if let mostBytes, spent.bytes +| bytes > mostBytes { return true }
    guard !isExhaustive, let bound else { return false }
    var least = spent
    least.time = least.time +| steps *| land.leastTime +| land.leastTime(moving: bytes)
    least.bytes = least.bytes +| bytes
    return !(Rank(least, by: goal) < bound)
  }

  private func remainingBytes(_ place: Stop) -> Int {
    land.remaining(place.layout, place.side) *| land.elementBytes
  }

  private mutating func add(_ way: Way) {
    var guess = way.cost
    if isEnd(way.place) {
      let rank = Rank(way.cost, by: goal)
      if !isExhaustive, let bound, !(rank < bound) { return }
      (bound, hasFound) = (rank, true)
      if isGuided {
        best = ways.count
        ways.append(way)
        return
      }
    } else if isGuided {
      if goal == .bytes { guess.bytes = guess.bytes +| remainingBytes(way.place) }
      guess.time = guess.time +| land.directTime(way.place)
    }
    ways.append(way)
    open.insert(Entry(rank: Rank(guess, by: goal), way: ways.count - 1))
  }

  private func found(_ last: Int) -> Found {
    var steps: [ReshardStep] = []
    var staging: Int?
    var index = last
    while let move = ways[index].move {
      let (old, new) = (ways[ways[index].before].place, ways[index].place)
      steps.append(land.step(move, from: (old.layout, old.side), to: (new.layout, new.side)))
      if let least = land.staging(
        of: move, from: old, to: (new.layout, new.side))
      {
        staging = min(staging ?? least, least)
      }
      index = ways[index].before
    }
    return Found(steps: steps.reversed(), cost: ways[last].cost, stagingBytes: staging)
  }
}
