/// Lays words out in nested brackets, as NumPy's `_formatArray` does, and hands the text on in pieces.
struct RowLayout<Failure: Error> {
  typealias Sink = (String) throws(Failure) -> Void

  let shape: [Int]
  /// How many elements to show at each end of a dim; nil to show all.
  let edge: Int?
  let width: Int
  /// The shape of the elements shown, and their words.
  let shown: [Int]
  var words: ElementWords
  private var pending = ""

  init(shape: [Int], edge: Int?, width: Int, shown: [Int], words: ElementWords) {
    (self.shape, self.edge, self.width, self.shown) = (shape, edge, width, shown)
    self.words = words
  }

  mutating func write(to sink: Sink) throws(Failure) {
    try append(dim: 0, place: 0, indent: " ", width: width, to: sink)
    try sink(pending)
    pending = ""
  }

  /// What stands along a dim: places among the elements shown, and nil for the dots.
  private func entries(_ dim: Int) -> [Range<Int>?] {
    guard let edge, 2 * edge < shape[dim] else { return [0..<shown[dim]] }
    return [0..<edge, nil, edge..<shown[dim]]
  }

  private mutating func append(
    dim: Int, place: Int, indent: String, width: Int, to sink: Sink
  ) throws(Failure) {
    guard dim < shape.count else {
      pending += words.word(place)
      return
    }
    pending += "["
    if dim == shape.count - 1 {
      try appendRow(place: place * shown[dim], indent: indent, width: width, to: sink)
    } else {
      var isFirst = true
      for range in entries(dim) {
        for entry in range ?? 0..<1 {
          if !isFirst { pending += String(repeating: "\n", count: shape.count - dim - 1) + indent }
          isFirst = false
          guard range != nil else {
            pending += "..."
            continue
          }
          try append(
            dim: dim + 1, place: place * shown[dim] + entry, indent: indent + " ", width: width - 1,
            to: sink)
        }
      }
    }
    pending += "]"
    try handOn(to: sink)
  }

  /// The elements of the last dim, in as many lines as they take.
  private mutating func appendRow(
    place: Int, indent: String, width: Int, to sink: Sink
  ) throws(Failure) {
    var used = indent.utf8.count
    var isFirst = true
    for range in entries(shape.count - 1) {
      for entry in range ?? 0..<1 {
        let word = range == nil ? "..." : words.word(place + entry)
        if used + (isFirst ? 0 : 1) + word.utf8.count > width - 1, !isFirst {
          while pending.utf8.last == UInt8(ascii: " ") { pending.removeLast() }
          pending += "\n"
          try handOn(to: sink)
          pending += indent + word
          used = indent.utf8.count + word.utf8.count
        } else {
          pending += isFirst ? word : " " + word
          used += word.utf8.count + (isFirst ? 0 : 1)
        }
        isFirst = false
      }
    }
  }

  /// Hands on what is there, if it is much.
  private mutating func handOn(to sink: Sink) throws(Failure) {
    guard pending.utf8.count >= 1 << 16 else { return }
    try sink(pending)
    pending = ""
  }
}
