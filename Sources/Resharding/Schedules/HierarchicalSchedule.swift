import Elements
import Sharding

/// An exchange among ranks of several hosts, thought through: who reads, sends, receives and folds
/// what, and when.
///
/// Blocks that ranks of one host need of another cross once, to one of them, and are read by the others
/// in its new shard. Contributions that are folded cross as they are, or as the fold of neighbours, as far
/// as that keeps the bits. `HierarchicalScheduleBuilder` tells how. Blocks go in pieces, so that hosts work at the same
/// time.
///
/// Three things are the same on every rank: the pieces, what crosses, and which ranks' shards are read. Of the
/// operations each rank keeps its own, in the order in which it does them. Nothing is communicated to find
/// this out: all ranks think the same exchange through, in O(pieces x hosts). `HierarchicalExchange` carries it out.
package struct HierarchicalSchedule {
  package let pieces: [Piece]
  /// This rank's, in the order in which it does them.
  package let operations: [Operation]
  /// How often this rank sends and folds what came in, or was folded to go on.
  package let uses: [Place: Int]
  /// The bytes that all hosts send each other.
  package let betweenHosts: Int
  package let folding: Folding
  /// The ranks whose old shards others of their host read, and those whose new ones they do.
  package let publishers: Set<Int>
  package let leaderRanks: Set<Int>

  /// - Parameters:
  ///   - hosts: of the group's ranks.
  ///   - stagingBytes: how many bytes a rank may stage in each direction.
  ///   - chains: whether folds go from host to host.
  package init(
    _ phase: Phase, _ route: Route, dtype: DType, hosts: HostMap, rank: Int,
    stagingBytes: Int, chains: Bool
  ) {
    folding = Folding(route.folds, dtype)
    var builder = HierarchicalScheduleBuilder(
      folding.order, dtype, hosts: hosts, rank: rank, chains: chains)
    builder.add(
      HierarchicalScheduleBuilder.jobs(phase.exchange, route.schedule, hosts),
      stagingBytes: stagingBytes)
    pieces = builder.pieces
    operations = builder.operations
    uses = Self.uses(operations)
    betweenHosts = builder.betweenHosts
    publishers = builder.publishers
    leaderRanks = builder.leaderRanks
  }

  private static func uses(_ operations: [Operation]) -> [Place: Int] {
    var uses: [Place: Int] = [:]
    for operation in operations {
      for value in operation.action.used {
        uses[Place(piece: operation.piece, value: value), default: 0] += 1
      }
    }
    return uses
  }
}

extension HierarchicalSchedule {
  /// A block of an exchange, or a fold on its way.
  package enum Value: Hashable {
    /// What a rank contributes.
    case source(Int)
    /// The fold of a run of neighbours, or of all up to it.
    case partial(Int)
    /// The folded block, on a rank that does not need it.
    case total
    /// The block in the new shard.
    case result
  }

  /// What a rank does with a piece.
  package enum Action {
    case send(Value, to: Int)
    case receive(Value, from: Int)
    case fold([Value], into: Value)
    /// Copies the block from the shard of a rank of this host, or the own one, into the new shard.
    case take(from: Int)
    /// Tells the host's ranks that this one's new shard has what is to be read there, and reads it in
    /// theirs: the blocks that each received or folded for all.
    case spread([(piece: Int, from: Int)])

    /// The values that it sends on or folds.
    fileprivate var used: [Value] {
      switch self {
      case .send(let value, _): [value]
      case .fold(let values, _): values
      case .receive, .take, .spread: []
      }
    }
  }

  /// An action in its turn: it waits only for what others do in earlier times.
  package struct Operation {
    package var time: Int
    package var piece: Int
    package var action: Action
  }

  /// A value of a piece.
  package struct Place: Hashable {
    package let piece: Int
    package let value: Value

    package init(piece: Int, value: Value) { (self.piece, self.value) = (piece, value) }
  }

  /// As much of a block as goes at once.
  package struct Piece {
    package let box: Box
    /// Of a fold: how many contributions it has.
    package let contributions: Int
  }
}
