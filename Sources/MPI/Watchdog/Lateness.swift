/// Who is late: what a rank that has waited too long concludes from what the ranks of its host tell.
///
/// A rank is late if it is stopped, gone, or waits for nobody, while another waits for it. A rank that waits
/// is not: those are looked at for whom it waits. A rank that has come to a collective before and left it is
/// not late there either, whatever it does now.
struct Lateness {
  /// What can be told of a rank.
  enum Standing: Hashable {
    /// A signal has stopped its process.
    case isStopped(process: Int32)
    /// Its process, which is on this host, is no more or is not yet.
    case isAbsent
    /// Its process is there, and has not started MPI.
    case hasNotStarted(process: Int32)
    /// It tells where it is.
    case tells(WaitRecord, process: Int32)
    /// It is on another host.
    case isElsewhere
  }

  enum Verdict: Hashable {
    /// These are late.
    case late([Int])
    /// One of these is, which are on other hosts.
    case elsewhere([Int])
    /// These wait for each other, at different places.
    case circle([Int])
    /// All are where they are to be: something is under way that takes its time.
    case isUnderWay
  }

  let standing: (Int) -> Standing

  /// What `wait` of `rank` waits for in the end.
  func verdict(on wait: WaitRecord.Wait, of rank: Int) -> Verdict {
    var (stopped, busy, elsewhere) = (Set<Int>(), Set<Int>(), Set<Int>())
    var places = [rank: wait.place]
    var queue = [wait]
    // Whether a rank waits for none any more: all have come to where it is.
    var goesOn = false
    while let next = queue.popLast() {
      var isHeld = false
      for awaited in next.ranks where !hasLeft(awaited, next) {
        isHeld = true
        guard places[awaited] == nil else { continue }
        switch standing(awaited) {
        case .isStopped, .isAbsent: stopped.insert(awaited)
        case .hasNotStarted: busy.insert(awaited)
        case .isElsewhere: elsewhere.insert(awaited)
        case .tells(let record, _):
          if let first = record.waits.first {
            places[awaited] = first.place
            queue += record.waits
          } else {
            busy.insert(awaited)
          }
        }
      }
      if !isHeld { goesOn = true }
    }
    if !stopped.isEmpty { return .late(stopped.sorted()) }
    if !busy.isEmpty { return .late(busy.sorted()) }
    if !elsewhere.isEmpty { return .elsewhere(elsewhere.sorted()) }
    return !goesOn && Set(places.values).count > 1 ? .circle(places.keys.sorted()) : .isUnderWay
  }
}

extension Lateness {
  /// Whether a rank has come to the collective of `wait`, and left it.
  private func hasLeft(_ rank: Int, _ wait: WaitRecord.Wait) -> Bool {
    guard wait.group != 0, case .tells(let record, _) = standing(rank) else { return false }
    let isThere = record.waits.contains { $0.group == wait.group && $0.calls == wait.calls }
    return !isThere && record.calls[wait.group, default: 0] >= wait.calls
  }

  /// One line about it.
  ///
  /// - Parameter seconds: how long was waited.
  func message(_ verdict: Verdict, on wait: WaitRecord.Wait, of rank: Int, seconds: Double)
    -> String
  {
    let place = wait.place.isEmpty ? "a call of MPI" : wait.place
    switch verdict {
    case .late(let ranks):
      let reasons = ranks.compactMap { reason($0).map { "; \($0)" } }.joined()
      return "\(Self.names(ranks)) did not arrive within \(seconds) s at \(place)\(reasons)"
    case .elsewhere(let ranks):
      let text =
        ranks.count > 1 ? "one of \(Self.names(ranks)), on other hosts," : Self.names(ranks)
      return "\(text) did not arrive within \(seconds) s at \(place)"
    case .circle(let ranks):
      let each = ranks.map { "rank \($0) is at \($0 == rank ? place : self.place(of: $0))" }
      return "ranks wait for each other since \(seconds) s: " + each.joined(separator: "; ")
    case .isUnderWay:
      return "no rank is late, but \(place) has not ended within \(seconds) s"
    }
  }

  private func place(of rank: Int) -> String {
    guard case .tells(let record, _) = standing(rank), let wait = record.waits.first,
      !wait.place.isEmpty
    else { return "a call of MPI" }
    return wait.place
  }

  /// What is known of a rank that is late.
  private func reason(_ rank: Int) -> String? {
    switch standing(rank) {
    case .isStopped(let process): "rank \(rank) is stopped by a signal (process \(process))"
    case .isAbsent: "rank \(rank) has no process"
    case .hasNotStarted(let process): "rank \(rank) has not started MPI (process \(process))"
    case .tells, .isElsewhere: nil
    }
  }

  /// `rank 2`, `ranks 0, 1`.
  static func names(_ ranks: [Int]) -> String {
    "rank\(ranks.count > 1 ? "s" : "") " + ranks.map(String.init).joined(separator: ", ")
  }
}
