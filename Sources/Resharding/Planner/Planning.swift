import CostModel
import Elements
import Sharding

/// The goal of a planner, and the limits that it keeps to.
public struct Planning: Hashable, Sendable {
  /// The quantity to minimise. Ties go to fewer bytes, then fewer messages, then less memory.
  public enum Goal: String, Hashable, Sendable, CaseIterable, Codable {
    /// The seconds that the cost model predicts.
    case time
    /// The bytes that all ranks receive together; then the seconds.
    case bytes
    /// The bytes that a rank holds beside its source and target shards; then the seconds.
    case memory
  }

  /// The goal.
  public var minimise: Goal
  /// The maximum number of bytes that a rank may hold beside its source and target shards; nil for no limit.
  public var memoryLimit: Int?
  /// The model that predicts seconds.
  public var costs: CostModel
  /// The number of bytes that a rank may stage in each direction, unless the limit requires less.
  public var stagingBytes: Int

  /// A planning that minimises bytes if nothing else is said, prices on one host, and has no memory limit.
  public init(
    minimise: Goal = .bytes, memoryLimit: Int? = nil, costs: CostModel = CostModel(),
    stagingBytes: Int = 8 << 20
  ) {
    self.minimise = minimise
    self.memoryLimit = memoryLimit
    self.costs = costs
    self.stagingBytes = stagingBytes
  }
}

/// Why there is no plan.
public enum PlanningError: Error, Hashable, Sendable {
  /// The placements of the transition do not fit the tensor.
  case placement(ShardingError)
  /// The ranks together would receive more bytes than a 64-bit integer counts.
  case size(transition: String)
  /// No plan keeps to the memory limit; the thriftiest one needs `needed` bytes.
  case memory(needed: Int, limit: Int, transition: String)
}

extension PlanningError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String {
    switch self {
    case .placement(let error): error.description
    case .size(let transition):
      "\(transition): the ranks together must receive less than 2^63 B, this is more"
    case .memory(let needed, let limit, let transition):
      "\(transition): a plan needs at least \(needed) B beyond source and target, "
        + "the memory limit is \(limit) B"
    }
  }
}

extension PlanningError: ClassifiedError {
  /// What went wrong, in general; it decides the exit code.
  public var kind: TesseraError.Kind {
    if case .placement(let error) = self { error.kind } else { .data }
  }
}
