import CostModel
import Elements
import Resharding
import Sharding

/// A step whose messages are known by classes of ranks.
enum ClassifiedStep {
  case complete(CompleteStep)
  case blocks(BlockStep)

  var step: ReshardStep {
    switch self {
    case .complete(let step): step.step
    case .blocks(let step): step.step
    }
  }

  /// How many ranks are looked at to find what one rank gets; of blocks none but those that it gets.
  fileprivate var sourceCount: Int {
    if case .complete(let step) = self { return step.sourceCount }
    return 0
  }
}

/// Ranks in classes of those that nothing tells apart: neither what they have and need nor how many messages of which
/// length they get from, and send to, ranks of each class. Where every step is a `CompleteStep` these are ranks
/// whose shards have equal lengths and who are in groups of the same make, also where a tensor dim falls into unequal
/// parts.
struct CompleteClasses: Classes {
  let steps: [ClassifiedStep]
  /// By class: the rank that speaks for it, and how many it has.
  let members: [Workload.RankClass]
  /// By rank: its class, -1 where it takes no part.
  private let classes: [Int32]

  /// Up to how many classes each pair of them is looked at, whatever the number of ranks.
  private static let fewClasses = 256

  /// The most classes, and the most ranks from which one of each class gets something, where blocks are listed.
  private static let mostClasses = 4096
  private static let mostSources = 1 << 26

  /// How often ranks are told apart by what is known of others. Where meshes overlap by an odd number of ranks each time
  /// tells a few more.
  private static let mostRounds = 64

  /// The classes of the ranks of `steps`; nil if the ranks are no range of numbers by far, more classes are left
  /// than are worth looking at, or some step is no `CompleteStep` and has more blocks than `limit`.
  ///
  /// - Parameter limit: nil if all steps are to be complete, on meshes that are apart.
  /// - Complexity: O(steps x (ranks + blocks)), a few times.
  init?(_ steps: [ReshardStep], shape: [Int], limit: Int?) {
    let meshes = steps.flatMap { [$0.from.mesh, $0.to.mesh] }
    let last = meshes.reduce(0) { max($0, $1.rankOrder.highest) }
    let count = meshes.reduce(0) { max($0, $1.count) }
    guard !steps.isEmpty, limit != nil || Self.areApart(steps), last / 4 <= count + 1024 else {
      return nil
    }
    var classified: [ClassifiedStep] = []
    for step in steps {
      if let complete = CompleteStep(step, shape: shape) {
        classified.append(.complete(complete))
      } else if let limit, let blocks = BlockStep(step, shape: shape, limit: limit) {
        classified.append(.blocks(blocks))
      } else {
        return nil
      }
    }
    var coloring = Coloring(upTo: last)
    for step in classified {
      switch step {
      case .complete(let step): step.forEachLabel { coloring.mark($0, $1) }
      case .blocks(let step): step.forEachLabel { coloring.mark($0, $1) }
      }
    }
    let mostClasses = limit == nil ? Self.fewClasses : Self.mostClasses
    var (known, rounds) = (0, 0)
    while coloring.count != known, coloring.count <= mostClasses {
      known = coloring.count
      rounds += 1
      guard limit == nil || rounds <= Self.mostRounds else { return nil }
      for step in classified {
        switch step {
        case .complete(let step): if step.hasGroups { coloring.refine(byGroupsOf: step) }
        case .blocks(let step): coloring.refine(byBlocksOf: step)
        }
      }
    }
    known = coloring.count
    guard known <= mostClasses,
      known <= Self.fewClasses
        || classified.allSatisfy({ known * $0.sourceCount <= Self.mostSources })
    else { return nil }
    self.steps = classified
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

  /// The class of a rank; nil if it takes no part.
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

  /// Tells ranks apart by what they send to, and get from, ranks of each number.
  mutating func refine(byBlocksOf step: BlockStep) {
    var given = [UInt64](repeating: 0, count: step.sourceGroupCount)
    var wanted = [UInt64](repeating: 0, count: step.targetGroupCount)
    step.forEachSender { rank, group in given[group] &+= Self.mixed(colors[rank]) }
    step.forEachReceiver { rank, group in wanted[group] &+= Self.mixed(colors[rank]) }
    let (sent, received) = step.sums(given, wanted)
    step.forEachSender { rank, group in mark(rank, Int(truncatingIfNeeded: sent[group])) }
    step.forEachReceiver { rank, group in mark(rank, Int(truncatingIfNeeded: received[group])) }
  }

  /// A sum of such numbers tells what it is the sum of, but once in 2^64 times.
  private static func mixed(_ color: Int32) -> UInt64 {
    UInt64(truncatingIfNeeded: color).scattered
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
