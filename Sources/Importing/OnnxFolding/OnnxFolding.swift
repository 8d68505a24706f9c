import Elements

/// Calls of operators whose operands are all known at import: the arithmetic of shapes, of axes and of conditions.
///
/// What is not in the table, or gets large, is an op of the program like any other.
struct OnnxFolding {
  /// Larger results are not held at import.
  static let mostElements = 1 << 16

  let operation: String
  /// With nil where one is left out.
  let inputs: [FoldedTensor?]
  let attributes: [String: OnnxAttribute]
  let opset: Int

  typealias Fold = @Sendable (OnnxFolding) throws -> [FoldedTensor]?

  /// By operator. A file each for a family adds its own.
  private static let table: [String: Fold] = arithmetic.merging(movement) { $1 }
    .merging(creation) { $1 }

  static func isKnown(_ operation: String) -> Bool { table[operation] != nil }

  /// The results; nil where it is to be an op.
  ///
  /// - Throws: `Mismatch` where the operands fit neither each other nor the operator.
  func results() throws -> [FoldedTensor]? { try Self.table[operation]?(self) }
}

extension OnnxFolding {
  func input(_ place: Int) throws -> FoldedTensor {
    guard place < inputs.count, let input = inputs[place] else {
      throw Mismatch("input \(place) is required")
    }
    return input
  }

  func optional(_ place: Int) -> FoldedTensor? { place < inputs.count ? inputs[place] : nil }

  func ints(_ place: Int) throws -> [Int] {
    guard let ints = try input(place).ints else {
      throw Mismatch("input \(place): integers are required")
    }
    return ints
  }

  /// What an attribute says, or an input in newer versions; nil of neither.
  func ints(_ name: String, orInput place: Int) -> [Int]? {
    if case .ints(let numbers)? = attributes[name] { return numbers }
    return optional(place)?.ints
  }

  func int(_ name: String, default fallback: Int) -> Int {
    if case .int(let number)? = attributes[name] { number } else { fallback }
  }

  /// A dim that may count from the end.
  static func place(_ dim: Int, of count: Int) throws -> Int {
    let place = dim < 0 ? dim + count : dim
    guard (0..<max(count, 1)).contains(place) else {
      throw Mismatch("dim \(dim) of a tensor with \(count) dims")
    }
    return place
  }

  /// - Returns: whether a tensor of the shape may be held.
  static func isSmall(_ shape: [Int]) -> Bool {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow, product <= mostElements else { return false }
      count = product
    }
    return true
  }

  /// The shape that two broadcast to.
  static func broadcast(_ left: [Int], _ right: [Int]) throws -> [Int] {
    let count = max(left.count, right.count)
    return try (0..<count).map { dim in
      let sizes = [left, right].map { shape in
        dim < count - shape.count ? 1 : shape[dim - (count - shape.count)]
      }
      guard sizes[0] == sizes[1] || sizes.contains(1) else {
        throw Mismatch("shapes \(left) and \(right) do not broadcast")
      }
      return sizes[0] == 1 ? sizes[1] : sizes[0]
    }
  }
}
