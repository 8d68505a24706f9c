/// Moments of a run of values.
enum RowMath {
  /// The mean and the mean square distance from it.
  static func moments<A: FloatMath>(
    _ values: UnsafePointer<A>, _ count: Int
  ) -> (mean: A, variance: A) {
    let mean = unsafe A.sum(values, count) / A(count)
    return unsafe (mean, A.squares(values, count, around: mean) / A(count))
  }
}
