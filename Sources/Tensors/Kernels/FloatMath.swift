internal import CKernels
import Glibc
import RealModule

/// The real types that kernels compute in: `Float` and `Double`.
protocol FloatMath: Arithmetic, BinaryFloatingPoint, Real {
  typealias Values = UnsafePointer<Self>

  /// C's `pow`: also of negative numbers to whole powers, and 1 for anything to the power 0.
  static func power(_ base: Self, _ exponent: Self) -> Self

  /// `values[i]` to the power `exponents[i]`, as C's `pow`, within 1 ulp.
  static func raise(_ values: UnsafeMutablePointer<Self>, _ count: Int, to exponents: Values)

  // Rows of values side by side, by the routines of CKernels: the same bits in every variant.

  /// The sum, by halves, so that the error grows with the logarithm of the count.
  static func sum(_ values: Values, _ count: Int) -> Self
  /// The product, by halves too.
  static func product(_ values: Values, _ count: Int) -> Self
  /// The sum of `(value - center)²`.
  static func squares(_ values: Values, _ count: Int, around center: Self) -> Self
  /// NaN wins; `-infinity` of nothing.
  static func maximum(_ values: Values, _ count: Int) -> Self
  /// NaN wins; `infinity` of nothing.
  static func minimum(_ values: Values, _ count: Int) -> Self
  /// The place of the first that equals `value`, or is NaN where that is; `count` where none is.
  static func place(of value: Self, in values: Values, _ count: Int) -> Int
  /// `terms[i] = exp(values[i] - shift)`, and their sum; both may be the same.
  static func exponentials(
    _ values: Values, into terms: UnsafeMutablePointer<Self>, _ count: Int, shift: Self
  ) -> Self
  /// `results[i] = (values[i] - center) * factor * scales[i] + biases[i]`; both may be the same.
  static func normalise(
    _ values: Values, into results: UnsafeMutablePointer<Self>, _ count: Int, center: Self,
    factor: Self, scales: Values?, biases: Values?)
  /// `results[i] = (values[i] + bias[i]) * factor + others[i]`; `others[i]` alone where the flag is 0. `results` may be
  /// `values` or `others`.
  ///
  /// - Returns: the sum of the results, as `sum` has it.
  static func blend(
    _ values: Values, bias: Values?, flags: UnsafePointer<UInt8>?, factor: Self,
    _ others: Values?, into results: UnsafeMutablePointer<Self>, _ count: Int
  ) -> Self
  /// `results[i] = (values[i] - first) - second`; both may be the same.
  static func lessen(
    _ values: Values, into results: UnsafeMutablePointer<Self>, _ count: Int, by first: Self,
    and second: Self)
  /// Replaces `best[i]` and `places[i]` by `values[i]` and `valuePlaces[i] + offset` where the value is larger, or equal with
  /// a smaller place. NaN is larger than every number; of two NaN the larger place stays. `count` is a multiple of 16.
  static func keepLarger(
    _ best: UnsafeMutablePointer<Self>, _ places: UnsafeMutablePointer<Int64>, than values: Values,
    _ valuePlaces: UnsafePointer<Int64>, adding offset: Int, count: Int)
  /// A window of weights over the rows of an image; each sum begins with `start`.
  static func correlate(
    _ image: Values, rowStep: Int, into results: UnsafeMutablePointer<Self>, rows: Int,
    columns: Int, _ window: CKERNELS_window, weights: Values, start: Self)
}

extension Float: FloatMath {
  @inline(__always)
  static func power(_ base: Float, _ exponent: Float) -> Float { Glibc.pow(base, exponent) }

  static func raise(_ values: UnsafeMutablePointer<Float>, _ count: Int, to exponents: Values) {
    unsafe KernelVariant.chosenRoutines.raise_floats(values, exponents, count)
  }

  static func sum(_ values: Values, _ count: Int) -> Float {
    unsafe KernelVariant.chosenRoutines.sum_floats(values, count)
  }

  static func product(_ values: Values, _ count: Int) -> Float {
    unsafe KernelVariant.chosenRoutines.product_floats(values, count)
  }

  static func place(of value: Float, in values: Values, _ count: Int) -> Int {
    unsafe KernelVariant.chosenRoutines.find_floats(values, count, value)
  }

  static func squares(_ values: Values, _ count: Int, around center: Float) -> Float {
    unsafe KernelVariant.chosenRoutines.squares_floats(values, count, center)
  }

  static func maximum(_ values: Values, _ count: Int) -> Float {
    unsafe KernelVariant.chosenRoutines.maximum_floats(values, count)
  }

  static func minimum(_ values: Values, _ count: Int) -> Float {
    unsafe KernelVariant.chosenRoutines.minimum_floats(values, count)
  }

  static func exponentials(
    _ values: Values, into terms: UnsafeMutablePointer<Float>, _ count: Int, shift: Float
  ) -> Float {
    unsafe KernelVariant.chosenRoutines.exponentials_floats(terms, values, count, shift)
  }

  static func normalise(
    _ values: Values, into results: UnsafeMutablePointer<Float>, _ count: Int, center: Float,
    factor: Float, scales: Values?, biases: Values?
  ) {
    unsafe KernelVariant.chosenRoutines.normalise_floats(
      results, values, count, center, factor, scales, biases)
  }

  static func blend(
    _ values: Values, bias: Values?, flags: UnsafePointer<UInt8>?, factor: Float,
    _ others: Values?, into results: UnsafeMutablePointer<Float>, _ count: Int
  ) -> Float {
    unsafe KernelVariant.chosenRoutines.blend_floats(
      results, values, bias, flags, factor, others, count)
  }

