import CostModel
import Elements
import Resharding
import Sharding

/// Ranks in classes of those whose shards have equal lengths and who are in groups of the same make, where every
/// step is a `CompleteStep`. Then each rank of a class gets as many blocks of a length from each other class,
/// also where a tensor dim falls into unequal parts, so that no rank can be told from another of its class.
struct CompleteClasses: Classes {
  let steps: [CompleteStep]
  /// By class: the rank that speaks for it, and how many it has.
  let members: [Workload.RankClass]
  /// By rank: its class, -1 where it takes no part.
  private let classes: [Int32]

  /// Beyond how many classes each pair of them is too much to look at.
  private static let mostClasses = 256

  /// The classes of the ranks of `steps`; nil where some step is no `CompleteStep`, the ranks are no range of
  /// numbers by far, or more classes are left than are worth looking at.
  ///
  /// - Complexity: O(steps x ranks), a few times.
  init?(_ steps: [ReshardStep], shape: [Int]) {
    let complete = steps.compactMap { CompleteStep($0, shape: shape) }
    guard !steps.isEmpty, complete.count == steps.count, Self.areApart(steps) else { return nil }
    let meshes = steps.flatMap { [$0.from.mesh, $0.to.mesh] }
    let last = meshes.reduce(0) { max($0, $1.rankOrder.highest) }
    let count = meshes.reduce(0) { max($0, $1.count) }
    guard last / 4 <= count + 1024 else { return nil }
    var coloring = Coloring(upTo: last)
    for step in complete {
      step.forEachLabel { coloring.mark($0, $1) }
    }
    var known = 0
    while coloring.count != known, coloring.count <= Self.mostClasses {
      known = coloring.count
      for step in complete where step.hasGroups { coloring.refine(byGroupsOf: step) }
    }
    guard coloring.count <= Self.mostClasses else { return nil }
    self.steps = complete
    (classes, members) = coloring.classes
  }

  /// Whether any two meshes of the steps have the same ranks at the same coordinates, or none in common.
  private static func areApart(_ steps: [ReshardStep]) -> Bool {
    var apart: [ProcessMesh] = []
    for mesh in steps.flatMap({ [$0.from.mesh, $0.to.mesh] })
    where !apart.contains(where: { $0.hasSameRanks(as: mesh) }) {
      guard apart.allSatisfy({ mesh.rankOrder.isDisjoint(with: $0.rankOrder) }) else {
        return false
      }
      apart.append(mesh)
    }
    return true
  }
}

extension CompleteClasses {
  var count: Int { members.count }

  func index(of rank: Int) -> Int { place(of: rank) ?? 0 }

  /// The class of a rank; nil where it takes no part.
  func place(of rank: Int) -> Int? {
    classes.indices.contains(rank) && classes[rank] >= 0 ? Int(classes[rank]) : nil
  }

  func size(of index: Int) -> Int { members[index].count }

  /// On a flat network each rank has its own ports.
  func representative(of port: Port, ranksPerPort: Int) -> (port: Port, count: Int) {
    let kind = members[index(of: port.index)]
    var first = port
    first.index = kind.rank
    return (first, kind.count)
  }
}

/// Numbers for ranks that are told apart by more and more.
private struct Coloring {
  private struct Pair: Hashable {
    var color: Int32
    var label: Int
  }

  /// By rank; -1 where it takes no part.
  private var colors: [Int32]
  /// By what a rank was, and what it is told from others by: what it is then.
  private var known: [Pair: Int32] = [:]

  init(upTo last: Int) { colors = [Int32](repeating: -1, count: last + 1) }

  /// Adds a number by which a rank is told from others.
  mutating func mark(_ rank: Int, _ label: Int) {
    let pair = Pair(color: colors[rank], label: label)
    if let color = known[pair] {
      colors[rank] = color
    } else {
      colors[rank] = Int32(known.count)
      known[pair] = colors[rank]
    }
  }

  /// Tells ranks apart by how many of each number their groups have.
  mutating func refine(byGroupsOf step: CompleteStep) {
    var sums = [UInt64](repeating: 0, count: step.step.from.mesh.count)
    step.forEachMember { rank, group in sums[group] &+= Self.mixed(colors[rank]) }
    step.forEachMember { rank, group in mark(rank, Int(truncatingIfNeeded: sums[group])) }
  }

  /// A sum of such numbers tells what it is the sum of, but once in 2^64 times (Steele, Lea and Flood 2014).
  private static func mixed(_ color: Int32) -> UInt64 {
    var bits = (UInt64(truncatingIfNeeded: color) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }

  /// How many numbers ranks have.
  var count: Int { Set(colors).subtracting([-1]).count }

  /// The class of each rank, and its first member and size, in the order of ranks.
  var classes: (of: [Int32], members: [Workload.RankClass]) {
    var (numbers, members): ([Int32: Int32], [Workload.RankClass]) = ([:], [])
    let classes = colors.enumerated().map { rank, color -> Int32 in
      guard color >= 0 else { return -1 }
      if let number = numbers[color] {
        members[Int(number)].count += 1
        return number
      }
      numbers[color] = Int32(members.count)
      members.append(Workload.RankClass(rank: rank, count: 1))
      return Int32(members.count - 1)
    }
    return (classes, members)
  }
}
