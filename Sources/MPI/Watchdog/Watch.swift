import Glibc

/// What the watchdog knows from one look at the waits to the next.
struct Watch {
  /// By slot: the wait that was under way at the last look, and for how long it has been seen.
  private var seen = Wait.Slot.all.map { _ in (state: UInt64(0), microseconds: 0) }
  private var last = ContinuousClock.now
  /// Once all were found where they are to be: how long the wait is to last until it asks again.
  private var next = 0
  /// The ranks whose processes were found before. Should one be gone, the launcher is about to end the others.
  private var found: Set<Int> = []
  /// Whether this process was itself stopped, for about as long as others wait for a rank, during the wait that is
  /// under way. Once it goes on, the others may have told it, and the launcher be about to end it.
  private var wasStopped = false

  /// How often it looks.
  static func interval(_ timeout: Duration?) -> Duration {
    guard let timeout else { return .milliseconds(50) }
    return max(.milliseconds(5), min(.milliseconds(50), timeout / 20))
  }

  /// Looks at the waits.
  ///
  /// - Returns: what is to be said at the end of the job, where a wait has lasted too long and this rank is to
  ///   say it.
  mutating func look(_ timeout: Duration?) -> String? {
    let now = ContinuousClock.now
    let interval = Self.interval(timeout)
    // After a pause of its own the process has waited no longer than between two looks.
    let passed = min(last.duration(to: now), interval * 2).microseconds
    if let timeout, last.duration(to: now) > timeout / 2 { wasStopped = true }
    last = now
    for (index, slot) in Wait.Slot.all.enumerated() {
      let state = slot.state.load(ordering: .acquiring)
      let isSame = state & 1 == 1 && state == seen[index].state
      seen[index] = (state, isSame ? seen[index].microseconds + passed : 0)
    }
    let record = record(Watchdog.rank)
    WaitFile.tell(record)
    guard let timeout else { return nil }
    return verdict(record, timeout.microseconds, interval.microseconds)
  }

  private func record(_ own: Int) -> WaitRecord {
    var record = WaitRecord(rank: own)
    for index in lasting {
      let (ranks, group, calls) = Wait.Slot.all[index].described(on: own)
      record.waits.append(
        .init(
          ranks: ranks, group: group, calls: calls,
          milliseconds: seen[index].microseconds / 1000, place: String(Place.now.prefix(1500))))
    }
    for members in Members.all {
      let calls = members.calls.load(ordering: .relaxed)
      if calls > 0 { record.calls[members.identity] = calls }
    }
    return record
  }

  /// The slots of waits that were seen twice, the longest first.
  private var lasting: [Int] {
    seen.indices.filter { seen[$0].microseconds > 0 }
      .sorted { seen[$0].microseconds > seen[$1].microseconds }
  }
}

extension Watch {
  private mutating func verdict(_ record: WaitRecord, _ timeout: Int, _ interval: Int) -> String? {
    guard let slot = lasting.first, let wait = record.waits.first,
      seen[slot].microseconds >= timeout / 2
    else {
      next = 0
      if lasting.isEmpty { wasStopped = false }
      return nil
    }
    let waited = seen[slot].microseconds
    // At half time it only sees who is there.
    guard waited >= timeout ? waited >= next : found.isEmpty else { return nil }
    let processes = JobProcess.Job.own.map(JobProcess.all) ?? [:]
    found.formUnion(processes.keys)
    guard waited >= timeout else { return nil }
    let lateness = Lateness { Self.standing(of: $0, processes) }
    let verdict = lateness.verdict(on: wait, of: record.rank)
    var spin = 0
    switch verdict {
    case .isUnderWay:
      guard waited >= 10 * timeout else {
        next = waited + min(timeout / 4, 500_000)
        return nil
      }
    // A host that knows which of its ranks is late speaks first.
    case .elsewhere: spin = 400_000
    case .late, .circle: break
    }
    // Another that has waited as long, and is lower, speaks.
    let isLowest = !processes.contains { rank, other in
      rank < record.rank && !other.isStopped
        && other.record?.waits.contains { $0.milliseconds * 1000 >= timeout - 2 * interval } == true
    }
    if !isLowest { spin = max(spin, 900_000) }
    if found.count > processes.count || wasStopped { spin = 5_000_000 }
    guard waited >= timeout + spin else { return nil }
    let seconds = Double(verdict == .isUnderWay ? 10 * timeout : timeout) / 1e6
    return lateness.message(verdict, on: wait, of: record.rank, seconds: seconds)
  }

  private static func standing(of rank: Int, _ processes: [Int: JobProcess]) -> Lateness.Standing {
    guard let found = processes[rank] else {
      let (size, local) = (Launcher.size, Launcher.sizeOnHost)
      return size != nil && size == local ? .isAbsent : .isElsewhere
    }
    if found.isStopped { return .isStopped(process: found.process) }
    guard let record = found.record else { return .hasNotStarted(process: found.process) }
    return .tells(record, process: found.process)
  }
}
