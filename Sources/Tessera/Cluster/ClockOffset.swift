import MPI
import Tensors

/// How this process's clock is set against rank 0's.
public struct ClockOffset: Hashable, Sendable {
  /// Rank 0's clock, counted from when it aligned, is this one's plus these nanoseconds.
  let nanoseconds: Int
  /// When this process aligned.
  let epoch: ContinuousClock.Instant
  /// By how many nanoseconds it may be off.
  public let errorBound: Int

  /// An instant of this process, in nanoseconds on rank 0's clock.
  public func time(_ instant: ContinuousClock.Instant) -> Int {
    nanosecondsSince(epoch, instant) + nanoseconds
  }
}

private func nanosecondsSince(
  _ epoch: ContinuousClock.Instant, _ instant: ContinuousClock.Instant
) -> Int {
  let (seconds, attoseconds) = epoch.duration(to: instant).components
  return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
}

extension Cluster {
  /// Aligns the clocks: each rank asks rank 0 for its time again and again, and believes the answer that
  /// was back first, taken for the time halfway between question and answer. It is off by half of that
  /// round trip at the most.
  ///
  /// Collective over the whole job; `rounds` messages of 8 bytes from each rank to rank 0 and back, one
  /// rank after the other.
  /// - Source: Cristian, "Probabilistic clock synchronization" (1989).
  public func alignedClock(rounds: Int = 32) throws(TesseraError) -> ClockOffset {
    let epoch = ContinuousClock.now
    guard case .processes(_, let communicator, _) = backing, size > 1 else {
      return ClockOffset(nanoseconds: 0, epoch: epoch, errorBound: 0)
    }
    let ownTime = { nanosecondsSince(epoch, .now) }
    var best = (offset: 0, error: Int.max)
    try translated {
      for peer in 1..<size {
        // Nobody disturbs a pair that measures.
        try communicator.barrier()
        for _ in 0..<rounds {
          if rank == 0 {
            _ = try communicator.receivedNumber(from: peer)
            try communicator.send(number: ownTime(), to: peer)
          } else if rank == peer {
            let asked = ownTime()
            try communicator.send(number: 0, to: 0)
            let answer = try communicator.receivedNumber(from: 0)
            let answered = ownTime()
            let error = (answered - asked + 1) / 2
            if error < best.error { best = (answer - (asked + answered) / 2, error) }
          }
        }
      }
    }
    return ClockOffset(
      nanoseconds: best.offset, epoch: epoch, errorBound: rank == 0 ? 0 : best.error)
  }
}

extension Communicator {
  private static let clockTag = 2

  fileprivate func send(number: Int, to peer: Int) throws(MPIError) {
    let message = DenseTensor([Int64(number)], shape: [1])
    try message.storage.withBytes(message.byteRange) { (bytes: RawSpan) throws(MPIError) in
      try send(bytes, of: .int64, to: peer, tag: Self.clockTag)
    }
  }

  fileprivate func receivedNumber(from peer: Int) throws(MPIError) -> Int {
    let message = DenseTensor(zeros: [1], dtype: .int64)
    try message.storage.withMutableBytes(message.byteRange) {
      (bytes: inout MutableRawSpan) throws(MPIError) in
      _ = try receive(into: &bytes, of: .int64, from: peer, tag: Self.clockTag)
    }
    return Int(message.values(as: Int64.self)[0])
  }
}
