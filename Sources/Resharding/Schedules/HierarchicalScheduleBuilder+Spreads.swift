import CostModel

/// What the ranks of a host read of each other's new shards.
///
/// A rank that received or folded a piece for others of its host has it in its own new shard, and they
/// copy it from there. Before they do, all ranks of the host tell each other where their new shards lie,
/// which takes a wait of each for each; so pieces are read a few times in all, several waves together.
extension HierarchicalScheduleBuilder {
  /// Where the ranks of a host find a piece that came in for several of them.
  package struct Leader {
    package let wave: Int
    package let ready: Int
    package let piece: Int
    package let host: Int
    package let rank: Int
    package let readers: [Int]
  }

  /// Has `takers`, ranks of `host`, read the piece in the new shard of one of them, where it is at `ready`.
  package mutating func gather(
    _ part: Part, _ host: Int, at leader: Int, _ takers: [Int], ready: Int
  ) {
    let readers = takers.filter { $0 != leader }
    if rank == nil {
      for reader in readers { summary.read(part.bytes, from: leader, to: reader) }
      return
    }
    guard !readers.isEmpty else { return }
    leaderRanks.insert(leader)
    leaders.append(
      Leader(
        wave: part.wave, ready: ready, piece: part.piece, host: host, rank: leader, readers: readers
      ))
  }

  /// When the own host's ranks read what one of them has for all: a few times, as pieces come in.
  package mutating func spread() {
    guard let rank, let own = hosts.hostIfMember(rank) else { return }
    let here = leaders.filter { $0.host == own }
    guard !here.isEmpty else { return }
    let count = min(Int(Network.mostSpreads), waves)
    var time = 0
    for index in 0..<count {
      let part = waves * index / count..<waves * (index + 1) / count
      let blocks = here.filter { part.contains($0.wave) }
      guard !blocks.isEmpty else { continue }
      time = blocks.reduce(time) { max($0, $1.ready) }
      let wanted = blocks.filter { $0.readers.contains(rank) }.map { ($0.piece, $0.rank) }
      // After all else of its time.
      timeline.append(
        (
          Int.max - count + index,
          HierarchicalSchedule.Operation(time: time, piece: 0, action: .spread(wanted))
        ))
    }
  }
}
