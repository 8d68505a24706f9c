import Sharding

/// What a plan, or the beginning of one, costs. Integers, so that every rank on every machine finds
/// the same order; what exceeds them is `Int.max`.
struct Cost: Hashable {
  /// The picoseconds that the cost model predicts.
  var time = 0
  /// Received by all ranks together.
  var bytes = 0
  /// Received by the busiest rank.
  var messages = 0
  /// The most that a rank holds beyond its old shard and its new one at any one step.
  var memory = 0

  static func + (left: Cost, right: Cost) -> Cost {
    Cost(
      time: left.time +| right.time, bytes: left.bytes +| right.bytes,
      messages: left.messages +| right.messages, memory: max(left.memory, right.memory))
  }

  /// Picoseconds, at most a month of them.
  static func picoseconds(_ seconds: Double) -> Int { Int(min(seconds, 2.6e6) * 1e12) }

  /// Whether whatever follows is as cheap from here as from `other`, for this goal.
  func dominates(_ other: Cost, by goal: Planning.Goal) -> Bool {
    goal == .memory ? memory <= other.memory : time <= other.time && bytes <= other.bytes
  }
}

/// A cost as a goal sees it: what counts first comes first.
struct Rank: Comparable {
  private let keys: (Int, Int, Int, Int)

  init(_ cost: Cost, by goal: Planning.Goal) {
    keys =
      switch goal {
      case .time: (cost.time, cost.bytes, cost.messages, cost.memory)
      case .bytes: (cost.bytes, cost.time, cost.messages, cost.memory)
      case .memory: (cost.memory, cost.time, cost.bytes, cost.messages)
      }
  }

  static func < (left: Rank, right: Rank) -> Bool { left.keys < right.keys }

  static func == (left: Rank, right: Rank) -> Bool { left.keys == right.keys }
}
