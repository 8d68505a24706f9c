import MPI

/// Which ranks of a communicator share a host.
struct NodeRanks {
  /// By rank: the lowest rank of its host.
  let leads: [Int]

  /// Asks MPI. Collective over `communicator`; a word from each rank to each.
  ///
  /// - Parameter ranksPerHost: so many ranks in a row count as one host; nil for what MPI says.
  init(_ communicator: Communicator, ranksPerHost: Int?) throws {
    if let ranksPerHost {
      leads = (0..<communicator.size).map { $0 / ranksPerHost * ranksPerHost }
      return
    }
    let host = try communicator.splitShared()
    let lead = try host.gathered([UInt64(communicator.rank)])[0]
    leads = try communicator.gathered(lead).map { Int($0[0]) }
  }

  /// The host of `rank`, by its lowest rank.
  func host(of rank: Int) -> Int { leads[rank] }

  /// How many ranks each host has, in the order of their lowest ranks.
  var counts: [Int] { Set(leads).sorted().map { lead in leads.count { $0 == lead } } }

  /// How many ranks share the host of `rank`.
  func count(with rank: Int) -> Int { leads.count { $0 == leads[rank] } }

  /// Whether all of `ranks` share one host.
  func areTogether(_ ranks: [Int]) -> Bool {
    ranks.allSatisfy { leads[$0] == leads[ranks[0]] }
  }
}
