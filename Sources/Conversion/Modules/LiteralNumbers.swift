import Elements

/// Numbers of a constant, as code has them.
struct LiteralNumbers {
  let numbers: [Double]

  /// More numbers are not written out.
  private static let mostWritten = 64

  init(_ numbers: [Double]) { self.numbers = numbers }

  /// Whole numbers, each by the same step above the one before; nil of others.
  var progression: (first: Int, last: Int, step: Int)? {
    guard numbers.count > 4, let first = numbers.first, let last = numbers.last,
      numbers.allSatisfy({ $0.isPlainInteger })
    else { return nil }
    let step = numbers[1] - first
    guard step != 0, zip(numbers, numbers.dropFirst()).allSatisfy({ $1 - $0 == step }) else {
      return nil
    }
    return (Int(first), Int(last), Int(step))
  }

  /// Whether they are read from a file in the place of being written out.
  func isLong(_ dtype: DType) -> Bool {
    numbers.count > Self.mostWritten && progression == nil && dtype.kind != .complex
  }
}

extension Double {
  /// Whether it is a whole number that an `Int` writes alike.
  var isPlainInteger: Bool {
    self == rounded() && abs(self) < 0x1p53 && !(self == 0 && sign == .minus)
  }
}
