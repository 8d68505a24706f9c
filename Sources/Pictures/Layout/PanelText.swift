import Sharding

/// A panel in box-drawing characters: cut positions at the edges, holders in the blocks.
///
/// Where the tensor is partial the boxes have double lines and the blocks the op's mark.
struct PanelText {
  let lines: [String]

  init(_ panel: Panel, of layout: Layout) {
    let mark = layout.partialMark
    let labels = panel.cells.map { $0.map { BlockLabel($0, joint: layout.joint) } }
    let indent = panel.rowDim == nil ? 0 : (Self.cuts(panel.rows).map { "\($0)".count }.max() ?? 0)
    // The last cut position stands beyond the last wall.
    let last = "\(panel.columns[panel.columns.count - 1].range.upperBound)".count
    let room = LayoutPicture.textWidth - indent - 3 - panel.columns.count - last
    let widths = Self.widths(panel, labels, mark, room: room)
    var lines: [String] = []
    if let slice = panel.slice { lines.append(slice) }
    let margin = indent == 0 ? "" : String(repeating: " ", count: indent + 1)
    if panel.columnDim != nil { lines.append(margin + Self.positions(panel.columns, widths)) }
    let glyphs = mark == nil ? Self.single : Self.double
    func edge(_ row: Int) -> String {
      let kind = row == 0 ? 0 : row == panel.rows.count ? 2 : 1
      let bars = widths.map { String(repeating: glyphs.bar, count: $0) }
      let position =
        panel.rowDim == nil ? "" : Self.right("\(Self.cuts(panel.rows)[row])", indent) + " "
      return position + glyphs.left[kind] + bars.joined(separator: glyphs.cross[kind])
        + glyphs.right[kind]
    }
    for (row, cells) in labels.enumerated() {
      lines.append(edge(row))
      let contents = zip(cells, widths).map { Self.content($0, width: $1 - 2, mark: mark) }
      for line in 0..<(contents.map(\.count).max() ?? 0) {
        let texts = zip(contents, widths).map { content, width in
          " " + Self.left(line < content.count ? content[line] : "", width - 1)
        }
        lines.append(margin + glyphs.wall + texts.joined(separator: glyphs.wall) + glyphs.wall)
      }
    }
    self.lines = lines + [edge(panel.rows.count)]
  }
}

extension PanelText {
  private struct Glyphs {
    let bar: String
    let wall: String
    /// At the top, between rows, at the bottom.
    let left: [String]
    let cross: [String]
    let right: [String]
  }

  private static let single = Glyphs(
    bar: "─", wall: "│", left: ["┌", "├", "└"], cross: ["┬", "┼", "┴"], right: ["┐", "┤", "┘"])
  private static let double = Glyphs(
    bar: "═", wall: "║", left: ["╔", "╠", "╚"], cross: ["╦", "╬", "╩"], right: ["╗", "╣", "╝"])

  private static func cuts(_ bins: [Panel.Bin]) -> [Int] {
    bins.map(\.range.lowerBound) + [bins[bins.count - 1].range.upperBound]
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// The cut positions over their walls, as many as find room; the last always.
  private static func positions(_ bins: [Panel.Bin], _ widths: [Int]) -> String {
    let cuts = cuts(bins)
    let last = "\(cuts[cuts.count - 1])"
    let end = widths.reduce(0) { $0 + $1 + 1 }
    var line = ""
    var column = 0
    for (cut, width) in zip(cuts, widths) {
      let text = "\(cut)"
      if column >= line.count + (line.isEmpty ? 0 : 1), column + text.count < end || line.isEmpty {
        line = left(line, column) + text
      }
      column += width + 1
    }
    return left(line, end) + (line.count >= end ? " " : "") + last
  }

  /// The lines of a block: the mark and the holders, in the longest words that fit.
  private static func content(_ label: BlockLabel, width: Int, mark: String?) -> [String] {
    let lines = label.choices.lazy.compactMap {
      BlockLabel.lines($0, width: Double(width), gap: 1) { Double($0.text.count) }
    }.first { $0.count <= 4 }
    let holders = (lines ?? []).map { $0.map(\.text).joined(separator: " ") }
    return (mark.map { [$0.count <= width ? $0 : "P"] } ?? []) + holders
  }

  /// The widths of the columns: in proportion to the pieces, but wide enough for their words.
  private static func widths(
    _ panel: Panel, _ labels: [[BlockLabel]], _ mark: String?, room: Int
  ) -> [Int] {
    let whole = panel.columns.reduce(0) { $0 + $1.range.count }
    let share = min(room, max(24, 10 * panel.columns.count))
    return panel.columns.indices.map { column in
      let tokens = labels.map { $0[column].choices[0] }
      // Four lines are enough for what is listed.
      let needed =
        tokens.map { tokens in
          let texts = tokens.map { $0.text.count }
          return max(
            texts.max() ?? 0, (texts.reduce(0) { $0 + $1 + 1 } + 1) / (tokens.count > 6 ? 2 : 1))
        }.max() ?? 0
      let least = max(needed, mark?.count ?? 0, "\(panel.columns[column].range.upperBound)".count)
      let proportional = share * panel.columns[column].range.count / max(1, whole)
      return min(room / panel.columns.count, max(least + 2, proportional))
    }
  }
}
