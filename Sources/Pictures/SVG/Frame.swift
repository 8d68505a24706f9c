/// A rectangle of a picture, in pixels; y grows downwards.
public struct Frame: Hashable, Sendable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  public var midX: Double { x + width / 2 }
  public var midY: Double { y + height / 2 }
  public var maxX: Double { x + width }
  public var maxY: Double { y + height }

  /// The same without a margin at each side.
  public func inset(by margin: Double) -> Frame {
    Frame(
      x: x + margin, y: y + margin, width: max(0, width - 2 * margin),
      height: max(0, height - 2 * margin))
  }
}

extension Frame {
  /// Whether both cover a common area of more than rounding.
  public func overlaps(_ other: Frame) -> Bool {
    min(maxX, other.maxX) - max(x, other.x) > 0.01
      && min(maxY, other.maxY) - max(y, other.y) > 0.01
  }
}
