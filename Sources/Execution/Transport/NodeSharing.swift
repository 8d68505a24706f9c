import CostModel
import Foundation
import MPI
import Resharding
import Tensors

/// The groups of ranks that read each other's shards on one host, or on each of several hosts; each made
/// when it is first used.
package final class NodeSharing {
  private let communicator: Communicator
  /// By which ways ranks are to exchange; not all by MPI.
  let choice: ExchangeChoice
  /// What ways are priced by.
  let costs: CostModel
  private let node: NodeRanks
  private let isCrowded: Bool
  private var groups: [[Int]: SharedMemoryGroup?] = [:]
  private var hostGroups: [[Int]: HostGroup?] = [:]

  /// Has this process's memory shared from now on. Collective over `communicator`.
  ///
  /// - Parameters:
  ///   - communicator: the ranks that exchange.
  ///   - choice: by which ways ranks are to exchange.
  ///   - costs: what `auto` prices them by.
  ///   - ranksPerHost: so many ranks in a row count as one host; nil for what MPI says.
  package init(
    _ communicator: Communicator, choice: ExchangeChoice = .auto, costs: CostModel = CostModel(),
    ranksPerHost: Int? = nil
  ) throws {
    StoragePool.share()
    self.choice = choice
    var costs = costs.withHosts
    costs.exchange = choice
    self.costs = costs
    self.communicator = communicator
    node = try NodeRanks(communicator, ranksPerHost: ranksPerHost)
    // Hosts that are pretended share this one's processors.
    let neighbours =
      ranksPerHost == nil ? node.count(with: communicator.rank) : communicator.size
    isCrowded = neighbours > ProcessInfo.processInfo.activeProcessorCount
  }

  /// The group of `ranks`, which call it together; nil on all of them where they do not share a host,
  /// or one cannot read another's memory.
  package func group(_ ranks: [Int]) throws -> SharedMemoryGroup? {
    if let known = groups[ranks] { return known }
    var group: SharedMemoryGroup?
    if node.areTogether(ranks) {
      group = try SharedMemoryGroup.join(ranks, communicator.subgroup(ranks), isCrowded: isCrowded)
    }
    groups[ranks] = .some(group)
    return group
  }

  /// The group of `ranks`, which call it together, in two levels; nil on all of them where they share a
  /// host, no two do, or one cannot read another's memory. Collective: a word from each rank to each.
  func hostGroup(_ ranks: [Int]) throws -> HostGroup? {
    if let known = hostGroups[ranks] { return known }
    var group: HostGroup?
    let map = HostMap(ranks, host: node.host)
    if map.all.count > 1, map.mostTogether > 1 {
      let own = map.members(of: node.host(of: communicator.rank))
      // Who waits for a rank that waits for the network lets go of the processor soon.
      let reading =
        own.count > 1
        ? try SharedMemoryGroup.join(own, communicator.subgroup(own), isCrowded: true) : nil
      let reads: UInt64 = own.count == 1 || reading != nil ? 1 : 0
      if try communicator.subgroup(ranks).gathered([reads]).allSatisfy({ $0 == [1] }) {
        group = HostGroup(map, node: reading, communicator)
      }
    }
    hostGroups[ranks] = .some(group)
    return group
  }

  /// Whether all of `ranks` share one host.
  package func areTogether(_ ranks: [Int]) -> Bool { node.areTogether(ranks) }

  /// By rank: its host, by its lowest rank.
  package var hosts: [Int] { node.leads }

  /// The host of a rank, by its lowest rank.
  package func host(of rank: Int) -> Int { node.host(of: rank) }
}

extension NodeSharing {
  /// How many ranks each host has, and whether this rank can read the memory of all others of its host.
  /// Collective over the job.
  package func reach() throws -> (hosts: [Int], readsHost: Bool) {
    let own = (0..<communicator.size).filter {
      node.host(of: $0) == node.host(of: communicator.rank)
    }
    let reads = own.count == 1 ? StoragePool.address.contains { $0 != 0 } : try group(own) != nil
    return (node.counts, reads)
  }
}
