import Elements

/// The rows of a sum, by pointers alone: what is asked of a row counts no references.
@safe struct RowSumReader<T: RealElement> {
  typealias A = T.Accumulator

  /// One of the tensors that are added, and of a table which of its rows.
  @safe fileprivate struct Term {
    let start: UnsafePointer<T>
    let places: UnsafePointer<Int64>?
  }

  fileprivate let terms: UnsafeMutableBufferPointer<Term>
  fileprivate let length: Int
  fileprivate let bias: UnsafePointer<A>?
  fileprivate let flags: UnsafePointer<UInt8>?
  fileprivate let factor: A

  /// Writes row `row` of the sum to `values`, by way of `scratch`, which both hold a row.
  ///
  /// - Returns: the sum of the row.
  @inline(__always)
  func load(
    _ row: Int, into values: UnsafeMutablePointer<A>, by scratch: UnsafeMutablePointer<A>
  ) -> A {
    var bias = unsafe bias
    var flags = unsafe flags.map { unsafe $0 + row * length }
    var factor = factor
    // Where the sum of the terms so far lies, which may be in the first one's tensor.
    var sum = unsafe UnsafePointer(values)
    if let first = unsafe start(of: row, in: 0) {
      unsafe sum = T.lend(first, step: 1, scratch: values, count: length)
    } else {
      unsafe values.update(repeating: 0, count: length)
    }
    var total: A?
    for term in unsafe 1..<max(1, terms.count) {
      guard let next = unsafe start(of: row, in: term) else { continue }
      let others = unsafe T.lend(next, step: 1, scratch: scratch, count: length)
      unsafe total = A.blend(
        sum, bias: bias, flags: flags, factor: factor, others, into: values, length)
      unsafe (sum, bias, flags, factor) = (UnsafePointer(values), nil, nil, 1)
    }
    return unsafe total
      ?? A.blend(sum, bias: bias, flags: flags, factor: factor, nil, into: values, length)
  }

  /// Where what a term adds to a row begins; nil where it adds nothing.
  @inline(__always)
  private func start(of row: Int, in number: Int) -> UnsafePointer<T>? {
    let term = unsafe terms[number]
    let place = unsafe term.places.map { unsafe Int($0[row]) } ?? row
    return unsafe place < 0 ? nil : term.start + place * length
  }
}

extension RowSum {
  /// Calls `body` with what reads this sum's rows while it runs.
  func read<T: RealElement>(as type: T.Type, _ body: (RowSumReader<T>) -> Void) {
    unsafe withUnsafeTemporaryAllocation(of: RowSumReader<T>.Term.self, capacity: terms.count) {
      pointers in
      for (number, term) in terms.enumerated() {
        unsafe pointers.initializeElement(
          at: number,
          to: RowSumReader<T>.Term(
            start: UnsafePointer(term.rows.pointer(as: T.self)),
            places: term.places.map { unsafe UnsafePointer($0.pointer(as: Int64.self)) }))
      }
      unsafe body(
        RowSumReader(
          terms: pointers, length: length,
          bias: bias.map { unsafe UnsafePointer($0.pointer(as: T.Accumulator.self)) },
          flags: mask.map {
            unsafe UnsafeRawPointer($0.pointer(as: Bool.self))
              .assumingMemoryBound(to: UInt8.self)
          }, factor: T.Accumulator(factor)))
    }
  }
}
