import Elements

/// Rows that are sequences one behind the other.
extension DenseTensor {
  /// Of each row the `count` rows of its sequence from `start` places after it on, side by side; zeros where there is
  /// none: `[rows, m]` gives `[rows, count m]`.
  package func contexts(of lengths: [Int], count: Int, start: Int) -> DenseTensor {
    let width = shape[1]
    let result = DenseTensor(zeros: [shape[0], count * width], dtype: dtype)
    var first = 0
    for length in lengths {
      for place in 0..<count {
        // The rows that have another one there.
        let shift = start + place
        let (from, to) = (max(0, -shift), min(length, length - shift))
        guard from < to else { continue }
        result.slice(offsets: [first + from, place * width], sizes: [to - from, width]).copy(
          from: slice(offsets: [first + from + shift, 0], sizes: [to - from, width]))
      }
      first += length
    }
    return result
  }

  /// Each row as often as its sequence is long.
  package func repeated(_ lengths: [Int]) -> DenseTensor {
    let places = lengths.indices.flatMap { [Int](repeating: $0, count: lengths[$0]) }
    return gatheringSlices(places, length: shape[1], shape: [places.count, shape[1]])
  }

  /// `act([self, others] weight + bias)`, where each row of the others stands for all rows of its sequence: their
  /// part of the product is made once a sequence.
  package func linear(
    beside others: [DenseTensor], of lengths: [Int], weight: DenseTensor, bias: DenseTensor?,
    then activation: UnaryOp?
  ) -> DenseTensor {
    let parts = weight.split(sizes: [shape[1], weight.shape[0] - shape[1]], dim: 0)
    let columns = weight.shape[1]
    let shared = DenseTensor.concatenated(others, dim: 1).linear(
      weight: parts[1], bias: bias?.reshaped(to: [columns]))
    let result = shared.repeated(lengths)
    result.setToProduct(self, parts[0], accumulates: true)
    if let activation { result.apply(activation) }
    return result
  }
}
