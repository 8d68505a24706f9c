import Elements
import Sharding

/// The schedule of an exchange among ranks of several hosts: which rank reads, sends, receives and folds which
/// block, and when.
///
/// A block that several ranks of a host need crosses to the host once. One rank receives it into its new shard, and
/// the others read it there. Contributions to a fold cross one by one, or folded with their neighbours if that
/// changes no bit of the result; see `HierarchicalScheduleBuilder`. Blocks are cut into pieces, so that the hosts
/// work at the same time.
///
/// Every rank computes the whole schedule, so nothing is communicated to agree on it: O(pieces x hosts). The
/// pieces, the bytes between hosts and the ranks whose shards are read are the same on all ranks. A rank keeps its
/// own operations only. `HierarchicalExchange` carries them out.
package struct HierarchicalSchedule {
  package let pieces: [Piece]
  /// This rank's operations, in the order in which it does them.
  package let operations: [Operation]
  /// How often this rank sends or folds each value that it received or folded.
  package let uses: [Place: Int]
  /// The bytes that all hosts together send to other hosts.
  package let betweenHosts: Int
  package let folding: Folding
  /// The ranks whose old shards other ranks of their host read.
  package let publishers: Set<Int>
  /// The ranks whose new shards other ranks of their host read.
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
