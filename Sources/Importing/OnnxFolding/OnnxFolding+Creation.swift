import Elements

extension OnnxFolding {
  static let creation: [String: Fold] = [
    "ConstantOfShape": { folding in
      let shape = try folding.ints(0)
      let value = try filling(folding.attributes)
      // Floats are no shape: they are a constant of the program.
      guard isSmall(shape), let number = value.ints?.first else { return nil }
      let numbers = [Int](repeating: number, count: shape.reduce(1, *))
      return [FoldedTensor(value.dtype, shape, ints: numbers)]
    },
    "Range": { folding in
      let (start, limit, delta) = (
        try folding.input(0), try folding.input(1), try folding.input(2)
      )
      guard let first = start.ints?.first, let last = limit.ints?.first,
        let step = delta.ints?.first, step != 0
      else { return nil }
      let (distance, overflow) = last.subtractingReportingOverflow(first)
      guard !overflow else { return nil }
      let count = max(0, distance / step + (distance % step == 0 ? 0 : 1))
      guard count <= mostElements else { return nil }
      return [FoldedTensor(start.dtype, [count], ints: (0..<count).map { first + $0 * step })]
    },
  ]

  /// The one number that fills a tensor: a float32 zero where nothing is said.
  static func filling(_ attributes: [String: OnnxAttribute]) throws -> FoldedTensor {
    guard case .tensor(let tensor)? = attributes["value"] else {
      return FoldedTensor(.float32, [1], doubles: [0])
    }
    guard tensor.count == 1, let value = try FoldedTensor(tensor, OnnxWeights("").stored(tensor))
    else { throw Mismatch("attribute value: one number is required") }
    return value
  }
}
