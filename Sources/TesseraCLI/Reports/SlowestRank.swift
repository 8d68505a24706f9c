import Tessera

/// Times what all ranks do together, from a barrier until the slowest rank has finished.
enum SlowestRank {
  /// Returns the seconds of `count` runs, ascending. All ranks call it.
  static func seconds(_ count: Int, on cluster: Cluster, _ run: () throws -> Void) throws
    -> [Double]
  {
    var own: [Int] = []
    for _ in 0..<count {
      try cluster.barrier()
      let start = ContinuousClock.now
      try run()
      own.append(Int((ContinuousClock.now - start) / .nanoseconds(1)))
    }
    let all = try cluster.gathered(own)
    return own.indices.map { index in Double(all.map { $0[index] }.max() ?? 0) * 1e-9 }.sorted()
  }
}
