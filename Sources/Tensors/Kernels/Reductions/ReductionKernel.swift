import Elements

/// Folds `source` over `axes` into `result`, which has extent 1 there, with functions of each element
/// before and of each result after.
///
/// Where the results lie side by side in the source, whole rows of them accumulate; otherwise each
/// result is made by itself, from blocks of the elements it needs.
struct ReductionKernel: ElementVisitor {
  let op: FoldOp
  let before: [UnaryOp]
  let after: UnaryOp?
  let divisor: Int?
  let axes: Set<Int>
  let source: DenseTensor
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let kept = StridedWalk(
      shape: result.shape, operands: [result.strides, source.strides])
    let folded = axes.sorted()
    let inner = StridedWalk(
      shape: folded.map { source.shape[$0] }, operands: [folded.map { source.strides[$0] }])
    let rows = inner.rowOffsets
    let (length, step) = (inner.length, inner.steps[0])
    let from = unsafe source.pointer(as: T.self)
    let to = unsafe result.mutablePointer(as: T.self)
    let isSideBySide =
      kept.length > 1
      && (length < 16 || abs(kept.steps[1]) < abs(step) && kept.length >= 16)
    unsafe withUnsafeTemporaryAllocation(
      of: A.self, capacity: (Cascade<A>.levels + 2) * kernelBlock
    ) { scratch in
      let values = scratch.baseAddress!
      let ones = unsafe values + kernelBlock
      var cascade = unsafe Cascade<A>(
        op, rows: values + 2 * kernelBlock, width: kernelBlock)
      kept.forEachBlock { offsets, count in
        let (write, read) = unsafe (to + offsets[0], from + offsets[1])
        if isSideBySide {
          cascade.start(count: count)
          for row in rows {
            if kept.steps[1] == 1, before.isEmpty,
              unsafe cascade.push(read + row, step: step, rows: length)
            {
              continue
            }
            for i in 0..<length {
              let next = unsafe read + row + i &* step
              let lent = unsafe prepare(
                T.self, next, step: kept.steps[1], scratch: values, count: count)
              unsafe cascade.push(lent)
            }
          }
          unsafe finish(cascade.finish(), T.self, write, step: kept.steps[0])
          return
        }
        for place in 0..<count {
          cascade.start(count: 1)
          let start = unsafe read + place &* kept.steps[1]
          if rows.count == 1, length > 0, step == 1, before.isEmpty,
            let folded = unsafe T.folded(op, start + rows[0], length)
          {
            unsafe ones[place] = folded
            continue
          }
          for row in rows {
            if step == 1, before.isEmpty, let folded = unsafe T.folded(op, start + row, length) {
              unsafe values[0] = folded
              unsafe cascade.push(values)
              continue
            }
            for first in stride(from: 0, to: length, by: kernelBlock) {
              let block = unsafe Block(values: values, count: min(kernelBlock, length - first))
              let next = unsafe start + row + first &* step
              if op == .add, before == [.square],
                let sum = unsafe T.sumOfSquares(next, step: step, scratch: values, block.count)
              {
                unsafe values[0] = sum
              } else {
                unsafe T.load(next, step: step, into: values, count: block.count)
                for function in before { A.apply(function, block) }
                A.collapse(op, block)
              }
              unsafe cascade.push(values)
            }
          }
          unsafe ones[place] = cascade.finish().values[0]
        }
        unsafe finish(Block(values: ones, count: count), T.self, write, step: kept.steps[0])
      }
    }
  }

  @inline(__always)
  private func prepare<T: KernelElement>(
    _ type: T.Type, _ source: UnsafePointer<T>, step: Int,
    scratch: UnsafeMutablePointer<T.Accumulator>, count: Int
  ) -> UnsafePointer<T.Accumulator> {
    if before.isEmpty {
      return unsafe T.lend(source, step: step, scratch: scratch, count: count)
    }
    unsafe T.load(source, step: step, into: scratch, count: count)
    let block = unsafe Block(values: scratch, count: count)
    for function in before { T.Accumulator.apply(function, block) }
    return unsafe UnsafePointer(scratch)
  }

  private func finish<T: KernelElement>(
    _ block: Block<T.Accumulator>, _ type: T.Type, _ destination: UnsafeMutablePointer<T>, step: Int
  ) {
    if let divisor { block.map { $0.divided(byCount: divisor) } }
    if let after { T.Accumulator.apply(after, block) }
    block.map { $0.settled }
    unsafe T.store(block.values, into: destination, step: step, count: block.count)
  }
}

extension StridedWalk {
  /// Where each row of the first operand starts.
  var rowOffsets: [Int] {
    var offsets: [Int] = []
    offsets.reserveCapacity(rowCount)
    forEachRow { offsets.append($0[0]) }
    return offsets
  }
}
