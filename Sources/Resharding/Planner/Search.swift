import HeapModule
import Sharding

/// The search for the cheapest plan, over the layouts of the source mesh and of the target mesh.
///
/// It is Dijkstra's: from the source on, the cheapest way that was found to any layout is followed by
/// all moves that lead on from there, until the cheapest way of all is one to the target. A way is
/// known by its layout, and by what lies in memory where that counts; a second way to the same layout
/// is dropped where it is dearer in all that counts.
///
/// Few ways are worth following, and most are told before a move is priced, by what must still come
/// (`Landscape.remaining`): the bytes of what no rank has yet that needs it, and the overhead of a step
/// or two. What with these is dearer than the cheapest complete plan, or moves more bytes than may be,
/// is a dead end. The direct exchange comes first among the successors, so that a complete plan is soon
/// at hand; where values are partial, a scout finds one before, which goes straight for what leaves
/// fewest bytes to be moved (A*: Hart, Nilsson and Raphael 1968), and may not find the best. So is the
/// plan of fewest bytes known when the fastest is looked for.
///
/// Among equals the plan that was found first wins, and successors come in a fixed order, so that all
/// ranks find the same one. Bounds only drop what is dearer, and change no order.
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

  /// How many places are left once a complete plan is known: beyond that the best one so far is the
  /// answer, so that planning takes a bounded time whatever the number of mesh dims.
  ///
  /// Those without partial values, whose least bytes are known, are settled early. Dead ends do not
  /// count, so that with partial values, too, so many reach far.
  private let mostPlaces: Int

  private let land: Landscape
  private let goal: Planning.Goal
  /// Whether each step stages as little as it can.
  private let isThrifty: Bool
  /// The most bytes that a plan may move; nil where any number is right.
  private let mostBytes: Int?
  /// The most memory that a step may take; nil where the planning's limit is all.
  private let mostMemory: Int?
  private var ways: [Way] = []
  private var open = Heap<Entry>()
  private var closed: [Stop: [Cost]] = [:]
  /// The cheapest complete plan that this search has reached.
  private var best: Rank?
  /// That, or a plan that is known to be among those that it can reach: what is dearer is no use.
  private var bound: Rank?
  private let isExhaustive: Bool
  private let isScout: Bool

  /// - Parameters:
  ///   - known: what a plan costs that keeps to all that is asked for.
  ///   - isExhaustive: whether plans that are dearer than one that was found are wanted too.
  ///   - isScout: whether any cheap plan will do, and soon.
  init(
    _ land: Landscape, goal: Planning.Goal, isThrifty: Bool = false, mostBytes: Int? = nil,
    mostMemory: Int? = nil, known: Cost? = nil, isExhaustive: Bool = false, isScout: Bool = false
  ) {
    self.land = land
    self.goal = goal
    self.isThrifty = isThrifty
    self.mostBytes = mostBytes
    self.mostMemory = mostMemory
    self.isExhaustive = isExhaustive
    self.isScout = isScout
    bound = known.map { Rank($0.withoutTies, by: goal) }
    mostPlaces =
      isExhaustive ? 1024 : land.leastBytes != nil ? 32 : goal == .bytes ? 256 : 128
    add(Way(place: Stop(layout: land.start, side: 0), before: -1, cost: Cost()))
  }

  /// The next complete plan, the cheapest first; nil where there is no other.
  mutating func next() -> Found? {
    var places = 0
    while let entry = open.popMin() {
      let way = ways[entry.way]
      if isEnd(way.place) { return found(entry.way) }
      // Where memory does not matter, neither does what a place lies in.
      var place = way.place
      if goal != .memory, mostMemory == nil, land.planning.memoryLimit == nil {
        (place.held, place.isPart) = (0, false)
      }
      let (costs, goal) = (closed[place] ?? [], goal)
      if costs.contains(where: { $0.dominates(way.cost, by: goal) }) { continue }
      closed[place] = costs + [way.cost]
      places += 1
      if places > mostPlaces, isScout || best != nil { continue }
      leave(entry.way)
    }
    return nil
  }

  private func isEnd(_ place: Stop) -> Bool {
    place.side == land.lastSide && place.layout == land.end
  }

  /// Follows all moves from a place.
  private mutating func leave(_ index: Int) {
    let place = ways[index].place
    let land = land
    for next in land.neighbours(of: place.layout, place.side) {
      follow(from: index, to: next, place.side) {
        Move(land.sites[place.side], place.layout, next)
      }
    }
    guard place.side < land.lastSide else { return }
    for next in land.arrivals where land.keepsOrder(from: place.layout, 0, to: next, 1) {
      follow(from: index, to: next, 1) { land.crossingMove(place.layout, next) }
    }
  }

  private mutating func follow(
    from index: Int, to layout: Layout, _ side: Int, by makeMove: () -> Move?
  ) {
    let (place, spent) = (ways[index].place, ways[index].cost)
    let remaining = land.remaining(layout, side) * land.elementBytes
    let isLast = side == land.lastSide && layout == land.end
    // What is spent already and must still cross tells most dead ends before a move is priced.
    if isDeadEnd(spent, steps: isLast ? 1 : 2, bytes: remaining) { return }
    guard let move = makeMove() else { return }
    let bytes = move.movement.total * land.elementBytes
    if let mostBytes, spent.bytes + bytes + remaining > mostBytes { return }
    guard
      let cost = land.cost(of: move, from: place, to: (layout, side), thriftily: isThrifty)
    else { return }
    if let mostMemory, cost.memory > mostMemory { return }
    if isDeadEnd(spent + cost, steps: isLast ? 0 : 1, bytes: remaining) { return }
    let next = land.stop(after: move, from: place, to: layout, side)
    add(Way(place: next, move: move, before: index, cost: spent + cost))
  }

  /// Whether all plans are dearer than may be, or than one that was found, that begin with what is
  /// spent: a number of steps must follow at the least, each of which takes its overhead, and so many
  /// bytes cross.
  private func isDeadEnd(_ spent: Cost, steps: Int, bytes: Int) -> Bool {
    if let mostBytes, spent.bytes + bytes > mostBytes { return true }
    guard !isExhaustive, let bound else { return false }
    var least = spent
    least.time += steps * land.leastTime
    least.bytes += bytes
    return bound < Rank(least, by: goal)
  }

  private mutating func add(_ way: Way) {
    var guess = way.cost
    if goal == .bytes {
      let (layout, side) = (way.place.layout, way.place.side)
      let left = isScout ? land.remaining(layout, side) : land.distance(layout, side)
      guess.bytes += left * land.elementBytes
    }
    let rank = Rank(guess, by: goal)
    if !isExhaustive, let bound, bound < rank { return }
    if isEnd(way.place), best.map({ rank < $0 }) ?? true { (best, bound) = (rank, rank) }
    ways.append(way)
    open.insert(Entry(rank: rank, way: ways.count - 1))
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
