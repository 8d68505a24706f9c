import Sharding

/// One drawing of a layout: the grid of its last two dims, at one place of the dims before them.
struct Panel {
  /// Neighbouring pieces of a dim that are drawn as one, where there are too many to draw each.
  struct Bin {
    let range: Range<Int>
    /// How many pieces it stands for.
    let count: Int
  }

  /// One rectangle of the drawing.
  struct Cell {
    let box: Box
    /// How many blocks of the layout it stands for.
    let blocks: Int
    /// As `Layout.Block.terms`; of several blocks all together.
    let terms: [[Int]]
  }

  /// `[0:3, :, :]`; nil if the tensor has no dims before its last two.
  let slice: String?
  /// The tensor dims that grow downwards and to the right; nil in tensors without them.
  let rowDim: Int?
  let columnDim: Int?
  let rows: [Bin]
  let columns: [Bin]
  /// By row, then column.
  let cells: [[Cell]]
}

extension Layout {
  /// How finely a layout is drawn.
  struct Limits {
    /// The most rectangles below each other and beside each other.
    let rows: Int
    let columns: Int
    /// The most panels.
    let panels: Int
  }

  /// The panels, in row-major order of the outer dims, and how many more there would be.
  ///
  /// All indices of an outer piece look the same and are drawn once.
  func panels(_ limits: Limits) -> (drawn: [Panel], left: Int) {
    guard !blocks.isEmpty else { return ([], 0) }
    let outer = pieces.dropLast(2)
    let count = outer.reduce(1) { $0 * $1.count }
    let drawn = (0..<min(count, limits.panels)).map { index in
      var rest = index
      let place = outer.reversed().map { dim -> Range<Int> in
        defer { rest /= dim.count }
        return dim[rest % dim.count]
      }
      return panel(at: place.reversed(), limits)
    }
    return (drawn, count - drawn.count)
  }

  private func panel(at place: [Range<Int>], _ limits: Limits) -> Panel {
    let rowDim = shape.count >= 2 ? shape.count - 2 : nil
    let columnDim = shape.count >= 1 ? shape.count - 1 : nil
    let rows = bins(of: rowDim, limits.rows)
    let columns = bins(of: columnDim, limits.columns)
    let cells = rows.map { row in
      columns.map { column in
        cell(place, row: rowDim == nil ? nil : row, column: columnDim == nil ? nil : column)
      }
    }
    let words = zip(place, shape).map { range, size in
      range == 0..<size
        ? ":" : range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound):\(range.upperBound)"
    }
    return Panel(
      slice: place.isEmpty ? nil : "[\((words + [":", ":"]).joined(separator: ", "))]",
      rowDim: rowDim, columnDim: columnDim, rows: rows, columns: columns, cells: cells)
  }

  /// The pieces of a dim; where they are more than `limit`, at most half as many groups of them.
  private func bins(of dim: Int?, _ limit: Int) -> [Panel.Bin] {
    guard let dim else { return [Panel.Bin(range: 0..<1, count: 1)] }
    let pieces = pieces[dim]
    let least = pieces.count <= limit ? 1 : (2 * pieces.count + limit - 1) / limit
    // Groups that all have as many pieces are easier to read, if not far more of them are merged.
    let size = (least...max(least, 2 * least)).first { pieces.count % $0 == 0 } ?? least
    return stride(from: 0, to: pieces.count, by: size).map { start in
      let group = pieces[start..<min(start + size, pieces.count)]
      return Panel.Bin(
        range: group[group.startIndex].lowerBound..<group[group.endIndex - 1].upperBound,
        count: group.count)
    }
  }

  private func cell(_ place: [Range<Int>], row: Panel.Bin?, column: Panel.Bin?) -> Panel.Cell {
    let inner = [row, column].compactMap(\.self)
    let ranges = place + inner.map(\.range)
    let box = Box(offsets: ranges.map(\.lowerBound), sizes: ranges.map(\.count))
    var starts = [place.map(\.lowerBound)]
    for (dim, bin) in zip(place.count..., inner) {
      let within = pieces[dim].filter { bin.range.contains($0.lowerBound) }.map(\.lowerBound)
      starts = starts.flatMap { start in within.map { start + [$0] } }
    }
    let members = starts.compactMap { blocks[$0] }
    var terms: [[Int]] = []
    for member in members {
      terms = terms.isEmpty ? member.terms : zip(terms, member.terms).map { $0 + $1 }
    }
    return Panel.Cell(box: box, blocks: members.count, terms: terms)
  }
}
