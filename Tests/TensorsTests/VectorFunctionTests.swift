import Elements
import Foundation
import RealModule
import ReshardCases
import Testing

@testable import Tensors

/// The functions that are computed by vectors, against the C library's in float64.
@Suite struct VectorFunctionTests {
  /// A function, what it should be, and how many units in the last place a float32 and a float64 may be off.
  struct Case: CustomStringConvertible, Sendable {
    let op: UnaryOp
    let exact: @Sendable (Double) -> Double
    var ulps = 1.01
    var wideUlps = 2.0

    var description: String { "\(op)" }
  }

  private static func sigmoid(_ x: Double) -> Double {
    x < 0 ? Double.exp(x) / (1 + Double.exp(x)) : 1 / (1 + Double.exp(-x))
  }

  private static func softplus(_ x: Double) -> Double {
    x > 30 ? x : Double.log(onePlus: Double.exp(x))
  }

  static let cases: [Case] = [
    Case(op: .exp) { .exp($0) }, Case(op: .expm1) { .expMinusOne($0) },
    Case(op: .exp2) { .exp2($0) }, Case(op: .log) { .log($0) }, Case(op: .log2) { .log2($0) },
    Case(op: .log1p) { .log(onePlus: $0) }, Case(op: .log10) { .log10($0) },
    Case(op: .sin) { .sin($0) }, Case(op: .cos) { .cos($0) }, Case(op: .tan) { .tan($0) },
    Case(op: .asin) { .asin($0) }, Case(op: .acos) { .acos($0) }, Case(op: .atan) { .atan($0) },
    Case(op: .sinh, exact: { .sinh($0) }, ulps: 1.5),
    Case(op: .cosh, exact: { .cosh($0) }, ulps: 1.5), Case(op: .tanh) { .tanh($0) },
    Case(op: .asinh) { .asinh($0) }, Case(op: .acosh) { .acosh($0) },
    Case(op: .atanh) { .atanh($0) }, Case(op: .erf) { .erf($0) },
    Case(op: .erfc, exact: { .erfc($0) }, wideUlps: 3.3), Case(op: .sqrt) { $0.squareRoot() },
    Case(op: .rsqrt, exact: { 1 / $0.squareRoot() }, ulps: 1.5),
    Case(op: .reciprocal) { 1 / $0 }, Case(op: .sigmoid, exact: { sigmoid($0) }, wideUlps: 2.1),
    Case(op: .silu, exact: { $0 * sigmoid($0) }, wideUlps: 3),
    Case(op: .swish(beta: 2), exact: { $0 * sigmoid(2 * $0) }, ulps: 3, wideUlps: 3),
    Case(op: .gelu(), exact: { 0.5 * $0 * .erfc(-$0 * 0.5.squareRoot()) }, wideUlps: 5),
    Case(op: .elu(), exact: { $0 < 0 ? .expMinusOne($0) : $0 }),
    Case(op: .softplus(), exact: { softplus($0) }, ulps: 1.6),
    Case(op: .logSigmoid, exact: { -softplus(-$0) }, ulps: 1.6),
    Case(op: .mish, exact: { $0 * .tanh(softplus($0)) }, ulps: 4, wideUlps: 4),
    // Both factors are rounded.
    Case(op: .stanh(), exact: { 1.7159 * .tanh(0.67 * $0) }, ulps: 3, wideUlps: 3),
    Case(op: .softsign, exact: { $0 / (1 + $0.magnitude) }, ulps: 1.6),
    Case(op: .abs) { $0.magnitude }, Case(op: .negative) { -$0 }, Case(op: .square) { $0 * $0 },
    Case(op: .ceil) { $0.rounded(.up) }, Case(op: .floor) { $0.rounded(.down) },
    Case(op: .trunc) { $0.rounded(.towardZero) },
    Case(op: .round()) { $0.rounded(.toNearestOrEven) },
    Case(op: .sign) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : $0 },
    Case(op: .relu) { $0 < 0 ? 0 : $0 }, Case(op: .relu6) { $0 < 0 ? 0 : $0 > 6 ? 6 : $0 },
    Case(op: .clip(min: -2)) { $0 < -2 ? -2 : $0 }, Case(op: .clip(max: 2)) { $0 > 2 ? 2 : $0 },
    Case(op: .hardtanh()) { $0 < -1 ? -1 : $0 > 1 ? 1 : $0 },
    Case(op: .leakyRelu(slope: 0.25)) { $0 < 0 ? 0.25 * $0 : $0 },
    Case(op: .scale(2, bias: 0)) { 2 * $0 + 0 },
    Case(op: .scale(0.5, bias: 0, biasAfterScale: false)) { 0.5 * ($0 + 0) },
    Case(op: .hardshrink()) { $0.magnitude <= 0.5 ? 0 : $0 },
    Case(op: .softshrink()) { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : $0 != $0 ? $0 : 0 },
    Case(op: .thresholdedRelu()) { $0 <= 1 ? 0 : $0 },
    Case(op: .hardsigmoid(slope: 0.125)) {
      let y = $0 * 0.125 + 0.5
      return y < 0 ? 0 : y > 1 ? 1 : y
    },
    Case(op: .pow(exponent: 1.7), exact: { Foundation.pow($0, Double(Float(1.7))) }),
  ]

  static var variants: [KernelVariant] { KernelVariant.allCases.filter(\.isAvailable) }

  /// The functions that are held against the C library's at every pattern of 32 bits, as TESSERA_EXHAUSTIVE names them,
  /// or `all`; others at every 65,521st, which is a prime.
  private static let exhaustive =
    ProcessInfo.processInfo.environment["TESSERA_EXHAUSTIVE"]?.split(separator: ",") ?? []

  @Test(arguments: cases)
  func `A float32 is as near as promised, with the edges of IEEE 754`(_ row: Case) throws {
    let function = try #require(VectorFunction(row.op))
    let isExhaustive = Self.exhaustive.contains {
      $0 == "all" || row.description == $0 || row.description.hasPrefix($0 + "(")
    }
    let step: UInt64 = isExhaustive ? 1 : 65_521
    let edges: [Float] = [
      0, -0.0, .infinity, -.infinity, .nan, 1, -1, .leastNonzeroMagnitude, 88.72, 88.73, 89.2,
      -89.2,
      -87.4, -103.9, -104.1, 3e38, -3e38, 1e20, -1e20, 0.5, 2, -2,
    ]
    var worst = (ulps: 0.0, at: Float(0))
    var (next, isFirst) = (UInt64(0), true)
    while next <= UInt64(UInt32.max) {
      var values = isFirst ? edges : []
      isFirst = false
      while values.count < 4099, next <= UInt64(UInt32.max) {
        values.append(Float(bitPattern: UInt32(next)))
        next += step
      }
      let results = Self.map(function, values, .chosen)
      for variant in isExhaustive ? Self.variants : [] where variant != .chosen {
        let others = Self.map(function, values, variant)
        let differ = zip(results, others).filter { a, b in
          a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN)
        }
        #expect(differ.isEmpty, "\(row), \(variant): \(differ.prefix(3))")
      }
      for (x, result) in zip(values, results) {
        let exact = row.exact(Double(x))
        let nearest = Float(exact)
        if nearest.isNaN || nearest.isInfinite || result.isNaN || result.isInfinite {
          let isSame = nearest.isNaN ? result.isNaN : nearest == result
          // What rounds to infinity may be the largest number, and the other way round.
          let isBeside = abs(abs(exact) / Double(Float.greatestFiniteMagnitude) - 1) < 1e-6
          #expect(isSame || isBeside, "\(row)(\(x)) is \(result), not \(nearest)")
        } else if exact == 0 || nearest == 0 && exact.magnitude < 0x1p-150 {
          #expect(
            result == 0 && result.sign == nearest.sign, "\(row)(\(x)) is \(result), not \(nearest)")
        } else if exact.magnitude > 0x1p-110 {
          // Smaller results of products lose digits to their smaller factor.
          let ulps = (Double(result) - exact).magnitude / Double(nearest.ulp)
          if ulps > worst.ulps { worst = (ulps, x) }
        }
      }
    }
    if isExhaustive { print("exhaustive: \(row), at \(worst.at): \(worst.ulps) ulps") }
    #expect(worst.ulps <= row.ulps, "\(row) at \(worst.at): \(worst.ulps) ulps")
  }

  @Test(arguments: cases)
  func `All variants give the same bits, wherever a value stands`(_ row: Case) throws {
    let function = try #require(VectorFunction(row.op))
    let seed = UInt32(truncatingIfNeeded: Seed.drawn())
    let values = (0..<1_037).map { Float(bitPattern: seed &+ UInt32($0) &* 2_654_435_761) }
    let whole = Self.map(function, values, .portable)
    for variant in Self.variants {
      for start in [0, 1, 15, 517] {
        let results = Self.map(function, Array(values[start...]), variant)
        for (i, (a, b)) in zip(whole[start...], results).enumerated() where !(a.isNaN && b.isNaN) {
          #expect(
            a.bitPattern == b.bitPattern,
            "TESSERA_SEED=\(Seed.drawn()): \(row) of \(values[start + i]), \(variant) from \(start) on: \(b), not \(a)"
          )
        }
      }
    }
  }

  /// Beside a half the quotient's rounding counts, which PyTorch has too.
  @Test func `A logit is the logarithm of the quotient, within its bounds`() throws {
    for eps in [nil, 0.0625, 0.5] {
      let function = try #require(VectorFunction(.logit(eps: eps)))
      let edges: [Float] = [0, -0.0, 1, 0.5, -1, 2, .infinity, -.infinity, .nan, 1e-30, 0.9999999]
      let values = edges + (0..<1_037).map { (Float($0) - 10) / 1_013 }
      let whole = Self.map(function, values, .portable)
      for (x, result) in zip(values, whole) {
        let least = Float(eps ?? -.infinity), most = eps.map { Float(1 - $0) } ?? .infinity
        let y = x < least ? least : x > most ? most : x
        let exact = Double.log(Double(y / (1 - y)))
        let nearest = Float(exact)
        if nearest.isNaN || nearest.isInfinite || nearest == 0 {
          #expect(
            nearest.isNaN ? result.isNaN : nearest == result, "\(x), \(String(describing: eps))")
        } else {
          #expect((Double(result) - exact).magnitude <= 1.01 * Double(nearest.ulp), "\(x)")
        }
      }
      for variant in Self.variants {
        let results = Self.map(function, Array(values[5...]), variant)
        for (a, b) in zip(whole[5...], results) {
          #expect(a.bitPattern == b.bitPattern || a.isNaN && b.isNaN)
        }
      }
    }
  }

  @Test(arguments: [
    UnaryOp.exp, .sigmoid, .silu, .gelu(), .erf, .erfc, .log, .log1p, .log10, .expm1, .tanh, .sin,
    .cos, .tan, .asin, .acos, .atan,
  ])
  func
    `A bfloat16 result has the same bits in all variants, wherever the value stands, and is rounded once`(
      _ op: UnaryOp
    ) throws
  {
    let function = try #require(VectorFunction(op))
    let patterns = [UInt16](0...UInt16.max)
    let values = patterns.map { BFloat16(bitPattern: $0) }
    let whole = Self.map(function, values, .portable)
    let wide = Self.map(function, values.map(Float.init), .portable)
    // Of two functions 16 bits have quicker formulas of their own.
    let isRounded = op != .gelu() && op != .erf
    for (i, result) in whole.enumerated() where isRounded && !wide[i].isNaN {
      #expect(result.bitPattern == HalfPrecision.bfloat16(wide[i]), "\(op) of \(values[i])")
    }
    for variant in Self.variants {
      // Blocks of 512 values, vectors of 16, and what is left of both.
      for (start, count) in [(0, 65_536), (1, 65_535), (509, 2_047), (32_000, 511), (33_000, 513)] {
        let results = Self.map(function, Array(values[start..<start + count]), variant)
        for (value, (result, wanted)) in zip(values[start...], zip(results, whole[start...]))
        where result.bitPattern != wanted.bitPattern
          && !(Float(result).isNaN && Float(wanted).isNaN)
        {
          Issue.record("\(op) of \(value), \(variant) from \(start) on: \(result)")
        }
      }
    }
  }

  @Test(arguments: cases)
  func `A float64 is within two units of the C library's`(_ row: Case) throws {
    let function = try #require(VectorFunction(row.op))
    let values =
      (0..<2_003).map { (Double($0) - 1_001) / 97 } + [0, -0.0, .infinity, -.infinity, .nan, 1e300]
    for variant in Self.variants {
      let results = Self.map(function, values, variant)
      for (x, result) in zip(values, results) {
        let exact = row.op == .pow(exponent: 1.7) ? Foundation.pow(x, 1.7) : row.exact(x)
        if exact.isNaN || exact.isInfinite || exact == 0 {
          #expect(
            exact.isNaN ? result.isNaN : exact == result, "\(row)(\(x)) is \(result), not \(exact)")
        } else {
          let ulps = (result - exact).magnitude / exact.ulp
          // The argument of the Gaussian is rounded: its tail loses as many digits as its square has.
          let tail = row.op == .gelu() || row.op == .erfc ? x * x : 0
          #expect(ulps <= row.wideUlps + tail, "\(row)(\(x)) is off by \(ulps) ulps")
        }
      }
    }
  }

  @Test(arguments: [BinaryOp.add, .subtract, .multiply, .divide, .maximum, .minimum])
  func `Two operands, or one number and a row, are combined to the same bits in all variants`(
    _ op: BinaryOp
  ) throws {
    let operation = try #require(VectorOperation(op))
    let values: [Float] = [
      0, -0.0, 1, -1.5, .infinity, -.infinity, .nan, 3e38, .leastNormalMagnitude / 4, 65504, 0.1,
    ]
    let a = (0..<67).map { values[$0 % values.count] }
    let b = (0..<67).map { values[($0 * 7 + 3) % values.count] }
    func exact(_ x: Float, _ y: Float) -> Float {
      switch op {
      case .add: x + y
      case .subtract: x - y
      case .multiply: x * y
      case .divide: x / y
      case .maximum: x >= y || x != x ? x : y
      default: x <= y || x != x ? x : y
      }
    }
    for variant in Self.variants {
      for (aStep, bStep) in [(1, 1), (1, 0), (0, 1), (0, 0)] {
        for count in [1, 15, 16, 17, 67] {
          var results = [Float](repeating: 7, count: count + 1)
          let routines = unsafe variant.routines.pointee
          let served = unsafe operation.combine(
            a, step: aStep, b, step: bStep, into: &results, count, routines)
          #expect(served && results[count] == 7)
          for i in 0..<count {
            let wanted = exact(a[i * aStep], b[i * bStep])
            #expect(
              results[i].bitPattern == wanted.bitPattern || results[i].isNaN && wanted.isNaN,
              "\(variant), \(op) of \(a[i * aStep]) and \(b[i * bStep]): \(results[i])")
          }
        }
      }
    }
  }

  private static func map<T>(
    _ function: VectorFunction, _ values: [T], _ variant: KernelVariant
  ) -> [T] {
    var results = values
    let served = unsafe results.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return true }
      return unsafe function.map(UnsafePointer(start), into: start, buffer.count, variant)
    }
    #expect(served)
    return results
  }
}
