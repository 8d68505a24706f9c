extension DenseTensor {
  /// The transposed convolution of `[n, c, …]` with a filter `[c, out / groups, kernel…]`: what the
  /// gradient of a convolution by its input computes.
  ///
  /// An output extent is `(input - 1) * stride + dilation * (kernel - 1) + 1 - padding` plus
  /// `outputPadding`, or as `outputSize` says, which must be less than a stride above it. `same` gives
  /// `input * stride`. 16-bit floats are summed in float32 and rounded once.
  public func convolutionTransposed(
    _ filter: DenseTensor, strides: [Int]? = nil, padding: ConvolutionPadding = .valid,
    outputPadding: [Int]? = nil, outputSize: [Int]? = nil, dilations: [Int]? = nil,
    groups: Int = 1
  ) -> DenseTensor {
    precondition(
      ndim >= 3 && filter.ndim == ndim && filter.dtype == dtype && groups > 0
        && shape[1] == filter.shape[0] && shape[1] % groups == 0,
      "a transposed convolution of \(dtype)\(shape) with the filter "
        + "\(filter.dtype)\(filter.shape) in \(groups) groups")
    let spatial = Array(shape[2...])
    let steps = strides ?? [Int](repeating: 1, count: spatial.count)
    let window = Window(
      kernel: Array(filter.shape[2...]), input: zip(spatial, steps).map { $0 * $1 },
      strides: strides, padding: padding, dilations: dilations)
    let full = spatial.indices.map { (spatial[$0] - 1) * window.strides[$0] + window.reach[$0] }
    let extra = spatial.indices.map { dim in
      let cropped = full[dim] - window.before[dim] - window.after[dim]
      let more = outputSize.map { $0[dim] - cropped } ?? outputPadding?[dim] ?? 0
      // `same` with a kernel shorter than the stride leaves a gap that nothing reaches.
      let least = padding == .same ? max(0, spatial[dim] * window.strides[dim] - cropped) : more
      precondition(
        more >= 0 && (more < max(window.strides[dim], window.dilations[dim])) && cropped >= 0,
        "an output \(more) larger than \(cropped), with the stride \(window.strides[dim])")
      return max(more, least)
    }
    precondition(!spatial.contains(0), "a transposed convolution of the shape \(shape)")
    let isHalf = dtype == .float16 || dtype == .bfloat16
    let input = isHalf ? converted(to: .float32) : self
    let weights = (isHalf ? filter.converted(to: .float32) : filter).reshaped(
      to: [groups, shape[1] / groups, Self.count(of: Array(filter.shape[1...]))]
    ).transposed(1, 2)
    let channels = filter.shape[1] * groups
    let sums = DenseTensor(
      zeros: [shape[0], channels] + zip(full, extra).map { $0 + $1 }, dtype: input.dtype)
    for sample in 0..<shape[0] {
      let columns = weights.matmul(
        input.sample(sample).reshaped(
          to: [groups, shape[1] / groups, Self.count(of: spatial)]))
      sums.sample(sample).addPatches(
        columns.reshaped(to: [channels] + window.kernel + spatial), window)
    }
    let sizes = spatial.indices.map {
      full[$0] - window.before[$0] - window.after[$0] + extra[$0]
    }
    return sums.slice(offsets: [0, 0] + window.before, sizes: [shape[0], channels] + sizes)
      .contiguous().converted(to: dtype)
  }

  /// Adds `[c, kernel…, places…]` to what each element of the kernel meets of this `[c, …]`.
  private func addPatches(_ columns: DenseTensor, _ window: Window) {
    let rank = window.kernel.count
    let targets = patches(window, Array(columns.shape[(rank + 1)...]))
    let ones = [Int](repeating: 1, count: rank)
    let steps = Self.rowMajorStrides(window.kernel)
    for place in 0..<Self.count(of: window.kernel) {
      let at = (0..<rank).map { place / steps[$0] % window.kernel[$0] }
      let rest = [Int](repeating: 0, count: rank)
      let sizes = [shape[0]] + ones + columns.shape[(rank + 1)...]
      let target = targets.slice(offsets: [0] + at + rest, sizes: sizes)
      let added = columns.slice(offsets: [0] + at + rest, sizes: sizes)
      fold(.sum, [target, added], into: target)
    }
  }
}
