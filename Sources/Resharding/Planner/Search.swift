import HeapModule
import Sharding

/// Dijkstra's search for the cheapest plan, over the layouts of the source mesh and of the target
/// mesh; for bytes guided by what must still cross (A*: Hart, Nilsson and Raphael 1968).
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

  /// How many places are left once a complete plan is known: beyond that the best one so far is the
  /// answer, so that planning takes a bounded time whatever the number of mesh dims.
  ///
  /// Those without partial values, whose least bytes are known, are settled early. With partial ones,
  /// of 4,000 random transitions no plan under `bytes` was found beyond 256 places that was better,
  /// and none under `time` beyond 128.
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
  private var best: Rank?
  private let isExhaustive: Bool

  /// - Parameter isExhaustive: whether plans that are dearer than one that was found are wanted too.
  init(
    _ land: Landscape, goal: Planning.Goal, isThrifty: Bool = false, mostBytes: Int? = nil,
    mostMemory: Int? = nil, isExhaustive: Bool = false
  ) {
    self.land = land
    self.goal = goal
    self.isThrifty = isThrifty
    self.mostBytes = mostBytes
    self.mostMemory = mostMemory
    self.isExhaustive = isExhaustive
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
      if places > mostPlaces, best != nil { continue }
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
    let way = ways[index]
    let distance = land.distance(layout, side) * land.elementBytes
    // What is spent already and must still cross tells most dead ends before a move is priced.
    if let mostBytes, way.cost.bytes + distance > mostBytes { return }
    if !isExhaustive, let best {
      // Every step takes its overhead, and moves what is missing later if not now.
      var least = way.cost
      least.time += land.leastTime
      if goal == .bytes { least.bytes += distance }
      if best < Rank(least, by: goal) { return }
    }
    guard let move = makeMove() else { return }
    let bytes = move.movement.total * land.elementBytes
    if let mostBytes, way.cost.bytes + bytes + distance > mostBytes { return }
    guard
      let cost = land.cost(of: move, from: way.place, to: (layout, side), thriftily: isThrifty)
    else { return }
    if let mostMemory, cost.memory > mostMemory { return }
    let next = land.stop(after: move, from: way.place, to: layout, side)
    add(Way(place: next, move: move, before: index, cost: way.cost + cost))
  }

  private mutating func add(_ way: Way) {
    var guess = way.cost
    if goal == .bytes {
      guess.bytes += land.distance(way.place.layout, way.place.side) * land.elementBytes
    }
    let rank = Rank(guess, by: goal)
    if !isExhaustive, let best, best < rank { return }
    if isEnd(way.place), best.map({ rank < $0 }) ?? true { best = rank }
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
