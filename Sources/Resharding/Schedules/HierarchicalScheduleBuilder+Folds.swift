import Sharding

/// Folds of contributions that lie on several hosts.
///
/// A fold goes from the left, in the order of its contributions, and gives the bits that one process would
/// get. Contributions of one host that follow on each other are a run. A run is folded before it crosses,
/// so that one block crosses instead of several, as far as that keeps the bits:
///
/// - the fold of the first run always does, given that it crosses in the type that is accumulated in
///   (float32 for the 16-bit floats) and `avg` divides at the end;
/// - of `max`, `min`, `any` and `all`, and of integers' `sum` and `prod`, which are associative to the
///   bit, the fold of any run does.
///
/// All other runs cross as they are, and meet on each host that needs the result; or the fold goes along a
/// chain: the first host folds its run, the next goes on from there, and the last one's result goes back
/// from host to host (Thakur, Rabenseifner and Gropp 2005 reduce in any order, which rounding does not
/// allow). A chain can send less, and takes more messages in a row. The cost model says which it is to be:
/// see `CostModel.selectAlgorithm(for:span:)`.
extension HierarchicalScheduleBuilder {
  private typealias Run = (host: Int, ranks: [Int])

  /// A fold on each host that needs it, of what it has and what comes in.
  package mutating func meet(_ part: Part) {
    let runs = hosts.runs(of: part.job.sources)
    // By run: who folded it to be sent.
    var folders: [Int: Int] = [:]
    for (host, takers) in hosts.byHost(part.job.takers) {
      let folder = turn(takers, part.piece)
      var values: [HierarchicalSchedule.Value] = []
      for (index, run) in runs.enumerated() {
        let sources = run.ranks.map { HierarchicalSchedule.Value.source($0) }
        if run.host == host {
          values += sources
        } else if order.sendsFold(of: index, run.ranks.count) {
          let other = turn(hosts.members(of: run.host), part.piece)
          if folders[index] == nil {
            fold(sources, into: .partial(index), on: other, part, at: part.wave)
            folders[index] = other
          }
          message(.partial(index), from: other, to: folder, part, at: part.wave)
          values.append(.partial(index))
        } else {
          for source in run.ranks {
            message(.source(source), from: source, to: folder, part, at: part.wave)
          }
          values += sources
        }
      }
      fold(values, into: .result, on: folder, part, at: part.wave + 1)
      gather(part, host, at: folder, takers, ready: part.wave + 1)
    }
  }

  /// A fold that goes on from host to host, and back to those that need it.
  package mutating func chain(_ part: Part) {
    let runs = hosts.runs(of: part.job.sources)
    let takers = hosts.byHost(part.job.takers)
    guard let last = runs.last else { return }
    let needed = takers.first { $0.host == last.host }?.ranks
    var before: (value: HierarchicalSchedule.Value, rank: Int)?
    for (index, run) in runs.enumerated() {
      // What one rank contributes is sent on by itself.
      if index == 0, run.ranks.count == 1 {
        before = (.source(run.ranks[0]), run.ranks[0])
        continue
      }
      let (time, isLast) = (part.wave + index, index == runs.count - 1)
      let members = hosts.members(of: run.host)
      let folder = turn(isLast ? needed ?? members : members, part.piece)
      var values: [HierarchicalSchedule.Value] = []
      if let before {
        message(before.value, from: before.rank, to: folder, part, at: time - 1)
        values.append(before.value)
      }
      values += run.ranks.map { .source($0) }
      let value =
        isLast ? (needed == nil ? HierarchicalSchedule.Value.total : .result) : .partial(index)
      fold(values, into: value, on: folder, part, at: time)
      before = (value, folder)
    }
    guard let before else { return }
    bringBack(
      part, before.value, on: before.rank, of: last.host, at: part.wave + runs.count - 1)
  }

  /// Sends the result back along the chain, the nearest host first.
  private mutating func bringBack(
    _ part: Part, _ value: HierarchicalSchedule.Value, on rank: Int, of last: Int, at time: Int
  ) {
    let takers = hosts.byHost(part.job.takers).reversed()
    for (host, ranks) in takers where host == last {
      gather(part, host, at: rank, ranks, ready: time)
    }
    var (value, rank, time) = (value, rank, time)
    for (host, ranks) in takers where host != last {
      let receiver = turn(ranks, part.piece)
      message(value, from: rank, to: receiver, as: .result, part, at: time)
      time += 1
      gather(part, host, at: receiver, ranks, ready: time)
      (value, rank) = (.result, receiver)
    }
  }
}
