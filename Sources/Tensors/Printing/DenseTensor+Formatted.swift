import ComplexModule
import Elements

extension DenseTensor {
  /// The text of NumPy 2's `array2string`: rows in brackets, columns aligned, summarised above
  /// `options.threshold` elements.
  ///
  /// `bfloat16`, which NumPy does not have, is printed by the rules for `float16`: the shortest
  /// digits that tell it from its neighbours, with an exponent from 1000 on.
  public func formatted(_ options: PrintOptions = PrintOptions()) -> String {
    if isEmpty { return "[]" }
    let isSummarized = count > options.threshold
    let shown = isSummarized ? corners(options.edgeItems) : self
    let layout = RowLayout(
      shape: shape, edge: isSummarized ? options.edgeItems : nil, width: options.lineWidth,
      shown: shown.shape, words: shown.words(precision: options.precision))
    return layout.text()
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

  /// Each element's text, in row-major order, padded to line up with the others.
  private func words(precision: Int) -> [String] {
    switch dtype.kind {
    case .boolean:
      let yes = ndim == 0 ? "True" : " True"
      return values(as: Bool.self).map { $0 ? yes : "False" }
    case .signedInteger:
      return aligned(converted(to: .int64).values(as: Int64.self).map(\.description))
    case .unsignedInteger:
      return aligned(converted(to: .uint64).values(as: UInt64.self).map(\.description))
    case .floatingPoint:
      let values = converted(to: .float64).values(as: Double.self)
      return FloatFormat(values, dtype.floatKind, precision: precision).words(values)
    case .complex:
      let values = values(as: Complex<Float>.self).map(\.rawStorage)
      let real = values.map { Double($0.x) }
      let imaginary = values.map { Double($0.y) }
      let first = FloatFormat(real, .float32, precision: precision).words(real)
      let second = FloatFormat(imaginary, .float32, precision: precision, showsPlus: true)
        .words(imaginary)
      return zip(first, second).map { $0 + suffixed($1) }
    }
  }

  private func aligned(_ words: [String]) -> [String] {
    let width = words.reduce(0) { max($0, $1.utf8.count) }
    return words.map { String(repeating: " ", count: width - $0.utf8.count) + $0 }
  }

  /// A `j` after the digits, before the padding.
  private func suffixed(_ word: String) -> String {
    let padding = word.reversed().prefix { $0 == " " }.count
    return word.dropLast(padding) + "j" + String(repeating: " ", count: padding)
  }
}

extension DenseTensor: CustomStringConvertible {
  public var description: String { formatted() }
}
