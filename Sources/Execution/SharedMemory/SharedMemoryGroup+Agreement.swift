import MPI

/// Ranks that read each other's shards hear by the way whether all have begun the same.
extension SharedMemoryGroup {
  /// Whether all ranks of the group call this with the same number. Collective: each stores two words, and
  /// waits for as many of each other.
  package func agrees(on call: UInt64) throws -> Bool {
    let number = try begin(nil, call: call)
    var areAlike = true
    for position in ranks.indices where areAlike {
      areAlike = try isAlike(position, in: number)
    }
    finish(number)
    return areAlike
  }

  /// Whether the last error was that a rank had begun another exchange than this one; asks once.
  package func wasAtOdds() -> Bool {
    defer { hasDiffered = false }
    return hasDiffered
  }

  /// Waits until the rank at `position` has begun exchange `number`, and looks whether it is this one's.
  func isAlike(_ position: Int, in number: UInt64) throws -> Bool {
    guard let theirs = theirs[position] else { return true }
    let first = Slot.first(number)
    if theirs[first + Slot.number] < number {
      try wait(for: position) { theirs[first + Slot.number] >= number }
    }
    return theirs[first + Slot.call] == words[first + Slot.call]
  }
}
