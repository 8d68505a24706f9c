import Elements

extension DenseTensor {
  /// The element of `first` where `condition` holds, else that of `second`.
  ///
  /// The condition is bool, the other two have one dtype, any; all three are broadcast to one shape.
  /// The bits are kept. O(elements of the result).
  public static func `where`(
    _ condition: DenseTensor, _ first: DenseTensor, _ second: DenseTensor
  ) -> DenseTensor {
    precondition(
      condition.dtype == .bool && first.dtype == second.dtype,
      "where of \(condition.dtype), \(first.dtype) and \(second.dtype)")
    guard let shape = broadcastShape(condition.shape, first.shape, second.shape) else {
      preconditionFailure(
        "where of shapes that do not broadcast: \(condition.shape), \(first.shape), \(second.shape)"
      )
    }
    let result = DenseTensor(shape: shape, dtype: first.dtype)
    guard !result.isEmpty else { return result }
    let selection = Selection(
      condition: condition.expanded(to: shape), first: first.expanded(to: shape),
      second: second.expanded(to: shape), result: result)
    if result.isWorthParts { selection.runInParts() } else { selection.run() }
    return result
  }
}

private struct Selection {
  let condition: DenseTensor
  let first: DenseTensor
  let second: DenseTensor
  let result: DenseTensor

  /// By several threads.
  @inline(never)
  func runInParts() {
    let areFlat = condition.isContiguous && first.isContiguous && second.isContiguous
    result.inParts(areFlat: areFlat) { part in
      Selection(
        condition: part(condition), first: part(first), second: part(second), result: part(result)
      ).run()
    }
  }

  func run() {
    switch first.dtype.byteCount {
    case 1: run(as: UInt8.self)
    case 2: run(as: UInt16.self)
    case 4: run(as: UInt32.self)
    default: run(as: UInt64.self)
    }
  }

  private func run<Bits: FixedWidthInteger>(as type: Bits.Type) {
    let walk = StridedWalk(result: result, condition, first, second)
    let (length, steps) = (walk.length, walk.steps)
    let flags = unsafe condition.pointer(as: UInt8.self)
    let (a, b) = unsafe (first.pointer(as: Bits.self), second.pointer(as: Bits.self))
    let to = unsafe result.mutablePointer(as: Bits.self)
    walk.forEachRow { offsets in
      let (write, flag) = unsafe (to + offsets[0], flags + offsets[1])
      let (left, right) = unsafe (a + offsets[2], b + offsets[3])
      switch (steps[0], steps[1], steps[2], steps[3]) {
      case (1, 1, 1, 1):
        unsafe blend(write, flag, length, { unsafe left[$0] }, { unsafe right[$0] })
      case (1, 1, 1, 0):
        let other = unsafe right[0]
        unsafe blend(write, flag, length, { unsafe left[$0] }, { _ in other })
      case (1, 1, 0, 1):
        let one = unsafe left[0]
        unsafe blend(write, flag, length, { _ in one }, { unsafe right[$0] })
      default:
        for i in 0..<length {
          unsafe write[i] =
            flag[i &* steps[1]] != 0 ? left[i &* steps[2]] : right[i &* steps[3]]
        }
      }
    }
  }

  /// By masks, not by branches, which random flags mislead.
  @inline(__always)
  private func blend<Bits: FixedWidthInteger>(
    _ result: UnsafeMutablePointer<Bits>, _ flags: UnsafePointer<UInt8>, _ count: Int,
    _ one: (Int) -> Bits, _ other: (Int) -> Bits
  ) {
    for i in 0..<count {
      let mask = unsafe Bits.zero &- (flags[i] != 0 ? 1 : 0)
      unsafe result[i] = (one(i) & mask) | (other(i) & ~mask)
    }
  }
}
