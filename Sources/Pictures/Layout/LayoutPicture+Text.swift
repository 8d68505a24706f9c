import Sharding

extension LayoutPicture {
  /// The most characters of a line of the drawing in text.
  package static let textWidth = 100
  private static let limits = Layout.Limits(rows: 16, columns: 8, panels: 8)

  /// The same picture in box-drawing characters, its lines at most `textWidth` wide.
  package var text: String {
    let drawings = states.map { state -> [String] in
      let layout = Layout(shape: shape, attr: state)
      let (panels, left) = layout.panels(Self.limits)
      var lines = ["\(state)"] + notes(on: layout)
      for dim in [panels.first?.rowDim, panels.first?.columnDim] {
        if let label = label(of: dim ?? nil, on: layout) { lines.append(label) }
      }
      let blocks = panels.map { PanelText($0, of: layout).lines }
      lines += Self.beside(blocks, gap: [], separator: "   ")
      return (lines + remarks(on: layout, panelsLeft: left)).map { Self.fitted($0) }
    }
    return Self.beside(drawings, gap: ["   →   "], separator: "       ").joined(separator: "\n")
  }

  private static func fitted(_ line: String) -> String {
    line.count <= textWidth ? line : line.prefix(textWidth - 1) + "…"
  }

  /// Blocks of lines from left to right as far as they find room, then below.
  ///
  /// - Parameter gap: what stands between the first lines instead of `separator`.
  private static func beside(_ blocks: [[String]], gap: [String], separator: String) -> [String] {
    var result: [String] = []
    var row: [String] = []
    for block in blocks {
      let width = (row.map(\.count).max() ?? 0) + separator.count
      if !row.isEmpty, width + (block.map(\.count).max() ?? 0) <= textWidth {
        row = (0..<max(row.count, block.count)).map { index in
          guard index < block.count else { return row[index] }
          let left = index < row.count ? row[index] : ""
          let between = index < gap.count ? gap[index] : separator
          let pad = String(repeating: " ", count: width - separator.count - left.count)
          return left + pad + between + block[index]
        }
      } else {
        result += row
        if !row.isEmpty { result.append(gap.isEmpty ? "" : "   ↓") }
        row = block
      }
    }
    return (result + row).map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
