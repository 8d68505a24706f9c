/// A place where messages queue for bandwidth: what some neighbouring ranks share to get into one
/// level of the topology.
public struct Port: Hashable, Sendable, Codable {
  /// Which way messages pass.
  public enum Direction: String, Hashable, Sendable, Codable {
    case out
    case `in`
    /// Of a link that is not duplex: both directions share the bandwidth.
    case both
  }

  /// The index of the topology's level.
  public var level: Int
  /// Ranks `index * ranksPerPort ..< (index + 1) * ranksPerPort` share it.
  public var index: Int
  /// Which way messages pass the port.
  public var direction: Direction
  /// In a torus which of a node's links goes out: twice the dim, and 1 more for the way down.
  public var link: Int?

  /// A port of a level, in one direction.
  public init(level: Int, index: Int, direction: Direction, link: Int? = nil) {
    self.level = level
    self.index = index
    self.direction = direction
    self.link = link
  }
}
