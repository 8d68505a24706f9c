import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Unary ops.
@Suite
struct UnaryTests {
  static let floats: [DType] = [.float16, .bfloat16, .float32, .float64]

  /// Relative tolerances: some units in the last place, of what the functions themselves lose.
  static func tolerance(_ dtype: DType) -> Double {
    switch dtype {
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    case .float32: 4e-6
    default: 1e-12
    }
  }

  /// Where the result is that of a cancellation: absolute, in units of the dtype at 1.
  static func slack(_ dtype: DType) -> Double { tolerance(dtype) / 8 }

  /// Orders, arguments and values: of closed forms, and of PyTorch 2.15 where an order is 2 or more.
  @Test func `polygamma functions are those of closed forms and of PyTorch`() {
    let pi = Double.pi
    let cases: [(order: Int, x: Double, value: Double)] = [
      (1, 1, pi * pi / 6), (1, 0.5, pi * pi / 2), (1, 1.5, pi * pi / 2 - 4),
      (1, -0.5, pi * pi / 2 + 4), (1, 1e6, 1.0000005000001667e-06),
      (2, 1, -2.404113806319188570799), (2, 0.1, -2001.8614573783439),
      (1, 1e150, 1e-150), (1, 1e-150, 1e300), (3, 1e70, 2e-210),
      (2, 12, -0.007547205368998914), (2, -0.5, -0.8287966442343199),
      (2, -3.25, 123.95521103942201), (3, 1, pi * pi * pi * pi / 15),
      (3, 0.5, pi * pi * pi * pi), (3, -1000.5, 194.81818206601082),
      (3, 1e6, 2.000003000002e-18), (7, 0.1, 504000002365.1903), (7, 1.5, 200.21818559806465),
      (7, 12, 2.659914402432302e-05), (7, -3.25, 330352695.7961921),
    ]
    func polygamma(_ order: Int, _ x: Double) -> Double {
      DenseTensor(scalar: x).elementwise(.polygamma(order: order)).values(as: Double.self)[0]
    }
    for (order, x, value) in cases {
      let found = polygamma(order, x)
      #expect(abs(found - value) <= 1e-12 * abs(value), "order \(order) at \(x): \(found)")
    }
    #expect(
      polygamma(0, 2.5) == DenseTensor(scalar: 2.5).elementwise(.digamma).values(as: Double.self)[0]
    )
    for (order, pole) in [(1, Double.infinity), (2, -.infinity), (3, .infinity)] {
      for x in [0, -0.0, -1, -1e17] {
        #expect(polygamma(order, x) == pole, "order \(order) at \(x)")
      }
      #expect(polygamma(order, .infinity) == 0)
      #expect(polygamma(order, -.infinity).isNaN && polygamma(order, .nan).isNaN)
    }
    // Far from 0 and of a high order nothing is summed for long.
    #expect(polygamma(170, 1e15).magnitude < 1e-300 && polygamma(170, 0.5).magnitude > 1e300)
  }

  @Test(arguments: floats)
  func `Every op on every float gives NumPy's and SciPy's values`(_ dtype: DType) {
    let points = DenseTensor(UnaryGoldens.points, shape: [3, 4]).converted(to: dtype)
    let turned = points.transposed(0, 1).copy().transposed(0, 1)
    for (op, values) in UnaryGoldens.atPoints {
      let result = points.elementwise(op)
      let expected = DenseTensor(values, shape: [3, 4]).converted(to: dtype)
      #expect(result.dtype == dtype && result.isContiguous)
      let difference = result.difference(
        from: expected, relative: Self.tolerance(dtype), absolute: Self.slack(dtype))
      #expect(difference == nil, "\(op)")
      #expect(turned.elementwise(op).isIdentical(to: result), "\(op), strided")
    }
  }

  @Test(arguments: floats)
  func `NaN and the infinities`(_ dtype: DType) {
    let points = DenseTensor(UnaryGoldens.specials, shape: [3]).converted(to: dtype)
    for (op, values) in UnaryGoldens.atSpecials {
      let expected = DenseTensor(values, shape: [3]).converted(to: dtype)
      let difference = points.elementwise(op).difference(
        from: expected, relative: Self.tolerance(dtype))
      #expect(difference == nil, "\(op)")
    }
  }

  @Test(arguments: floats)
  func `Rounding to digits beyond all that a number has keeps it, or leaves zero`(_ dtype: DType) {
    let values = [0, 0.5, -1.25, 3, dtype == .float16 ? 60000 : 1e38, .infinity, -.infinity]
    let x = DenseTensor(values, shape: [values.count]).converted(to: dtype)
    for decimals in [60, 400, Int.max] {
      #expect(x.elementwise(.round(decimals: decimals)).isIdentical(to: x), "\(decimals)")
    }
    let zeros = DenseTensor(values.map { $0.isFinite ? $0 * 0 : $0 }, shape: [values.count])
      .converted(to: dtype)
    for decimals in [-400, Int.min] {
      #expect(x.elementwise(.round(decimals: decimals)).isIdentical(to: zeros), "\(decimals)")
    }
  }

  @Test(arguments: [[0], [2, 0, 3], [], [1, 1]])
  func `Empty and 0-D tensors keep their shapes`(_ shape: [Int]) {
    for op in [UnaryOp.exp, .abs, .gelu()] {
      #expect(DenseTensor(ones: shape, dtype: .float32).elementwise(op).shape == shape)
    }
  }

  @Test
  func `Functions of real numbers take integers and bool as float32`() {
    let x = DenseTensor([0, 1] as [Int64], shape: [2])
    #expect(x.elementwise(.exp).values(as: Float.self) == [1, 2.7182817])
    #expect(
      x.converted(to: .bool).elementwise(.reciprocal).values(as: Float.self) == [.infinity, 1])
    #expect(x.elementwise(.scale(0.5)).dtype == .float32)
    #expect(x.elementwise(.pow(exponent: -1)).dtype == .float32)
    #expect(UnaryOp.bitwiseNot.computedDType(for: .float32) == nil)
    #expect(UnaryOp.floor.computedDType(for: .complex64) == nil)
    #expect(UnaryOp.erf.computedDType(for: .complex64) == nil)
    #expect(UnaryOp.scale(0.5).computedDType(for: .complex64) == .complex64)
    #expect(UnaryOp.abs.resultDType(for: .complex64) == .float32)
  }

  @Test(arguments: DType.allCases.filter { $0.kind != .floatingPoint && $0.kind != .complex })
  func `Complements of all integers and of bool, wherever they lie`(_ dtype: DType) {
    for count in [0, 1, 15, 17, kernelBlock + 3] {
      let x = DenseTensor.random([2, count], dtype)
      let found = x.elementwise(.bitwiseNot)
      let expected = x.naiveBytes().map { $0.map { dtype == .bool ? $0 ^ 1 : ~$0 } }
      #expect(found.naiveBytes() == expected)
      let turned = x.transposed(0, 1)
      #expect(turned.elementwise(.bitwiseNot).isIdentical(to: found.transposed(0, 1).copy()))
      let zeros = x.compared(.equal, DenseTensor(zeros: [], dtype: dtype))
      #expect(x.tested(.logicalNot).isIdentical(to: zeros))
    }
  }

  @Test(arguments: floats)
  func `The power of 2 is the square`(_ dtype: DType) {
    let x = DenseTensor([-0.0, 1.3, -7, .nan, -.infinity, 1e-30] as [Double], shape: [6])
      .converted(to: dtype)
    #expect(x.elementwise(.pow(exponent: 2)).isIdentical(to: x.elementwise(.square)))
  }

  @Test
  func `Integers stay integers, and wrap`() {
    let x = DenseTensor([-128, -3, 0, 5, 127] as [Int8], shape: [5])
    let cases: [(UnaryOp, [Int8])] = [
      (.abs, [-128, 3, 0, 5, 127]), (.negative, [-128, 3, 0, -5, -127]),
      (.sign, [-1, -1, 0, 1, 1]), (.square, [0, 9, 0, 25, 1]), (.conj, [-128, -3, 0, 5, 127]),
      (.bitwiseNot, [127, 2, -1, -6, -128]), (.floor, [-128, -3, 0, 5, 127]),
      (.scale(2, bias: 1), [1, -5, 1, 11, -1]),
      (.scale(2, bias: 1, biasAfterScale: false), [2, -4, 2, 12, 0]),
      (.pow(exponent: 3), [0, -27, 0, 125, 127]), (.pow(exponent: 0), [1, 1, 1, 1, 1]),
      (.clip(min: -4, max: 1000), [-4, -3, 0, 5, 127]), (.relu, [0, 0, 0, 5, 127]),
      (.relu6, [0, 0, 0, 5, 6]), (.hardtanh(), [-1, -1, 0, 1, 1]),
      (.thresholdedRelu(threshold: 0, value: 7), [7, 7, 7, 5, 127]),
      (.round(), [-128, -3, 0, 5, 127]),
    ]
    for (op, expected) in cases {
      #expect(x.elementwise(op).values(as: Int8.self) == expected, "\(op)")
    }
    let y = DenseTensor([0, 3, 255] as [UInt8], shape: [3])
    #expect(y.elementwise(.negative).values(as: UInt8.self) == [0, 253, 1])
    #expect(y.elementwise(.bitwiseNot).values(as: UInt8.self) == [255, 252, 0])
    #expect(y.elementwise(.clip(min: -5, max: 4)).values(as: UInt8.self) == [0, 3, 4])
    let flags = DenseTensor([true, false], shape: [2])
    #expect(flags.elementwise(.bitwiseNot).values(as: Bool.self) == [false, true])
  }

  @Test
  func `Complex numbers: arithmetic by parts, functions on the principal branch`() {
    let x = DenseTensor([Complex<Float>(3, -4), Complex(0, 1), Complex(0, 0)], shape: [3])
    func values(_ op: UnaryOp) -> [Complex<Float>] {
      x.elementwise(op).values(as: Complex<Float>.self)
    }
    #expect(x.elementwise(.abs).values(as: Float.self) == [5, 1, 0])
    #expect(values(.conj) == [Complex(3, 4), Complex(0, -1), Complex(0, 0)])
    #expect(values(.square) == [Complex(-7, -24), Complex(-1, 0), Complex(0, 0)])
    #expect(values(.negative) == [Complex(-3, 4), Complex(0, -1), Complex(0, 0)])
    #expect(values(.sign)[0] == Complex(0.6, -0.8))
    #expect(values(.sqrt)[0] == Complex(2, -1))
    #expect((values(.exp)[1] - Complex(0.540302306, 0.841470985)).length < 1e-6)
    #expect((values(.tanh)[1] - Complex(0, 1.55740772)).length < 1e-6)
    #expect((values(.pow(exponent: 2))[0] - Complex(-7, -24)).length < 1e-5)
    #expect(values(.scale(2, bias: 1))[0] == Complex(7, -8))
  }

  @Test(arguments: [1, kernelBlock, 2 * kernelBlock + 5])
  func `Long rows compute block by block`(_ count: Int) {
    let x = DenseTensor(fill: .iota, shape: [count], dtype: .float64)
    #expect(
      x.elementwise(.square).values(as: Double.self) == (0..<count).map { Double($0 * $0) })
    let strided = x.strided(dim: 0, start: count - 1, count: count, step: -1)
    #expect(strided.elementwise(.negative).values(as: Double.self).first == -Double(count - 1))
  }

  @Test
  func `The special functions hold to SciPy's digits`() {
    let inverse: [(Double, Double)] = [
      (1e-12, 8.862269254527581e-13), (0.3, 0.27246271472675443), (-0.999, -2.326753765513525),
      (1 - 0x1p-50, 5.686128441310391),
    ]
    for (y, x) in inverse { #expect(abs(SpecialFunctions.erfinv(y) - x) < 1e-11 * abs(x)) }
    let digamma: [(Double, Double)] = [
      (1e-3, -1000.5755719318103), (1.4616321449683622, 0), (-0.5, 0.03648997397857652),
      (-10.3, 4.6624034935820875), (1e6, 13.81551005796419),
    ]
    for (x, value) in digamma {
      #expect(
        abs(DenseTensor(scalar: x).elementwise(.digamma).values(as: Double.self)[0] - value) < 1e-12
          * max(1, abs(value)))
    }
    #expect(
      DenseTensor(scalar: -0.0 as Double).elementwise(.digamma).values(as: Double.self)[0]
        == .infinity)
    #expect(
      DenseTensor(scalar: -2 as Double).elementwise(.digamma).values(as: Double.self)[0].isNaN)
  }

  @Test(arguments: floats)
  func `Predicates`(_ dtype: DType) {
    let x = DenseTensor([.nan, .infinity, -.infinity, 0, 1] as [Double], shape: [5])
      .converted(to: dtype)
    func values(_ predicate: UnaryPredicate) -> [Bool] { x.tested(predicate).values(as: Bool.self) }
    #expect(values(.isNaN) == [true, false, false, false, false])
    #expect(values(.isInfinite) == [false, true, true, false, false])
    #expect(values(.isFinite) == [false, false, false, true, true])
    #expect(values(.logicalNot) == [false, false, false, true, false])
    let whole = DenseTensor([0, 2] as [Int32], shape: [2])
    #expect(whole.tested(.isFinite).values(as: Bool.self) == [true, true])
    #expect(whole.tested(.logicalNot).values(as: Bool.self) == [true, false])
  }
}
