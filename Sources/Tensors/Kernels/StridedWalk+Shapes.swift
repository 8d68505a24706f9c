extension StridedWalk {
  /// One outer dim, with its strides by operand.
  typealias Dim = (extent: Int, strides: [Int])

  /// The number of rows.
  var rowCount: Int { isEmpty ? 0 : extents.reduce(1, *) }

  /// The outer dim in which `operand` steps by `step`.
  func outerDim(withStep step: Int, ofOperand operand: Int) -> Int? {
    strides.firstIndex { $0[operand] == step }
  }

  /// The walk without one outer dim, and that dim.
  func split(_ dim: Int) -> (outer: StridedWalk, plane: Dim) {
    var outer = self
    let plane = (outer.extents.remove(at: dim), outer.strides.remove(at: dim))
    return (outer, plane)
  }

  /// The walk over rows whose elements are whole rows of this one (contiguous in all operands), in
  /// units of a row; nil if strides or addresses do not suit elements of that size.
  ///
  /// - Parameter addresses: the operands' addresses, their bits joined.
  func widened(elementSize: Int, addresses: UInt) -> StridedWalk? {
    guard addresses % UInt(length * elementSize) == 0,
      (strides + [starts]).allSatisfy({ $0.allSatisfy { $0 % length == 0 } })
    else { return nil }
    var wide = self
    wide.strides = strides.map { $0.map { $0 / length } }
    wide.starts = starts.map { $0 / length }
    wide.length = wide.extents.removeLast()
    wide.steps = wide.strides.removeLast()
    return wide
  }

  /// Whether every row of an operand starts at a multiple of 16 bytes.
  func isAligned(operand: Int, at address: UnsafeRawPointer, elementSize: Int) -> Bool {
    let elements = strides.reduce(starts[operand]) { $0 | $1[operand] }
    return (UInt(bitPattern: address) | UInt(bitPattern: elements &* elementSize)) % 16 == 0
  }
}
