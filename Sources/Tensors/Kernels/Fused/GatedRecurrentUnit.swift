import Elements

/// A gated recurrent unit whose reset acts before the product: with `[u, r] = gate(x[…2d] + h G)` and
/// `c = act(x[2d…] + (r ⊙ h) C)`, h becomes `(1 - u) h + u c`, or the other way round.
package struct GatedRecurrentUnit: Sendable {
  /// Nil is the identity.
  let activation: UnaryOp?
  let gate: UnaryOp?
  /// Whether each sequence is read from its last row.
  let isReverse: Bool
  /// Whether u says how much of h is kept, and not how much of c is taken.
  let keepsByUpdate: Bool

  /// A unit of these functions.
  package init(activation: UnaryOp?, gate: UnaryOp?, isReverse: Bool, keepsByUpdate: Bool) {
    (self.activation, self.gate) = (activation, gate)
    (self.isReverse, self.keepsByUpdate) = (isReverse, keepsByUpdate)
  }

  /// The states `[rows, d]` after each row of sequences one behind the other, several at a time.
  ///
  /// - Parameters:
  ///   - inputs: `[rows, 3 d]`, float32 or float64 as all others: what each row adds, for u, r and c.
  ///   - weight: `3 d d` numbers: first the matrix `[d, 2 d]` of the gates, then `[d, d]` of c.
  ///   - first: the states before, `[sequences, d]`; nil is 0.
  package func states(
    of inputs: DenseTensor, lengths: [Int], weight: DenseTensor, first: DenseTensor?
  ) -> DenseTensor {
    let width = inputs.shape[1] / 3
    precondition(
      inputs.dtype == weight.dtype && weight.count == 3 * width * width
        && inputs.shape[0] == lengths.reduce(0, +)
        && (first.map { $0.shape == [lengths.count, width] } ?? true),
      "a recurrent unit of \(inputs.shape) in sequences \(lengths) by \(weight.shape)")
    let result = DenseTensor(shape: [inputs.shape[0], width], dtype: inputs.dtype)
    guard !result.isEmpty else { return result }
    withRealType(
      inputs.dtype,
      Run(
        unit: self, inputs: inputs.contiguous(), weight: weight.contiguous(),
        first: first?.contiguous(), lengths: lengths, width: width, result: result))
    return result
  }

  private struct Run: RealVisitor {
    let unit: GatedRecurrentUnit
    let inputs, weight: DenseTensor
    let first: DenseTensor?
    let lengths: [Int]
    let width: Int
    let result: DenseTensor

    func visit<T: RealElement>(_ type: T.Type) {
      typealias A = T.Accumulator
      let starts = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
      let work = (lengths.max() ?? 0) * 3 * width * width / 4
      KernelThreads.forEachRange(of: lengths.count, work: max(1, work)) { range in
        unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 5 * width) { scratch in
          for sequence in range {
            let rows = starts[sequence]..<starts[sequence + 1]
            unsafe run(sequence, rows, scratch.baseAddress!, as: A.self)
          }
        }
      }
    }

    private func run<A: FloatMath & KernelElement>(
      _ sequence: Int, _ rows: Range<Int>, _ state: UnsafeMutablePointer<A>, as type: A.Type
    ) {
      let (gates, candidate) = unsafe (state + width, state + 3 * width)
      let reset = unsafe state + 4 * width
      let (from, to) = unsafe (inputs.pointer(as: A.self), result.mutablePointer(as: A.self))
      let matrix = unsafe weight.pointer(as: A.self)
      if let first {
        unsafe state.update(from: first.pointer(as: A.self) + sequence * width, count: width)
      } else {
        unsafe state.update(repeating: 0, count: width)
      }
      for step in 0..<rows.count {
        let row = unit.isReverse ? rows.upperBound - 1 - step : rows.lowerBound + step
        unsafe gates.update(from: from + row * 3 * width, count: 2 * width)
        unsafe add(state, by: matrix, columns: 2 * width, to: gates)
        if let gate = unit.gate { A.apply(gate, unsafe Block(values: gates, count: 2 * width)) }
        for i in 0..<width { unsafe reset[i] = gates[width + i] * state[i] }
        unsafe candidate.update(from: from + (row * 3 + 2) * width, count: width)
        unsafe add(reset, by: matrix + 2 * width * width, columns: width, to: candidate)
        if let activation = unit.activation {
          A.apply(activation, unsafe Block(values: candidate, count: width))
        }
        for i in 0..<width {
          let update = unsafe unit.keepsByUpdate ? 1 - gates[i] : gates[i]
          unsafe state[i] = (1 - update) * state[i] + update * candidate[i]
        }
        unsafe (to + row * width).update(from: state, count: width)
      }
    }

    /// `sums += factors × matrix`, a row of the matrix for each factor.
    private func add<A: FloatMath>(
      _ factors: UnsafeMutablePointer<A>, by matrix: UnsafeMutablePointer<A>, columns: Int,
      to sums: UnsafeMutablePointer<A>
    ) {
      for i in 0..<width {
        let (factor, row) = unsafe (factors[i], matrix + i * columns)
        for j in 0..<columns { unsafe sums[j] += factor * row[j] }
      }
    }
  }
}
