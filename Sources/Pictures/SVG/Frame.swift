/// A rectangle of a picture, in pixels; y grows downwards.
package struct Frame: Hashable, Sendable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  package var midX: Double { x + width / 2 }
  package var midY: Double { y + height / 2 }
  package var maxX: Double { x + width }
  package var maxY: Double { y + height }

  /// The same without a margin at each side.
  package func inset(by margin: Double) -> Frame {
    Frame(
      x: x + margin, y: y + margin, width: max(0, width - 2 * margin),
      height: max(0, height - 2 * margin))
  }
}

extension Frame {
  /// Whether both cover a common area of more than rounding.
  package func overlaps(_ other: Frame) -> Bool {
    min(maxX, other.maxX) - max(x, other.x) > 0.01
      && min(maxY, other.maxY) - max(y, other.y) > 0.01
  }
}
