extension Transpose {
  /// The dims of a walk that lie side by side in the destination, as one: its columns.
  struct Columns {
    let count: Int
    /// Innermost first, with the source's steps.
    private var dims: [(extent: Int, step: Int)]

    /// Takes them out of the walk: its rows, and outer dims as long as they go on where those end.
    init(taking walk: inout StridedWalk) {
      var count = walk.length
      dims = [(walk.length, walk.steps[1])]
      while let extent = walk.extents.last, let strides = walk.strides.last, strides[0] == count {
        dims.append((extent, strides[1]))
        count *= extent
        walk.extents.removeLast()
        walk.strides.removeLast()
      }
      self.count = count
    }

    /// Where `count` columns from `first` on lie in the source.
    func fill(_ lines: UnsafeMutablePointer<Int>, from first: Int, count: Int) {
      let (inner, step) = dims[0]
      var (row, column) = first.quotientAndRemainder(dividingBy: inner)
      var at = 0
      while at < count {
        var rest = row
        var place = column * step
        for (extent, step) in dims.dropFirst() {
          place += rest % extent * step
          rest /= extent
        }
        let length = min(inner - column, count - at)
        for i in 0..<length { unsafe lines[at + i] = place + i * step }
        at += length
        row += 1
        column = 0
      }
    }
  }
}
