/// Rows of accumulators folded one after the other, with the error of sums growing as if they were
/// added in a tree: 64 rows make one of the next level, which takes 64 in its turn.
@safe
struct Cascade<A: Arithmetic> {
  static var levels: Int { 4 }

  private let op: FoldOp
  /// One row for each level. Level l holds something while the digit l of `pushed`, in base 64, is
  /// not 0; the last level takes all higher digits.
  private let rows: UnsafeMutablePointer<A>
  private let width: Int
  private var count = 0
  private var pushed = 0

  /// - Parameter rows: scratch of `levels * width` accumulators.
  init(_ op: FoldOp, rows: UnsafeMutablePointer<A>, width: Int) {
    self.op = op
    unsafe self.rows = rows
    self.width = width
  }

  /// Starts again, with rows of `count` accumulators.
  @inline(__always)
  mutating func start(count: Int) {
    self.count = count
    pushed = 0
  }

  @inline(__always)
  mutating func push(_ values: UnsafePointer<A>) {
    unsafe add(values, to: 0)
    pushed += 1
    if pushed & 63 == 0 { carry() }
  }

  /// Pushes `rows` rows of elements that lie `step` apart. False, and nothing pushed, where no routine folds them.
  @inline(__always)
  mutating func push<T: KernelElement>(
    _ values: UnsafePointer<T>, step: Int, rows extent: Int
  ) -> Bool where T.Accumulator == A {
    var first = 0
    while first < extent {
      let here = min(extent - first, 64 - pushed & 63)
      let next = unsafe values + first &* step
      guard
        unsafe T.fold(
          op, next, step: step, rows: here, count, into: rows, starts: pushed & 63 == 0)
      else { return false }
      pushed += here
      first += here
      if pushed & 63 == 0 { carry() }
    }
    return true
  }

  /// The fold of all rows; of none, the op's identity, which of a sum is shown as 0.
  mutating func finish() -> Block<A> {
    guard let top = (0..<Self.levels).last(where: { digit($0) > 0 }) else {
      unsafe rows.update(repeating: op == .add ? A.nothing : A.identity(of: op), count: count)
      return unsafe Block(values: rows, count: count)
    }
    for level in (0..<top).reversed() where digit(level) > 0 {
      unsafe A.combine(op, rows + top * width, rows + level * width, count: count)
    }
    return unsafe Block(values: rows + top * width, count: count)
  }

  @inline(__always)
  private func digit(_ level: Int) -> Int {
    level == Self.levels - 1 ? pushed >> (6 * level) : (pushed >> (6 * level)) & 63
  }

  private func add(_ values: UnsafePointer<A>, to level: Int) {
    let row = unsafe rows + level * width
    if digit(level) == 0 {
      unsafe row.update(from: values, count: count)
    } else {
      unsafe A.combine(op, row, values, count: count)
    }
  }

  /// Moves the levels that are full, after `pushed` grew to a multiple of 64.
  private mutating func carry() {
    pushed -= 64
    defer { pushed += 64 }
    for level in 0..<Self.levels - 1 {
      unsafe add(rows + level * width, to: level + 1)
      if level + 2 < Self.levels, digit(level + 1) != 63 { return }
    }
  }
}

extension Arithmetic {
  /// What leaves a fold unchanged.
  static func identity(of op: FoldOp) -> Self {
    switch op {
    case .multiply, .all: unit
    case .maximum: lowest
    case .minimum: highest
    case .add, .any: absent
    }
  }

  /// The fold of a block in a tree: its halves are folded into each other until one value is left.
  /// The block is overwritten.
  @inline(__always)
  static func collapse(_ op: FoldOp, _ block: Block<Self>) {
    let values = unsafe block.values
    if let folded = unsafe foldedByVectors(op, values, block.count) {
      unsafe values[0] = folded
      return
    }
    var count = block.count
    while count > 1 {
      let half = (count + 1) / 2
      unsafe combine(op, values, values + half, count: count - half)
      count = half
    }
  }
}
