import Elements

/// A small tensor whose numbers are known at import: a shape, an axis, a scale, and what follows from such.
///
/// Integers and truths are exact in 64 bits.
struct FoldedTensor {
  enum Numbers {
    /// Also truths, as 0 and 1.
    case ints([Int])
    case doubles([Double])
  }

  let dtype: DType
  let shape: [Int]
  let numbers: Numbers

  init(_ dtype: DType, _ shape: [Int], ints: [Int]) {
    (self.dtype, self.shape, numbers) = (dtype, shape, .ints(ints.map { Self.wrapped($0, dtype) }))
  }

  init(_ dtype: DType, _ shape: [Int], doubles: [Double]) {
    let rounded =
      dtype == .float32 ? doubles.map { Double(Float($0)) } : doubles
    (self.dtype, self.shape, numbers) = (dtype, shape, .doubles(rounded))
  }

  /// A list of integers, as shapes and axes are.
  init(_ ints: [Int]) { self.init(.int64, [ints.count], ints: ints) }

  /// An integer as the dtype holds it.
  private static func wrapped(_ number: Int, _ dtype: DType) -> Int {
    switch dtype {
    case .bool: number == 0 ? 0 : 1
    case .int8: Int(Int8(truncatingIfNeeded: number))
    case .int16: Int(Int16(truncatingIfNeeded: number))
    case .int32: Int(Int32(truncatingIfNeeded: number))
    case .uint8: Int(UInt8(truncatingIfNeeded: number))
    case .uint16: Int(UInt16(truncatingIfNeeded: number))
    case .uint32: Int(UInt32(truncatingIfNeeded: number))
    default: number
    }
  }

  var count: Int { shape.reduce(1, *) }

  var doubles: [Double] {
    switch numbers {
    case .ints(let ints): ints.map(Double.init)
    case .doubles(let doubles): doubles
    }
  }

  /// Nil of floats.
  var ints: [Int]? { if case .ints(let ints) = numbers { ints } else { nil } }

  /// The elements at places of the numbers, in another shape.
  func taking(_ places: [Int], shape: [Int]) -> FoldedTensor {
    switch numbers {
    case .ints(let ints): FoldedTensor(dtype, shape, ints: places.map { ints[$0] })
    case .doubles(let doubles): FoldedTensor(dtype, shape, doubles: places.map { doubles[$0] })
    }
  }

  /// The same numbers in another shape of as many.
  func shaped(_ shape: [Int]) -> FoldedTensor { taking(Array(0..<count), shape: shape) }

  /// The numbers as another dtype has them.
  func cast(_ target: DType) -> FoldedTensor {
    if target.isFloating { return FoldedTensor(target, shape, doubles: doubles) }
    switch numbers {
    case .ints(let ints): return FoldedTensor(target, shape, ints: ints)
    case .doubles(let doubles):
      let ints = doubles.map { number in
        target == .bool
          ? number == 0 ? 0 : 1 : Int(exactly: number.rounded(.towardZero)) ?? 0
      }
      return FoldedTensor(target, shape, ints: ints)
    }
  }

  /// How many places apart neighbours of each dim lie.
  static func strides(_ shape: [Int]) -> [Int] {
    var strides = shape
    var step = 1
    for dim in shape.indices.reversed() {
      strides[dim] = step
      step *= shape[dim]
    }
    return strides
  }

  /// The places of the elements when the tensor is seen in a shape that it broadcasts to.
  func broadcastPlaces(to target: [Int]) -> [Int] {
    let padded = [Int](repeating: 1, count: target.count - shape.count) + shape
    let strides = Self.strides(padded)
    return Self.places(target, zip(padded, strides).map { $0 == 1 ? 0 : $1 })
  }

  /// Row-major over `shape`: a place that moves by a step in each dim.
  static func places(_ shape: [Int], _ steps: [Int], from start: Int = 0) -> [Int] {
    var places = [start]
    for (size, step) in zip(shape, steps) {
      places = places.flatMap { place in (0..<size).map { place + $0 * step } }
    }
    return places
  }
}
