import Sharding

/// How many bytes each rank sends and receives; what a rank keeps for itself does not count.
public struct Traffic: Hashable, Sendable {
  /// The bytes that each rank sends to others, by rank.
  public var sent: [Int: Int] = [:]
  /// The bytes that each rank receives from others, by rank.
  public var received: [Int: Int] = [:]

  /// No bytes.
  public init() {}

  /// The bytes that all ranks receive.
  public var total: Int { received.values.reduce(0, +) }

  package mutating func add(_ bytes: Int, from source: Int, to destination: Int) {
    sent[source, default: 0] += bytes
    received[destination, default: 0] += bytes
  }

  /// Adds the bytes of each rank.
  public static func += (left: inout Traffic, right: Traffic) {
    left.sent.merge(right.sent, uniquingKeysWith: +)
    left.received.merge(right.received, uniquingKeysWith: +)
  }
}

extension Schedule {
  /// The bytes that elements of `elementBytes` bytes need.
  public func traffic(elementBytes: Int) -> Traffic {
    var traffic = Traffic()
    for (destination, cells) in cells {
      var received = 0
      for cell in cells {
        let bytes = cell.box.count * elementBytes
        for source in cell.sources where source != destination {
          traffic.sent[source, default: 0] += bytes
          received += bytes
        }
      }
      if received > 0 { traffic.received[destination] = received }
    }
    return traffic
  }
}
