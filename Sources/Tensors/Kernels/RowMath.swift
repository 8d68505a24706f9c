/// Moments of a run of values.
enum RowMath {
  /// The mean and the mean square distance from it.
  ///
  /// - Parameter sum: the values' sum; nil where it has to be computed.
  static func moments<A: FloatMath>(
    _ values: UnsafePointer<A>, _ count: Int, sum: A? = nil
  ) -> (mean: A, variance: A) {
    let mean = unsafe (sum ?? A.sum(values, count)) / A(count)
    return unsafe (mean, A.squares(values, count, around: mean) / A(count))
  }
}
