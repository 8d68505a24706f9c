/// What hosts send each other.
///
/// A port sends and receives at once, so that a host is as slow as the direction in which more goes.
struct HostTraffic {
  private var sent: [Int: Int] = [:]
  private var received: [Int: Int] = [:]

  /// Sends so much, in bytes or in blocks, from one host to another.
  mutating func add(_ amount: Int, from host: Int, to other: Int) {
    sent[host, default: 0] += amount
    received[other, default: 0] += amount
  }

  /// Of all hosts: what is sent.
  var total: Int { sent.values.reduce(0, +) }

  /// Of the host with most, in the direction in which it has more.
  var most: Int { max(sent.values.max() ?? 0, received.values.max() ?? 0) }
}
