import Execution
import MPI

extension Cluster {
  /// Finds which ranks exchange shards without MPI: the number of ranks on each host, hosts in the order of their
  /// lowest ranks, and whether the ranks of every host map each other's memory. Collective over the whole job.
  public func exchangeReach() throws(TesseraError) -> (hosts: [Int], sharesMemory: Bool) {
    guard case .processes(let executor, let communicator, _) = backing else {
      return ([size], true)
    }
    do {
      let sharing: NodeSharing
      if let own = executor.transport.sharing {
        sharing = own
      } else {
        sharing = try NodeSharing(communicator)
      }
      let (hosts, reads) = try sharing.reach()
      let all = try communicator.gathered([reads ? 1 : 0] as [UInt64])
      return (hosts, all.allSatisfy { $0 == [1] })
    } catch {
      throw TesseraError(error)
    }
  }
  /// By rank: its host, by the lowest rank of it. Collective where ranks exchange by MPI alone.
  package func hosts() throws(TesseraError) -> [Int] {
    guard case .processes(let executor, let communicator, _) = backing else {
      return [Int](repeating: 0, count: size)
    }
    if let own = executor.transport.sharing { return own.hosts }
    let ranksPerHost = try ExchangeChoice.ranksPerHost()
    do { return try NodeSharing(communicator, ranksPerHost: ranksPerHost).hosts } catch {
      throw TesseraError(error)
    }
  }
}
