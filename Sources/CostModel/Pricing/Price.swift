/// The seconds that a step or a plan takes, by what they are spent on.
public struct Price: Hashable, Sendable, Codable {
  /// Before anything moves.
  public var overhead: Double
  /// Waiting for first bytes.
  public var latency: Double
  /// Bytes on the links.
  public var transfer: Double
  /// Copies and folds of the ranks themselves.
  public var work: Double

  /// Creates a price from the seconds of each kind, by default 0 s.
  public init(
    overhead: Double = 0, latency: Double = 0, transfer: Double = 0, work: Double = 0
  ) {
    self.overhead = overhead
    self.latency = latency
    self.transfer = transfer
    self.work = work
  }

  /// The sum of all parts.
  public var seconds: Double { overhead + latency + transfer + work }

  /// The price of one step after another.
  public static func + (left: Price, right: Price) -> Price {
    Price(
      overhead: left.overhead + right.overhead, latency: left.latency + right.latency,
      transfer: left.transfer + right.transfer, work: left.work + right.work)
  }
}
