import CostModel
import Sharding

/// What one rank does in one phase of a step, besides waiting for its messages.
struct Part {
  /// Bytes that the plan has it send and receive, by whatever way.
  var sent = 0
  var received = 0
  private var firstSends = FirstBytes()
  private var firstReceives = FirstBytes()
  /// Bytes copied from the old shard to the new one.
  var copied = 0
  /// Bytes copied into staging, and out of it.
  var packed = 0
  var unpacked = 0
  /// Bytes of contributions that folds read.
  var folded = 0
  /// Bytes copied once all has come in.
  var read = 0

  private var sendsInPlace = true
  private var receivesInPlace = true
  private var firstSent = 0
  private var outgoing = 0
  private var incoming = 0

  /// Notes bytes that go out; `inPlace` where their block is contiguous in the old shard.
  mutating func send(_ bytes: Int) { sent += bytes }

  /// Notes bytes that come in.
  mutating func receive(_ bytes: Int) { received += bytes }

  /// Notes a block that goes out by a message; `inPlace` where it is contiguous in the old shard.
  mutating func stage(sending bytes: Int, times: Int = 1, inPlace: Bool) {
    if outgoing == 0 { firstSent = bytes }
    outgoing += bytes * times
    if !inPlace { sendsInPlace = false }
  }

  /// Notes a block that comes in by a message; `inPlace` where it is contiguous in the new shard.
  mutating func stage(receiving bytes: Int, times: Int = 1, inPlace: Bool) {
    incoming += bytes * times
    if !inPlace { receivesInPlace = false }
  }

  /// Notes the first bytes of so many messages.
  mutating func handle(sendingAfter latency: Double, gap: Double, times: Int = 1) {
    firstSends.add(latency, gap, times)
  }

  mutating func handle(receivingAfter latency: Double, gap: Double, times: Int = 1) {
    firstReceives.add(latency, gap, times)
  }

  /// Counts the work, as `Program` does it: what lies contiguously moves without staging; an
  /// all-gather and a broadcast pack their block once; gather and scatter are always staged at the
  /// root, and so is what is folded.
  mutating func settle(_ collective: Collective, reduces: Bool) {
    if collective == .scatter || !sendsInPlace {
      packed = collective == .allGather || collective == .broadcast ? firstSent : outgoing
    }
    if !reduces, collective == .gather || !receivesInPlace { unpacked = incoming }
  }
}

extension Part {
  /// Seconds of copies and packing before the first message.
  func secondsBefore(_ engine: Topology.Engine, _ pace: ExchangePace) -> Double {
    pace.work * (Double(copied) / engine.copy + Double(packed) * pace.packing)
  }

  /// Seconds of unpacking, copies and folds after the last message.
  func secondsAfter(_ engine: Topology.Engine, _ pace: ExchangePace) -> Double {
    pace.work
      * (Double(unpacked) * pace.packing + Double(folded) / engine.fold
        + Double(read) / engine.copy)
  }

  /// Seconds of first bytes: those of the exchange, or else a rank handles one message at a time, in each
  /// direction.
  func latency(_ pace: ExchangePace) -> Double {
    pace.latency ?? max(firstSends.seconds, firstReceives.seconds)
  }
}

/// The time of first bytes in one direction: the longest latency, and a gap for each further message
/// (LogGP: Alexandrov, Ionescu, Schauser and Scheiman 1995).
private struct FirstBytes {
  private var latency = 0.0
  /// That of the message with the longest latency.
  private var gap = 0.0
  private var gaps = 0.0

  mutating func add(_ latency: Double, _ gap: Double, _ times: Int) {
    gaps += gap * Double(times)
    if (latency, gap) > (self.latency, self.gap) { (self.latency, self.gap) = (latency, gap) }
  }

  var seconds: Double { latency + gaps - gap }
}
