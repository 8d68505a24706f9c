import SPMDRules

/// Ops that only move elements, written out index by index: what the rules are held against.
struct Movement {
  let op: String
  let shapes: [[Int]]
  let attributes: [String: AttributeValue]

  /// Where an element of an output comes from; nil where it is a constant.
  func source(_ output: Int, _ outputShape: [Int], _ index: [Int]) -> (input: Int, index: [Int])? {
    let shape = shapes[0]
    switch op {
    case "reshape", "flatten", "squeeze", "unsqueeze":
      return (0, unravel(ravel(index, outputShape), shape))
    case "transpose":
      var source = shape
      for (place, dim) in ints("perm").enumerated() { source[dim] = index[place] }
      return (0, source)
    case "slice", "strided_slice": return (0, sliced(index))
    case "expand", "expand_as", "tile":
      let lead = index.count - shape.count
      return (0, shape.indices.map { index[$0 + lead] % shape[$0] })
    case "repeat_interleave":
      var source = index
      source[ints("axis")[0]] /= max(1, ints("repeats")[0])
      return (0, source)
    case "pad":
      let source = index.indices.map { index[$0] - ints("paddings")[2 * $0] }
      return zip(source, shape).allSatisfy { $0 >= 0 && $0 < $1 } ? (0, source) : nil
    case "concat":
      let axis = ints("axis")[0]
      var source = index
      var input = 0
      while source[axis] >= shapes[input][axis] {
        source[axis] -= shapes[input][axis]
        input += 1
      }
      return (input, source)
    case "split":
      let axis = ints("axis")[0]
      var source = index
      source[axis] += ints("sections")[..<output].reduce(0, +)
      return (0, source)
    case "stack":
      var source = index
      let input = source.remove(at: ints("axis")[0])
      return (input, source)
    case "unbind":
      var source = index
      source.insert(output, at: ints("axis")[0])
      return (0, source)
    case "roll": return (0, rolled(index))
    case "flip":
      var source = index
      for dim in ints("axis") { source[dim] = shape[dim] - 1 - index[dim] }
      return (0, source)
    default:
      precondition(op == "triu", "an op of this list")
      let (row, column) = (index[index.count - 2], index[index.count - 1])
      return column - row >= ints("diagonal")[0] ? (0, index) : nil
    }
  }

  private func ints(_ name: String) -> [Int] {
    switch attributes[name] {
    case .int(let value): [value]
    case .ints(let values): values
    default: []
    }
  }

  private func sliced(_ index: [Int]) -> [Int] {
    var rest = index
    let dropped = ints("decrease_axis")
    for dim in dropped.sorted() { rest.insert(0, at: dim) }
    for (place, axis) in ints("axes").enumerated() {
      let dim = axis < 0 ? axis + shapes[0].count : axis
      let start = ints("starts")[place]
      let stride = op == "slice" ? 1 : ints("strides")[place]
      rest[dim] = max(0, start < 0 ? start + shapes[0][dim] : start) + stride * rest[dim]
    }
    return rest
  }

  private func rolled(_ index: [Int]) -> [Int] {
    func modulo(_ value: Int, _ size: Int) -> Int { (value % size + size) % size }
    let shape = shapes[0]
    if ints("axis").isEmpty {
      let flat = ravel(index, shape) - ints("shifts")[0]
      return unravel(modulo(flat, shape.reduce(1, *)), shape)
    }
    var source = index
    for (dim, shift) in zip(ints("axis"), ints("shifts")) {
      source[dim] = modulo(source[dim] - shift, shape[dim])
    }
    return source
  }
}

/// The place of an index in row-major order.
func ravel(_ index: [Int], _ shape: [Int]) -> Int {
  zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
}

/// The index at a place in row-major order.
func unravel(_ place: Int, _ shape: [Int]) -> [Int] {
  var rest = place
  return shape.reversed().map { size in
    defer { rest /= size }
    return rest % size
  }.reversed()
}
