/// Lays words out in nested brackets, as NumPy's `_formatArray` does.
struct RowLayout {
  let shape: [Int]
  /// How many elements to show at each end of a dim; nil to show all.
  let edge: Int?
  let width: Int
  /// The shape of the elements shown, and their words in row-major order.
  let shown: [Int]
  let words: [String]

  func text() -> String { nested(dim: 0, place: 0, indent: " ", width: width) }

  /// What stands along a dim: places among the elements shown, and nil for the dots.
  private func entries(_ dim: Int) -> [Int?] {
    guard let edge, 2 * edge < shape[dim] else { return Array(0..<shown[dim]) }
    return (0..<edge).map { $0 } + [nil] + (edge..<shown[dim]).map { $0 }
  }

  private func nested(dim: Int, place: Int, indent: String, width: Int) -> String {
    guard dim < shape.count else { return words[place] }
    let isLast = dim == shape.count - 1
    var lines = ""
    var line = indent
    let entries = entries(dim)
    for (position, entry) in entries.enumerated() {
      let word =
        entry.map {
          nested(
            dim: dim + 1, place: place * shown[dim] + $0, indent: indent + " ", width: width - 1)
        } ?? "..."
      let isEnd = position == entries.count - 1
      if isLast {
        if line.utf8.count + word.utf8.count > width - 1, line.utf8.count > indent.utf8.count {
          lines += trimmed(line) + "\n"
          line = indent
        }
        line += isEnd ? word : word + " "
      } else {
        lines += indent + word
        if !isEnd { lines += String(repeating: "\n", count: shape.count - dim - 1) }
      }
    }
    if isLast { lines += line }
    return "[" + lines.dropFirst(indent.utf8.count) + "]"
  }

  private func trimmed(_ line: String) -> Substring {
    line.dropLast(line.reversed().prefix { $0 == " " }.count)
  }
}
