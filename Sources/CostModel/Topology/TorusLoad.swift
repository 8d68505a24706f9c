/// What the links of a torus carry of a group's messages, which go the shortest way dim by dim from the first,
/// upwards where both ways are as long.
///
/// All groups of a mesh act at once, each in its own nodes of the same rings: where together they fill a ring,
/// each of its links carries as much as another; where one group is alone on a ring, its busiest link counts.
struct TorusLoad {
  /// Of all messages between nodes: how often a byte that a rank sends passes the busiest link.
  private(set) var direct = 1.0
  /// The same of messages to the next of the group.
  private(set) var ring = 1.0
  /// In blocks: what the busiest link carries of a doubling exchange, of each rank of a node.
  private(set) var doubling = 0.0
  /// Hops of the farthest message.
  private(set) var most = 1

  private let axes: [(stride: Int, length: Int)]
  private let width: Int

  /// Up to how many pairs of nodes of a ring are looked at.
  private static let mostPairs = 1 << 20

  /// Nil where the level is no torus, or the group does not reach over it.
  ///
  /// - Complexity: O((group + active) x dims), and up to `mostPairs` pairs in each dim.
  init?(_ topology: Topology, _ index: Int, of group: [Int], among active: [Int]?) {
    guard !topology.levels[index].torus.isEmpty, let first = group.first else { return nil }
    width = topology.sharers(index)
    var stride = 1
    axes = topology.levels[index].torus.reversed().map { length in
      defer { stride *= length }
      return (stride, length)
    }.reversed()
    let home = topology.domain(of: first, index)
    let near = group.filter { topology.domain(of: $0, index) == home }
    let nodes = Self.distinct(near, width)
    guard nodes.count > 1 else { return nil }
    let all = active.map { ranks in
      Self.distinct(ranks.filter { topology.domain(of: $0, index) == home }, width)
    }
    (direct, most) = (0, 0)
    for axis in axes {
      let places = Self.places(nodes, axis)
      let count = places.count { $0 }
      guard count > 1 else { continue }
      let together = all.map { Self.places($0, axis).count { $0 } } ?? count
      let (load, hops) = Self.busiest(places, count, together)
      most += hops
      direct = max(direct, load * Double(nodes.count) / Double(count) / Double(nodes.count - 1))
    }
    var edges = Passes(axes)
    for (one, other) in zip(near, near.dropFirst() + near.prefix(1))
    where one / width != other / width {
      edges.add(1, from: one / width, to: other / width)
    }
    ring = max(1, edges.busiest / Double(max(1, edges.count)))
    var rounds = Passes(axes)
    let own = near.indices.filter { near[$0] / width == first / width }
    for place in own {
      var distance = 1
      while distance < near.count {
        let source = near[(place + distance) % near.count]
        rounds.add(
          min(distance, near.count - distance), from: source / width, to: near[place] / width)
        distance *= 2
      }
    }
    doubling = rounds.busiest / Double(own.count)
  }

  private static func distinct(_ ranks: [Int], _ width: Int) -> [Int] {
    guard width > 1 else { return ranks }
    var seen: Set<Int> = []
    return ranks.compactMap { seen.insert($0 / width).inserted ? $0 / width : nil }
  }

  /// Which places of a ring some nodes take.
  private static func places(_ nodes: [Int], _ axis: (stride: Int, length: Int)) -> [Bool] {
    var places = [Bool](repeating: false, count: axis.length)
    for node in nodes { places[node / axis.stride % axis.length] = true }
    return places
  }

  /// What the busiest link of a ring carries where each of these places sends to each, and the most hops.
  ///
  /// - Parameter together: how many places all groups take that use the ring.
  private static func busiest(_ places: [Bool], _ count: Int, _ together: Int) -> (Double, Int) {
    let length = places.count
    let half = length / 2
    if count == length { return (Double(half * (half + 1) / 2), half) }
    let taken = places.indices.filter { places[$0] }
    // By link, up and down: how many more or fewer messages pass it than the one before.
    var changes = [[Int](repeating: 0, count: length + 1), [Int](repeating: 0, count: length + 1)]
    var (sums, most, pairs) = ([0, 0], 0, 0)
    for one in taken {
      for other in taken where other != one && pairs < mostPairs {
        pairs += 1
        let up = (other - one + length) % length
        let isUp = 2 * up <= length
        let (hops, start) = isUp ? (up, one) : (length - up, other)
        most = max(most, hops)
        sums[isUp ? 0 : 1] += hops
        changes[isUp ? 0 : 1][start] += 1
        let end = start + hops
        changes[isUp ? 0 : 1][min(end, length)] -= 1
        if end > length {
          changes[isUp ? 0 : 1][0] += 1
          changes[isUp ? 0 : 1][end - length] -= 1
        }
      }
    }
    // Of all groups that use the ring the links carry as much on the mean.
    let mean = Double(sums.max() ?? 0) * Double(together) / Double(length) / Double(count)
    if pairs >= mostPairs { return (mean, most) }
    let busiest = changes.map { changes in
      changes.dropLast().reduce(into: (sum: 0, most: 0)) {
        $0.sum += $1
        $0.most = max($0.most, $0.sum)
      }.most
    }
    return (max(mean, Double(busiest.max() ?? 0)), most)
  }
}

/// How often messages pass links, by dim and direction.
private struct Passes {
  private let axes: [(stride: Int, length: Int)]
  private var sums: [Int]
  private(set) var count = 0

  init(_ axes: [(stride: Int, length: Int)]) {
    self.axes = axes
    sums = [Int](repeating: 0, count: 2 * axes.count)
  }

  mutating func add(_ times: Int, from one: Int, to other: Int) {
    count += 1
    for (dim, axis) in axes.enumerated() {
      let up =
        (other / axis.stride % axis.length - one / axis.stride % axis.length + axis.length)
        % axis.length
      let isUp = 2 * up <= axis.length
      sums[2 * dim + (isUp ? 0 : 1)] += times * (isUp ? up : axis.length - up)
    }
  }

  var busiest: Double { Double(sums.max() ?? 0) }
}
