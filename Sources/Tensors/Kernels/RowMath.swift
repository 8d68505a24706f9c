/// Sums and extremes of a run of values.
enum RowMath {
  /// Pairwise, so that the error grows with the logarithm of the count; always in the same order.
  static func sum<A: FloatMath>(_ values: UnsafePointer<A>, _ count: Int) -> A {
    unsafe sum(values, count) { $0 }
  }

  /// The sum of `(value - center)²`.
  static func squares<A: FloatMath>(_ values: UnsafePointer<A>, _ count: Int, around center: A) -> A
  {
    unsafe sum(values, count) { ($0 - center) * ($0 - center) }
  }

  /// NaN wins; `-infinity` of nothing.
  static func maximum<A: FloatMath>(_ values: UnsafePointer<A>, _ count: Int) -> A {
    var result = -A.infinity
    for i in 0..<count { unsafe result = A.maximum(result, values[i]) }
    return result
  }

  /// The mean and the mean square distance from it.
  static func moments<A: FloatMath>(
    _ values: UnsafePointer<A>, _ count: Int
  ) -> (mean: A, variance: A) {
    let mean = unsafe sum(values, count) / A(count)
    return unsafe (mean, squares(values, count, around: mean) / A(count))
  }

  @inline(__always)
  private static func sum<A: FloatMath>(
    _ values: UnsafePointer<A>, _ count: Int, _ term: (A) -> A
  ) -> A {
    unsafe halves(values, count) { from, count in
      var (a, b, c, d) = (A.zero, A.zero, A.zero, A.zero)
      var (e, f, g, h) = (A.zero, A.zero, A.zero, A.zero)
      var i = 0
      while i + 8 <= count {
        unsafe a += term(from[i])
        unsafe b += term(from[i + 1])
        unsafe c += term(from[i + 2])
        unsafe d += term(from[i + 3])
        unsafe e += term(from[i + 4])
        unsafe f += term(from[i + 5])
        unsafe g += term(from[i + 6])
        unsafe h += term(from[i + 7])
        i += 8
      }
      while i < count {
        unsafe a += term(from[i])
        i += 1
      }
      return ((a + e) + (b + f)) + ((c + g) + (d + h))
    }
  }

  private static func halves<A: FloatMath>(
    _ values: UnsafePointer<A>, _ count: Int, _ leaf: (UnsafePointer<A>, Int) -> A
  ) -> A {
    guard count > 256 else { return unsafe leaf(values, count) }
    let first = count / 2 / 8 * 8
    return unsafe halves(values, first, leaf) + halves(values + first, count - first, leaf)
  }
}
