import Elements

/// Running folds along an axis.
///
/// Where other elements lie closer together than those of the axis, rows of running values advance
/// together; otherwise each line is folded by itself.
struct Scan: ElementVisitor {
  let op: FoldOp
  let axis: Int
  let isExclusive: Bool
  let source: DenseTensor
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    var lines = result.shape
    lines[axis] = 1
    let walk = StridedWalk(shape: lines, operands: [result.strides, source.strides])
    let extent = result.shape[axis]
    let (stepTo, stepFrom) = (result.strides[axis], source.strides[axis])
    let from = unsafe source.pointer(as: T.self)
    let to = unsafe result.mutablePointer(as: T.self)
    unsafe withUnsafeTemporaryAllocation(of: A.self, capacity: 2 * kernelBlock) { scratch in
      let running = scratch.baseAddress!
      walk.forEachBlock { offsets, count in
        let (write, read) = unsafe (to + offsets[0], from + offsets[1])
        guard abs(walk.steps[1]) < abs(stepFrom) else {
          for i in 0..<count {
            let (line, start) = unsafe (write + i &* walk.steps[0], read + i &* walk.steps[1])
            if stepFrom == 1, stepTo == 1, T.self != A.self {
              unsafe foldByBlocks(start, into: line, count: extent, scratch: running)
            } else {
              unsafe fold(start, stepFrom, into: line, stepTo, count: extent)
            }
          }
          return
        }
        unsafe running.update(repeating: start(A.self), count: count)
        for place in 0..<extent {
          let row = unsafe write + place &* stepTo
          if isExclusive { unsafe T.store(running, into: row, step: walk.steps[0], count: count) }
          let next = unsafe T.lend(
            read + place &* stepFrom, step: walk.steps[1], scratch: running + kernelBlock,
            count: count)
          unsafe A.combine(op, running, next, count: count)
          if !isExclusive { unsafe T.store(running, into: row, step: walk.steps[0], count: count) }
        }
      }
    }
  }

  /// What every line starts from; where it is shown, the sum of nothing is 0, not -0.
  private func start<A: Arithmetic>(_ type: A.Type) -> A {
    isExclusive && op == .add ? A.nothing : A.identity(of: op)
  }

  /// The same of a line of 16-bit floats side by side, which are widened and rounded by blocks.
  private func foldByBlocks<T: KernelElement>(
    _ source: UnsafePointer<T>, into result: UnsafeMutablePointer<T>, count: Int,
    scratch: UnsafeMutablePointer<T.Accumulator>
  ) {
    typealias A = T.Accumulator
    var running = start(A.self)
    for first in stride(from: 0, to: count, by: kernelBlock) {
      let here = min(kernelBlock, count - first)
      unsafe T.load(source + first, step: 1, into: scratch, count: here)
      for i in 0..<here {
        let before = running
        running = unsafe op == .add ? A.add(running, scratch[i]) : A.multiply(running, scratch[i])
        unsafe scratch[i] = isExclusive ? before : running
      }
      unsafe T.store(scratch, into: result + first, step: 1, count: here)
    }
  }

  @inline(__always)
  private func fold<T: KernelElement>(
    _ source: UnsafePointer<T>, _ stepFrom: Int, into result: UnsafeMutablePointer<T>,
    _ stepTo: Int, count: Int
  ) {
    typealias A = T.Accumulator
    var running = start(A.self)
    for i in 0..<count {
      let before = running
      let next = unsafe source[i &* stepFrom].accumulator
      running = op == .add ? A.add(running, next) : A.multiply(running, next)
      unsafe result[i &* stepTo] = T.rounded(isExclusive ? before : running)
    }
  }
}

/// Running extrema along an axis, and where they were.
struct ExtremumScan: ElementVisitor {
  let isMax: Bool
  let axis: Int
  let source: DenseTensor
  let values: DenseTensor
  let indices: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    var lines = values.shape
    lines[axis] = 1
    let walk = StridedWalk(shape: lines, operands: [values.strides, source.strides])
    let (extent, stepTo, stepFrom) = (
      values.shape[axis], values.strides[axis], source.strides[axis]
    )
    let from = unsafe source.pointer(as: T.self)
    let (to, places) = unsafe (
      values.mutablePointer(as: T.self), indices.mutablePointer(as: Int64.self)
    )
    walk.forEachRow { offsets in
      for i in 0..<walk.length {
        let start = offsets[0] + i * walk.steps[0]
        let (line, found) = unsafe (to + start, places + start)
        let read = unsafe from + offsets[1] + i * walk.steps[1]
        var (best, place) = (UInt64(0), 0)
        for at in 0..<extent {
          let next = unsafe read[at &* stepFrom].accumulator.extremumKey(isMax: isMax)
          if next >= best { (best, place) = (next, at) }
          unsafe line[at &* stepTo] = read[place &* stepFrom]
          unsafe found[at &* stepTo] = Int64(place)
        }
      }
    }
  }
}
