/// Where the pieces of a dim lie along an edge of a panel.
struct PanelScale {
  /// The pixel of each cut, from 0 to the whole length.
  let positions: [Double]
  /// Whether lengths are in proportion to the numbers of indices.
  let isTrue: Bool

  var length: Double { positions[positions.count - 1] }

  /// A scale of about `length` pixels on which every piece has at least `minimum`.
  ///
  /// The whole grows to `most` before pieces that differ lose their proportion.
  init(_ bins: [Panel.Bin], length: Double, minimum: Double, most: Double) {
    let sizes = bins.map { Double($0.range.count) }
    let whole = sizes.reduce(0, +)
    let needed = minimum * whole / (sizes.min() ?? 1)
    isTrue = needed <= max(length, most) || Set(sizes).count == 1
    let unit = (isTrue ? max(length, needed) : length) / whole
    var positions = [0.0]
    for size in sizes {
      positions.append(positions[positions.count - 1] + max(minimum, size * unit))
    }
    self.positions = positions
  }
}
