import Foundation
import MPI
import Tensors

/// The groups of one host's ranks that read each other's shards, each made when it is first used.
public final class NodeSharing {
  private let communicator: Communicator
  private let node: NodeRanks
  private let isCrowded: Bool
  private var groups: [[Int]: NodeGroup?] = [:]

  /// Has this process's memory shared from now on. Collective over `communicator`.
  ///
  /// - Parameter ranksPerHost: so many ranks in a row count as one host; nil for what MPI says.
  public init(_ communicator: Communicator, ranksPerHost: Int? = nil) throws(MPIError) {
    StoragePool.share()
    self.communicator = communicator
    node = try NodeRanks(communicator, ranksPerHost: ranksPerHost)
    isCrowded =
      node.count(with: communicator.rank) > ProcessInfo.processInfo.activeProcessorCount
  }

  /// The group of `ranks`, which call it together; nil on all of them where they do not share a host,
  /// or one cannot read another's memory.
  func group(_ ranks: [Int]) throws(MPIError) -> NodeGroup? {
    if let known = groups[ranks] { return known }
    var group: NodeGroup?
    if node.areTogether(ranks) {
      group = try NodeGroup.join(ranks, communicator.subgroup(ranks), isCrowded: isCrowded)
    }
    groups[ranks] = .some(group)
    return group
  }
}