  static func lessen(
    _ values: Values, into results: UnsafeMutablePointer<Float>, _ count: Int, by first: Float,
    and second: Float
  ) {
    unsafe KernelVariant.chosenRoutines.lessen_floats(results, values, count, first, second)
  }

  static func keepLarger(
    _ best: UnsafeMutablePointer<Float>, _ places: UnsafeMutablePointer<Int64>, than values: Values,
    _ valuePlaces: UnsafePointer<Int64>, adding offset: Int, count: Int
  ) {
    unsafe KernelVariant.chosenRoutines.keep_larger_floats(
      best, places, values, valuePlaces, Int64(offset), count)
  }

  static func correlate(
    _ image: Values, rowStep: Int, into results: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int, _ window: CKERNELS_window, weights: Values, start: Float
  ) {
    var window = window
    unsafe KernelVariant.chosenRoutines.correlate_floats(
      results, columns, image, rowStep, rows, columns, &window, weights, start)
  }
}

extension Double: FloatMath {
  @inline(__always)
  static func power(_ base: Double, _ exponent: Double) -> Double { Glibc.pow(base, exponent) }

  static func raise(_ values: UnsafeMutablePointer<Double>, _ count: Int, to exponents: Values) {
    unsafe KernelVariant.chosenRoutines.raise_doubles(values, exponents, count)
  }

  static func sum(_ values: Values, _ count: Int) -> Double {
    unsafe KernelVariant.chosenRoutines.sum_doubles(values, count)
  }

  static func product(_ values: Values, _ count: Int) -> Double {
    unsafe KernelVariant.chosenRoutines.product_doubles(values, count)
  }

  static func place(of value: Double, in values: Values, _ count: Int) -> Int {
    unsafe KernelVariant.chosenRoutines.find_doubles(values, count, value)
  }

  static func squares(_ values: Values, _ count: Int, around center: Double) -> Double {
    unsafe KernelVariant.chosenRoutines.squares_doubles(values, count, center)
  }

  static func maximum(_ values: Values, _ count: Int) -> Double {
    unsafe KernelVariant.chosenRoutines.maximum_doubles(values, count)
  }

  static func minimum(_ values: Values, _ count: Int) -> Double {
    unsafe KernelVariant.chosenRoutines.minimum_doubles(values, count)
  }

  static func exponentials(
    _ values: Values, into terms: UnsafeMutablePointer<Double>, _ count: Int, shift: Double
  ) -> Double {
    unsafe KernelVariant.chosenRoutines.exponentials_doubles(terms, values, count, shift)
  }

  static func normalise(
    _ values: Values, into results: UnsafeMutablePointer<Double>, _ count: Int, center: Double,
    factor: Double, scales: Values?, biases: Values?
  ) {
    unsafe KernelVariant.chosenRoutines.normalise_doubles(
      results, values, count, center, factor, scales, biases)
  }

  static func blend(
    _ values: Values, bias: Values?, flags: UnsafePointer<UInt8>?, factor: Double,
    _ others: Values?, into results: UnsafeMutablePointer<Double>, _ count: Int
  ) -> Double {
    unsafe KernelVariant.chosenRoutines.blend_doubles(
      results, values, bias, flags, factor, others, count)
  }

  static func lessen(
    _ values: Values, into results: UnsafeMutablePointer<Double>, _ count: Int, by first: Double,
    and second: Double
  ) {
    unsafe KernelVariant.chosenRoutines.lessen_doubles(results, values, count, first, second)
  }

  static func keepLarger(
    _ best: UnsafeMutablePointer<Double>, _ places: UnsafeMutablePointer<Int64>,
    than values: Values,
    _ valuePlaces: UnsafePointer<Int64>, adding offset: Int, count: Int
  ) {
    unsafe KernelVariant.chosenRoutines.keep_larger_doubles(
      best, places, values, valuePlaces, Int64(offset), count)
  }

  static func correlate(
    _ image: Values, rowStep: Int, into results: UnsafeMutablePointer<Double>, rows: Int,
    columns: Int, _ window: CKERNELS_window, weights: Values, start: Double
  ) {
    var window = window
    unsafe KernelVariant.chosenRoutines.correlate_doubles(
      results, columns, image, rowStep, rows, columns, &window, weights, start)
  }
}

extension FloatMath {
  /// In place.
  static func normalise(
    _ values: UnsafeMutablePointer<Self>, _ count: Int, center: Self, factor: Self,
    scales: Values?, biases: Values?
  ) {
    unsafe normalise(
      values, into: values, count, center: center, factor: factor, scales: scales, biases: biases)
  }

  /// The fold of values side by side by vectors; nil for an op that has none.
  @inline(__always)
  static func folded(_ op: FoldOp, _ values: Values, _ count: Int) -> Self? {
    switch op {
    case .add: unsafe sum(values, count)
    case .multiply: unsafe product(values, count)
    case .maximum: unsafe maximum(values, count)
    case .minimum: unsafe minimum(values, count)
    default: nil
    }
  }
}

extension Arithmetic {
  /// The same of a type that may be a float.
  @inline(__always)
  static func foldedByVectors(_ op: FoldOp, _ values: UnsafePointer<Self>, _ count: Int) -> Self? {
    if Self.self == Float.self {
      let values = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: Float.self)
      return unsafe Float.folded(op, values, count) as? Self
    }
    if Self.self == Double.self {
      let values = unsafe UnsafeRawPointer(values).assumingMemoryBound(to: Double.self)
      return unsafe Double.folded(op, values, count) as? Self
    }
    return nil
  }
}
