import Elements

/// What folds each level of a fold of folds, and where its contributions lie.
struct FoldPlan {
  struct Level {
    let op: ReduceOp
    let step: FoldOp
    /// How many values it folds.
    let count: Int
    /// How many contributions each of them is made of.
    let width: Int
  }

  /// From the outermost to the innermost; those that fold one value are left out, but for one.
  let levels: [Level]
  /// By contribution: how far apart its elements lie.
  let steps: [Int]

  /// - Parameter steps: of the result, and of each contribution.
  init(_ levels: [FoldLevel], steps: [Int]) {
    self.steps = Array(steps.dropFirst())
    var kept = levels.filter { $0.count > 1 }
    if kept.isEmpty { kept = Array(levels.prefix(1)) }
    var width = kept.reduce(1) { $0 * $1.count }
    self.levels = kept.map { level in
      width /= level.count
      return Level(op: level.op, step: FoldOp(level.op), count: level.count, width: width)
    }
  }

  /// Whether it is one sum.
  var isSum: Bool { levels.count == 1 && levels[0].op == .sum }

  /// Whether no contribution is read again after it was folded: an average may have to.
  var readsOnce: Bool { levels.count == 1 && levels[0].op != .avg }

  /// The scratch that a block needs: its values, what is lent to it, and one for each level between.
  var scratchBlocks: Int { 1 + levels.count }
}

/// At most `kernelBlock` elements side by side of all contributions, and their fold.
@safe
struct FoldBlock<T: KernelElement> {
  typealias A = T.Accumulator

  let plan: FoldPlan
  let sources: UnsafePointer<UnsafePointer<T>>
  /// The first element's place in the row.
  let start: Int
  let count: Int
  /// Of `plan.scratchBlocks` blocks, of which the first is for the result.
  let scratch: UnsafeMutablePointer<A>

  @inline(__always)
  func fold(into values: UnsafeMutablePointer<A>) {
    if plan.levels.count == 1, plan.levels[0].op != .avg || plan.levels[0].count == 1 {
      unsafe foldContributions(from: 0, by: plan.levels[0], into: values)
    } else {
      unsafe fold(level: 0, from: 0, into: values)
    }
  }

  /// The fold of a level, of the contributions from `first` on.
  private func fold(level index: Int, from first: Int, into values: UnsafeMutablePointer<A>) {
    let level = plan.levels[index]
    if level.op == .avg {
      unsafe average(level: index, from: first, into: values)
      return
    }
    guard index + 1 < plan.levels.count else {
      unsafe foldContributions(from: first, by: level, into: values)
      return
    }
    unsafe fold(level: index + 1, from: first, into: values)
    let next = unsafe scratch + (index + 1) * kernelBlock
    for value in 1..<level.count {
      unsafe fold(level: index + 1, from: first + value * level.width, into: next)
      unsafe A.combine(level.step, values, next, count: count)
    }
    for i in 0..<count { unsafe values[i] = values[i].settled }
  }

  /// The fold of the innermost level.
  @inline(__always)
  private func foldContributions(
    from part: Int, by level: FoldPlan.Level, into values: UnsafeMutablePointer<A>
  ) {
    let last = plan.levels.count - 1
    let other = unsafe scratch + (last + 1) * kernelBlock
    if level.count == 1 {
      let first = unsafe lend(part, scratch: values)
      if unsafe values != UnsafeMutablePointer(mutating: first) {
        unsafe values.update(from: first, count: count)
      }
      return
    }
    let first = unsafe lend(part, scratch: values)
    let second = unsafe lend(part + 1, scratch: other)
    // The last step of the commonest fold settles as it adds.
    let settling = level.op == .sum ? level.count - 1 : level.count
    if settling == 1 {
      unsafe addSettling(first, second, into: values)
      return
    }
    unsafe A.combine(level.step, first, second, into: values, count: count)
    for next in stride(from: 2, to: level.count, by: 1) {
      let lent = unsafe lend(part + next, scratch: other)
      if next == settling {
        unsafe addSettling(values, lent, into: values)
      } else {
        unsafe A.combine(level.step, values, lent, count: count)
      }
    }
    if level.op != .sum { for i in 0..<count { unsafe values[i] = values[i].settled } }
  }

  @inline(__always)
  private func addSettling(
    _ some: UnsafePointer<A>, _ others: UnsafePointer<A>, into values: UnsafeMutablePointer<A>
  ) {
    for i in 0..<count { unsafe values[i] = A.add(some[i], others[i]).settled }
  }

  @inline(__always)
  private func lend(_ part: Int, scratch: UnsafeMutablePointer<A>) -> UnsafePointer<A> {
    let step = plan.steps[part]
    return unsafe T.lend(sources[part] + start &* step, step: step, scratch: scratch, count: count)
  }

  /// The mean of a level's values.
  private func average(
    level index: Int, from first: Int, into values: UnsafeMutablePointer<A>
  ) {
    let level = plan.levels[index]
    let isLast = index + 1 == plan.levels.count
    let next = unsafe scratch + (index + 1) * kernelBlock
    var isFinite = true
    unsafe withUnsafeTemporaryAllocation(of: A.MeanSum.self, capacity: count) { scratch in
      let sums = scratch.baseAddress!
      for value in 0..<level.count {
        let start = first + value * level.width
        let terms: UnsafePointer<A>
        if isLast {
          unsafe terms = lend(start, scratch: next)
        } else {
          unsafe fold(level: index + 1, from: start, into: next)
          unsafe terms = UnsafePointer(next)
        }
        if value == 0 {
          for i in 0..<count { unsafe (sums + i).initialize(to: A.meanSum(terms[i])) }
        } else {
          for i in 0..<count { unsafe sums[i] = A.meanSum(sums[i], adding: terms[i]) }
        }
      }
      for i in 0..<count {
        let mean = unsafe A.mean(sums[i], count: level.count).settled
        unsafe values[i] = mean
        isFinite = isFinite && mean.isFiniteValue
      }
    }
    if isFinite { return }
    for i in 0..<count where unsafe !values[i].isFiniteValue {
      unsafe values[i] = value(of: index, from: first, at: i)
    }
  }

  /// The fold of a level at one place of the block, by itself: as `fold(level:from:into:)`, but for means,
  /// whose sums do not overflow here.
  private func value(of index: Int, from first: Int, at place: Int) -> A {
    guard index < plan.levels.count else {
      return unsafe sources[first][(start &+ place) &* plan.steps[first]].accumulator
    }
    let level = plan.levels[index]
    let values = (0..<level.count).map {
      value(of: index + 1, from: first + $0 * level.width, at: place)
    }
    if level.op == .avg { return A.mean(values).settled }
    return values.dropFirst().reduce(values[0]) { A.combined(level.step, $0, $1) }.settled
  }
}
