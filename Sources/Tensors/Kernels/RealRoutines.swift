internal import CKernels
import Elements

/// Routines of CKernels on elements of each floating-point dtype as they are: the same bits in every variant.
protocol RealRoutines {
  /// Softmax of each column, or its logarithm, of rows that lie `step` apart in the source and in the result.
  static func softmax(
    _ source: UnsafePointer<Self>, into result: UnsafeMutablePointer<Self>, step: Int, rows: Int,
    columns: Int, takesLogarithm: Bool)
  /// The first place of an element that stands before `worst` where the order begins with the largest, or the smallest;
  /// NaN is the largest. `count` where none does.
  static func place(
    before worst: UnsafePointer<Self>, in values: UnsafePointer<Self>, _ count: Int, largest: Bool
  ) -> Int
  /// `results[i] = factor * values[i]`. With `streams` the stores bypass the caches, and `results` is a multiple of 64 bytes.
  ///
  /// - Returns: whether all values are finite.
  static func unscale(
    _ values: UnsafePointer<Self>, into results: UnsafeMutablePointer<Self>, _ count: Int,
    by factor: Double, streams: Bool
  ) -> Bool
}

extension Float: RealRoutines {
  static func softmax(
    _ source: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, step: Int, rows: Int,
    columns: Int, takesLogarithm: Bool
  ) {
    unsafe KernelVariant.chosenRoutines.softmax_float(
      result, source, step, rows, columns, takesLogarithm ? 1 : 0)
  }

  static func place(
    before worst: UnsafePointer<Float>, in values: UnsafePointer<Float>, _ count: Int, largest: Bool
  ) -> Int {
    unsafe KernelVariant.chosenRoutines.find_better_float(values, count, worst, largest ? 1 : 0)
  }

  static func unscale(
    _ values: UnsafePointer<Float>, into results: UnsafeMutablePointer<Float>, _ count: Int,
    by factor: Double, streams: Bool
  ) -> Bool {
    unsafe KernelVariant.chosenRoutines.unscale_float(
      results, values, count, factor, streams ? 1 : 0) != 0
  }
}

extension Double: RealRoutines {
  static func softmax(
    _ source: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, step: Int,
    rows: Int,
    columns: Int, takesLogarithm: Bool
  ) {
    unsafe KernelVariant.chosenRoutines.softmax_double(
      result, source, step, rows, columns, takesLogarithm ? 1 : 0)
  }

  static func place(
    before worst: UnsafePointer<Double>, in values: UnsafePointer<Double>, _ count: Int,
    largest: Bool
  ) -> Int {
    unsafe KernelVariant.chosenRoutines.find_better_double(values, count, worst, largest ? 1 : 0)
  }

  static func unscale(
    _ values: UnsafePointer<Double>, into results: UnsafeMutablePointer<Double>, _ count: Int,
    by factor: Double, streams: Bool
  ) -> Bool {
    unsafe KernelVariant.chosenRoutines.unscale_double(
      results, values, count, factor, streams ? 1 : 0) != 0
  }
}

extension Float16: RealRoutines {
  static func softmax(
    _ source: UnsafePointer<Float16>, into result: UnsafeMutablePointer<Float16>, step: Int,
    rows: Int,
    columns: Int, takesLogarithm: Bool
  ) {
    unsafe KernelVariant.chosenRoutines.softmax_half(
      bits(result), bits(source), step, rows, columns, takesLogarithm ? 1 : 0)
  }

  static func place(
    before worst: UnsafePointer<Float16>, in values: UnsafePointer<Float16>, _ count: Int,
    largest: Bool
  ) -> Int {
    unsafe KernelVariant.chosenRoutines.find_better_half(
      bits(values), count, bits(worst), largest ? 1 : 0)
  }

  static func unscale(
    _ values: UnsafePointer<Float16>, into results: UnsafeMutablePointer<Float16>, _ count: Int,
    by factor: Double, streams: Bool
  ) -> Bool {
    unsafe KernelVariant.chosenRoutines.unscale_half(
      bits(results), bits(values), count, factor, streams ? 1 : 0) != 0
  }
}

extension BFloat16: RealRoutines {
  static func softmax(
    _ source: UnsafePointer<BFloat16>, into result: UnsafeMutablePointer<BFloat16>, step: Int,
    rows: Int,
    columns: Int, takesLogarithm: Bool
  ) {
    unsafe KernelVariant.chosenRoutines.softmax_brain(
      bits(result), bits(source), step, rows, columns, takesLogarithm ? 1 : 0)
  }

  static func place(
    before worst: UnsafePointer<BFloat16>, in values: UnsafePointer<BFloat16>, _ count: Int,
    largest: Bool
  ) -> Int {
    unsafe KernelVariant.chosenRoutines.find_better_brain(
      bits(values), count, bits(worst), largest ? 1 : 0)
  }

  static func unscale(
    _ values: UnsafePointer<BFloat16>, into results: UnsafeMutablePointer<BFloat16>, _ count: Int,
    by factor: Double, streams: Bool
  ) -> Bool {
    unsafe KernelVariant.chosenRoutines.unscale_brain(
      bits(results), bits(values), count, factor, streams ? 1 : 0) != 0
  }
}

/// The elements of a 16-bit type as CKernels takes them.
private func bits<T>(_ values: UnsafePointer<T>) -> UnsafePointer<UInt16> {
  unsafe UnsafeRawPointer(values).assumingMemoryBound(to: UInt16.self)
}

private func bits<T>(_ values: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<UInt16> {
  unsafe UnsafeMutableRawPointer(values).assumingMemoryBound(to: UInt16.self)
}
