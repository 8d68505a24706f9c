/// What the dispatch of tokens to experts gives.
package struct ExpertDispatch {
  /// The tokens in the order of their experts: `[experts * capacity, d]` where padded, else `[s * k, d]`;
  /// places that no token got are zeros.
  package let tokens: DenseTensor
  /// The gate's value of each choice, `[s, k]`; 0 where the expert was full.
  package let weights: DenseTensor
  /// The row of `tokens` that each choice got, `[k, s]`, int32; 0 where the expert was full.
  package let places: DenseTensor
  /// The number of choices of an expert and those before it, full or not: `[experts]`, int64.
  package let offsets: DenseTensor
  /// The experts chosen, best first: `[s, k]`, int32.
  package let experts: DenseTensor
}

extension DenseTensor {
  /// Sends each of `[s, d]` tokens to the `k` experts that its row of `gate` `[s, experts]` has the
  /// largest values for; of equal ones the first. As Paddle's `moe_gate_dispatch`.
  ///
  /// `bias` (`[experts]`) is added for the choice alone. An expert takes `capacity` tokens: where
  /// padded, those whose better choice it is come first, and then those of earlier rows; else the
  /// rows' order alone counts. `gate` and `bias` are of one floating-point dtype, without NaN.
  package func dispatchedToExperts(
    gate: DenseTensor, bias: DenseTensor? = nil, k: Int, capacity: Int, isPadded: Bool
  ) -> ExpertDispatch {
    precondition(
      ndim == 2 && gate.ndim == 2 && gate.shape[0] == shape[0] && (0...gate.shape[1]) ~= k
        && capacity >= 0 && bias.map { $0.shape == [gate.shape[1]] } ?? true,
      "tokens \(shape) to the \(k) best experts of a gate \(gate.shape) of capacity \(capacity)")
    let (rows, experts) = (shape[0], gate.shape[1])
    let choices = gate.bestExperts(bias, k)
    let order = choices.indices.sorted { a, b in
      let (first, second) = (choices[a], choices[b])
      if first != second { return first < second }
      return isPadded && a % k != b % k ? a % k < b % k : a < b
    }
    var counts = [Int](repeating: 0, count: experts)
    for expert in choices { counts[expert] += 1 }
    var ends = counts
    for expert in counts.indices.dropFirst() { ends[expert] += ends[expert - 1] }

    let weights = gate.takeAlongAxis(
      DenseTensor(choices.map(Int64.init), shape: [rows, k]), axis: 1)
    var taken = [Int](repeating: -1, count: isPadded ? experts * capacity : rows * k)
    var places = [Int32](repeating: 0, count: rows * k)
    for (position, choice) in order.enumerated() {
      let (row, rank, expert) = (choice / k, choice % k, choices[choice])
      let before = ends[expert] - counts[expert]
      if position - before >= capacity {
        weights.slice(offsets: [row, rank], sizes: [1, 1]).fill(0)
        continue
      }
      let place = isPadded ? expert * capacity + position - before : position
      taken[place] = row
      places[rank * rows + row] = Int32(place)
    }
    return ExpertDispatch(
      tokens: gatheringSlices(taken, length: shape[1], shape: [taken.count, shape[1]]),
      weights: weights, places: DenseTensor(places, shape: [k, rows]),
      offsets: DenseTensor(ends.map(Int64.init), shape: [experts]),
      experts: DenseTensor(choices.map(Int32.init), shape: [rows, k]))
  }

  /// The numbers of the `k` largest of each row, row after row.
  private func bestExperts(_ bias: DenseTensor?, _ k: Int) -> [Int] {
    let values = converted(to: .float64).values(as: Double.self)
    let added = bias?.converted(to: .float64).values(as: Double.self)
    let experts = shape[1]
    return (0..<shape[0]).flatMap { row in
      let scores = (0..<experts).map { values[row * experts + $0] + (added?[$0] ?? 0) }
      return scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(k)
    }
  }

  /// The experts' results `[n, d]` brought back to their tokens: row `i` is the sum over `j` of
  /// `weights[i, j]` times row `places[i, j]`, in that order. As Paddle's `moe_combine`.
  ///
  /// `weights` `[s, k]` have this dtype or float32; `places` `[s, k]` are int32 or int64.
  package func combinedFromExperts(weights: DenseTensor, places: DenseTensor) -> DenseTensor {
    precondition(
      ndim == 2 && weights.ndim == 2 && places.shape == weights.shape,
      "experts' results \(shape) with weights \(weights.shape) and places \(places.shape)")
    let wide = dtype.accumulatorDType
    let chosen = gather(places).converted(to: wide)
    let result = DenseTensor(zeros: [weights.shape[0], shape[1]], dtype: wide)
    result.unsqueezed(1).setToProduct(weights.converted(to: wide).unsqueezed(1), chosen)
    return result.converted(to: dtype)
  }
}
