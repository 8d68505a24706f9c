extension DenseTensor {
  /// The text of NumPy 2's `array2string`: rows in brackets, columns aligned, summarised above
  /// `options.threshold` elements.
  ///
  /// `bfloat16`, which NumPy does not have, is printed by the rules for `float16`: the shortest
  /// digits that tell it from its neighbours, with an exponent from 1000 on.
  public func formatted(_ options: PrintOptions = PrintOptions()) -> String {
    var text = ""
    format(options) { text += $0 }
    return text
  }

  /// The same text, in pieces: `sink` gets one after the other as they come to be, so that a large tensor
  /// begins to be printed soon, and its text is never held.
  ///
  /// Where floats may need fewer digits than `options.precision`, all of them are looked at before the
  /// first piece.
  public func format<Failure>(
    _ options: PrintOptions = PrintOptions(), to sink: (String) throws(Failure) -> Void
  ) throws(Failure) {
    guard !isEmpty else { return try sink("[]") }
    let isSummarized = count > options.threshold
    let shown = isSummarized ? corners(options.edgeItems) : self
    var layout = RowLayout<Failure>(
      shape: shape, edge: isSummarized ? options.edgeItems : nil, width: options.lineWidth,
      shown: shown.shape, words: ElementWords(shown, precision: options.precision))
    try layout.write(to: sink)
  }

  /// The elements that a summary shows: the ends of each dim that is longer than both together.
  func corners(_ edge: Int) -> DenseTensor {
    var result = self
    for dim in shape.indices where shape[dim] > 2 * edge {
      let ends = [0, shape[dim] - edge].map { start in
        result.strided(dim: dim, start: edge == 0 ? 0 : start, count: edge, step: 1)
      }
      result = DenseTensor.concatenated(ends, dim: dim)
    }
    return result
  }
}

extension DenseTensor: CustomStringConvertible {
  /// The elements as NumPy prints them, with the default options.
  public var description: String { formatted() }
}
