import ComplexModule
import Elements

/// What the kernels need of an element type: how it converts, and what it computes in.
protocol KernelElement: TensorElement, RandomElement {
  /// A type that holds every value, and that all others convert from.
  associatedtype Wide: WideNumber
  /// The type of sums and products: `Float` for the 16-bit floats, else the type itself.
  associatedtype Accumulator: Arithmetic

  var wide: Wide { get }
  static func converted(_ value: Int64) -> Self
  static func converted(_ value: UInt64) -> Self
  static func converted(_ value: Float) -> Self
  static func converted(_ value: Complex<Float>) -> Self

  var accumulator: Accumulator { get }
  static func rounded(_ value: Accumulator) -> Self

  /// Reads `count` elements, `step` apart, as accumulators.
  static func load(
    _ source: UnsafePointer<Self>, step: Int, into values: UnsafeMutablePointer<Accumulator>,
    count: Int)

  /// Rounds accumulators to elements and writes them `step` apart.
  static func store(
    _ values: UnsafePointer<Accumulator>, into destination: UnsafeMutablePointer<Self>, step: Int,
    count: Int)
}

/// One of the five types that conversions pass through.
protocol WideNumber {
  func converted<T: KernelElement>(to type: T.Type) -> T
  /// Real and imaginary part, to nearest.
  var parts: (real: Double, imaginary: Double) { get }
}

extension Int64: WideNumber {
  @inline(__always)
  func converted<T: KernelElement>(to type: T.Type) -> T { T.converted(self) }
  var parts: (real: Double, imaginary: Double) { (Double(self), 0) }
}

extension UInt64: WideNumber {
  @inline(__always)
  func converted<T: KernelElement>(to type: T.Type) -> T { T.converted(self) }
  var parts: (real: Double, imaginary: Double) { (Double(self), 0) }
}

extension Float: WideNumber {
  @inline(__always)
  func converted<T: KernelElement>(to type: T.Type) -> T { T.converted(self) }
  var parts: (real: Double, imaginary: Double) { (Double(self), 0) }
}

extension Double: WideNumber {
  @inline(__always)
  func converted<T: KernelElement>(to type: T.Type) -> T { T.converted(self) }
  var parts: (real: Double, imaginary: Double) { (self, 0) }
}

extension Complex: WideNumber where RealType == Float {
  @inline(__always)
  func converted<T: KernelElement>(to type: T.Type) -> T { T.converted(self) }
  var parts: (real: Double, imaginary: Double) {
    (Double(rawStorage.x), Double(rawStorage.y))
  }
}

extension KernelElement {
  /// The real part.
  @inline(__always)
  static func converted(_ value: Complex<Float>) -> Self { converted(value.rawStorage.x) }

  @inline(__always)
  static func converted(_ value: Float) -> Self { converted(Double(value)) }
}

extension KernelElement where Accumulator == Self {
  @inline(__always) var accumulator: Self { self }
  @inline(__always) static func rounded(_ value: Self) -> Self { value }
}
