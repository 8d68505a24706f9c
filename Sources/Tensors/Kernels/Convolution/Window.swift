/// How much is added around the spatial dims of a convolution.
public enum ConvolutionPadding: Hashable, Sendable {
  /// The same on both sides of each spatial dim.
  case symmetric([Int])
  /// Before and after each spatial dim.
  case explicit(before: [Int], after: [Int])
  /// As much as makes the output `ceil(input / stride)`, the odd element after.
  case same
  case valid
}

/// Where a kernel of given extents stands on the spatial dims of an input.
struct Window {
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  var before: [Int]
  var after: [Int]

  /// - Parameter input: the spatial extents of what the kernel slides over; for `same`.
  init(
    kernel: [Int], input: [Int], strides: [Int]?, padding: ConvolutionPadding, dilations: [Int]?
  ) {
    let ones = [Int](repeating: 1, count: kernel.count)
    let zeros = [Int](repeating: 0, count: kernel.count)
    self.kernel = kernel
    self.strides = strides ?? ones
    self.dilations = dilations ?? ones
    switch padding {
    case .symmetric(let sizes): (before, after) = (sizes, sizes)
    case .explicit(let first, let second): (before, after) = (first, second)
    case .valid: (before, after) = (zeros, zeros)
    case .same:
      (before, after) = (zeros, zeros)
      precondition(self.strides.count == kernel.count, "\(self.strides) strides of \(kernel)")
      for dim in kernel.indices {
        let count = (input[dim] + self.strides[dim] - 1) / self.strides[dim]
        let reach = self.dilations[dim] * (kernel[dim] - 1) + 1
        let needed = max(0, (count - 1) * self.strides[dim] + reach - input[dim])
        (before[dim], after[dim]) = (needed / 2, needed - needed / 2)
      }
    }
    precondition(
      [self.strides, self.dilations, before, after].allSatisfy { $0.count == kernel.count }
        && (self.strides + self.dilations).allSatisfy { $0 > 0 } && !kernel.contains(0),
      "a kernel \(kernel) with strides \(self.strides), dilations \(self.dilations), padding "
        + "\(before) and \(after)")
  }

  /// Elements from a kernel's first to its last, both included.
  var reach: [Int] { kernel.indices.map { dilations[$0] * (kernel[$0] - 1) + 1 } }

  /// The places of the kernel on an input of these extents.
  func outputs(_ input: [Int]) -> [Int] {
    kernel.indices.map { dim in
      let room = input[dim] + before[dim] + after[dim] - reach[dim]
      precondition(
        room >= 0, "a kernel of reach \(reach[dim]) on \(input[dim]) elements in dim \(dim)")
      return room / strides[dim] + 1
    }
  }
}

extension DenseTensor {
  /// Of `[c, …]` that is padded already: the view `[c, kernel…, outputs…]` of what each element of the
  /// kernel meets. It is for reading, since elements occur more than once.
  func patches(_ window: Window, _ outputs: [Int]) -> DenseTensor {
    let spatial = Array(strides.dropFirst())
    return view(
      shape: [shape[0]] + window.kernel + outputs,
      strides: [strides[0]] + zip(spatial, window.dilations).map { $0 * $1 }
        + zip(spatial, window.strides).map { $0 * $1 }, offset: offset)
  }
}
