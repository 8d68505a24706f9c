extension DenseTensor {
  /// The sum of products that the equation says, of operands of one dtype: see `EinsumEquation`.
  ///
  /// A label that occurs twice in an operand takes its diagonal; extents of 1 broadcast. Operands are
  /// contracted from left to right, each pair by one batched matrix product. 16-bit floats are rounded
  /// once, at the end. An equation that does not suit the operands is a programmer's error.
  public static func einsum(_ equation: String, _ operands: [DenseTensor]) -> DenseTensor {
    do {
      return try einsum(EinsumEquation(equation, ranks: operands.map(\.ndim)), operands)
    } catch {
      preconditionFailure(error.description)
    }
  }

  /// As above, of an equation that is parsed already.
  public static func einsum(_ equation: EinsumEquation, _ operands: [DenseTensor]) -> DenseTensor {
    precondition(
      operands.count == equation.inputs.count && !operands.isEmpty
        && operands.allSatisfy { $0.dtype == operands[0].dtype },
      "an einsum of \(operands.map { "\($0.dtype)\($0.shape)" })")
    let dtype = operands[0].dtype
    let isHalf = dtype == .float16 || dtype == .bfloat16
    var extents: [Int: Int] = [:]
    for (operand, labels) in zip(operands, equation.inputs) {
      for (label, extent) in zip(labels, operand.shape) where extent != 1 || extents[label] == nil {
        precondition(
          [nil, 1, extent].contains(extents[label]),
          "an einsum label with the extents \(extents[label] ?? 0) and \(extent)")
        extents[label] = extent
      }
    }
    let terms = zip(operands, equation.inputs).map { operand, labels in
      Factor(tensor: isHalf ? operand.converted(to: .float32) : operand, labels: labels)
        .takingDiagonals(extents)
    }
    var product = terms[0]
    for next in 1..<max(1, terms.count) {
      let needed = terms[(next + 1)...].reduce(Set(equation.output)) { $0.union($1.labels) }
      product = product.contracted(with: terms[next], keeping: needed)
    }
    product = product.summed(keeping: Set(equation.output))
    let result = product.tensor.permuted(equation.output.map { product.place(of: $0) })
    let expected = equation.output.map { extents[$0] ?? 1 }
    return result.expanded(to: expected).converted(to: dtype).contiguous()
  }
}

/// A tensor whose dims have labels, each once.
private struct Factor {
  var tensor: DenseTensor
  var labels: [Int]

  func place(of label: Int) -> Int {
    guard let place = labels.firstIndex(of: label) else {
      preconditionFailure("no einsum label \(label) in \(labels)")
    }
    return place
  }

  /// Each label once; dims of extent 1 are expanded.
  func takingDiagonals(_ extents: [Int: Int]) -> Factor {
    let wanted = labels.map { extents[$0] ?? 1 }
    let whole = tensor.expanded(to: wanted)
    var kept: [Int] = []
    var strides: [Int] = []
    for (label, stride) in zip(labels, whole.strides) {
      if let place = kept.firstIndex(of: label) {
        strides[place] += stride
      } else {
        kept.append(label)
        strides.append(stride)
      }
    }
    let view = whole.view(
      shape: kept.map { extents[$0] ?? 1 }, strides: strides, offset: whole.offset)
    return Factor(tensor: view, labels: kept)
  }

  /// The dims in three groups: those of `outer` stay apart, the others become one dim each.
  private func grouped(_ outer: [Int], _ groups: [[Int]]) -> DenseTensor {
    let order = (outer + groups.flatMap { $0 }).map { place(of: $0) }
    let shape = outer.map { extent($0) } + groups.map { $0.reduce(1) { $0 * extent($1) } }
    return tensor.permuted(order).reshaped(to: shape)
  }

  private func extent(_ label: Int) -> Int { tensor.shape[place(of: label)] }

  /// The sum over all dims whose labels are not in `kept`.
  func summed(keeping kept: Set<Int>) -> Factor {
    let (staying, going) = (labels.filter(kept.contains), labels.filter { !kept.contains($0) })
    guard !going.isEmpty else { return self }
    let matrix = grouped([], [staying, going])
    let ones = DenseTensor(ones: [matrix.shape[1]], dtype: tensor.dtype)
    return Factor(
      tensor: matrix.matmul(ones).reshaped(to: staying.map { extent($0) }), labels: staying)
  }

  /// The product, summed over the labels that are not in `kept`.
  func contracted(with other: Factor, keeping kept: Set<Int>) -> Factor {
    let a = summed(keeping: kept.union(other.labels))
    let b = other.summed(keeping: kept.union(a.labels))
    let shared = a.labels.filter { b.labels.contains($0) }
    let batch = shared.filter(kept.contains)
    let inner = shared.filter { !kept.contains($0) }
    let rows = a.labels.filter { !b.labels.contains($0) }
    let columns = b.labels.filter { !a.labels.contains($0) }
    let all = batch + rows + columns
    let shape =
      batch.map { a.extent($0) } + rows.map { a.extent($0) } + columns.map { b.extent($0) }
    if inner.isEmpty {
      let left = a.tensor.permuted((batch + rows).map { a.place(of: $0) })
      let right = b.tensor.permuted((batch + columns).map { b.place(of: $0) })
      let (outer, one) = (batch.map { a.extent($0) }, { [Int](repeating: 1, count: $0) })
      let wide = left.reshaped(to: left.shape + one(columns.count)).expanded(to: shape)
      let tall = right.reshaped(to: outer + one(rows.count) + columns.map { b.extent($0) })
      return Factor(tensor: wide.multiplied(by: tall.expanded(to: shape)), labels: all)
    }
    let product = a.grouped(batch, [rows, inner]).matmul(b.grouped(batch, [inner, columns]))
    return Factor(tensor: product.reshaped(to: shape), labels: all)
  }
}
