import CKernels
import Elements
import Foundation
import RealModule
import ReshardCases
import Testing

@testable import Tensors

/// The inverse of the error function, and the derivative of log Γ, by vectors.
@Suite struct SpecialFunctionTests {
  static let variants = KernelVariant.allCases.filter(\.isAvailable)

  @Test(arguments: variants)
  func `The inverse of erf is within two units, with its ends and its zeros`(
    _ variant: KernelVariant
  ) throws {
    var values = (0..<20_011).map { Float($0 - 10_005) / 10_006 }
    values += (1..<140).map { Float(sign: .minus, exponent: -$0, significand: 1.3) }
    values += (1..<3_000).map { 1 - Float($0) * 0x1p-24 }
    for (y, x) in zip(values, try Self.map(.erfinv, values, variant)) {
      let exact = SpecialFunctions.erfinv(Double(y))
      let isSmall = exact.magnitude < Double(Float.leastNormalMagnitude)
      let ulps = (Double(x) - exact).magnitude / Double(Float(exact).ulp)
      #expect(ulps <= 2 || isSmall && ulps <= 1, "\(variant): erfinv(\(y)) is off by \(ulps) ulps")
    }
    let edges: [Float] = [1, -1, 0, -0.0, 1.5, -2, .infinity, -.infinity, .nan]
    let wanted: [Float] = [.infinity, -.infinity, 0, -0.0, .nan, .nan, .nan, .nan, .nan]
    for (a, b) in zip(try Self.map(.erfinv, edges, variant), wanted) {
      #expect(a.isNaN && b.isNaN || a.bitPattern == b.bitPattern)
    }
  }

  /// The derivative of log Γ step by step.
  private static func digamma(_ x: Double) -> Double {
    guard x > 0 else { return digamma(1 - x) - .pi / .tan(.pi * (x - x.rounded(.down))) }
    guard x >= 20 else { return digamma(x + 1) - 1 / x }
    let z = 1 / (x * x)
    return .log(x) - 0.5 / x - z / 12 + z * z / 120 - z * z * z / 252 + z * z * z * z / 240
  }

  @Test(arguments: variants)
  func `The derivative of log gamma is as near as its argument lets it be`(
    _ variant: KernelVariant
  ) throws {
    let values = (0..<4_001).map { (Double($0) - 1_500) / 97.31 } + [1e-30, 1e30, 1e300, 1e-300]
    let whole = values.filter { $0 != 0 }
    let near = whole.map { (Self.digamma($0), $0) }
    for ((exact, x), y) in zip(near, try Self.map(.digamma, whole, variant)) {
      #expect(abs(y - exact) <= 2e-13 * max(1, abs(exact)), "\(variant): digamma(\(x)) is \(y)")
    }
    let floats = values.map { Float($0) }.filter { $0 != 0 && $0.isFinite }
    for (x, y) in zip(floats, try Self.map(.digamma, floats, variant)) {
      let exact = Self.digamma(Double(x))
      #expect(
        abs(Double(y) - exact) <= 0x1p-23 * max(0.1, abs(exact)),
        "\(variant): digamma(\(x)) is \(y)")
    }
    let edges: [Float] = [0, -0.0, -1, -7, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    let wanted: [Float] = [
      -.infinity, .infinity, .nan, .nan, .infinity, .nan, .nan, -.infinity,
    ]
    for (a, b) in zip(try Self.map(.digamma, edges, variant), wanted) {
      #expect(a.isNaN && b.isNaN || a == b)
    }
  }

  @Test(arguments: [UnaryOp.erfinv, .digamma])
  func `All variants give the same bits`(_ op: UnaryOp) throws {
    let seed = UInt32(truncatingIfNeeded: Seed.drawn())
    let values = (0..<5_003).map { i in
      let any = Float(bitPattern: seed &+ UInt32(i) &* 2_654_435_761)
      return i % 2 == 0 ? any : Float(i) / 5_003
    }
    let whole = try Self.map(op, values, .portable)
    for variant in Self.variants {
      for (i, (a, b)) in zip(whole, try Self.map(op, values, variant)).enumerated() {
        #expect(
          a.bitPattern == b.bitPattern || a.isNaN && b.isNaN,
          "TESSERA_SEED=\(Seed.drawn()): \(op) of \(values[i]), \(variant): \(b), not \(a)")
      }
    }
  }

  @Test(arguments: variants)
  func `erf and gelu of all 16-bit floats are within a unit, and the same in all variants`(
    _ variant: KernelVariant
  ) {
    let patterns = [UInt16](0...(.max))
    let half: (UInt16) -> Float = { HalfPrecision.float($0) }
    let brain: (UInt16) -> Float = { HalfPrecision.float(brain: $0) }
    let erf: (Double) -> Double = { .erf($0) }
    let gelu: (Double) -> Double = {
      $0 == -.infinity ? .nan : 0.5 * $0 * .erfc(-$0 * 0.5.squareRoot())
    }
    for (function, exact) in [(CKERNELS_erf, erf), (CKERNELS_gelu, gelu)] {
      let code = Int32(function.rawValue)
      func results(_ variant: KernelVariant) -> (halves: [UInt16], brains: [UInt16]) {
        let routines = unsafe variant.routines.pointee
        var (halves, brains) = (patterns, patterns)
        let parameters = [0.0, 0, 0]
        unsafe routines.map_half(code, &halves, patterns, patterns.count, parameters)
        unsafe routines.map_brain(code, &brains, patterns, patterns.count, parameters)
        return (halves, brains)
      }
      let (own, portable) = (results(variant), results(.portable))
      // A NaN may have any bits.
      for (a, b) in zip(own.halves, portable.halves) where a != b {
        #expect(half(a).isNaN && half(b).isNaN, "\(variant), \(function.rawValue): \(a), not \(b)")
      }
      for (a, b) in zip(own.brains, portable.brains) where a != b {
        #expect(
          brain(a).isNaN && brain(b).isNaN, "\(variant), \(function.rawValue): \(a), not \(b)")
      }
      var wrong: [UInt16] = []
      for (results, widen, narrow) in [
        (own.halves, half, { HalfPrecision.float16($0) }),
        (own.brains, brain, { HalfPrecision.bfloat16($0) }),
      ] {
        for pattern in patterns {
          let value = exact(Double(widen(pattern)))
          let result = results[Int(pattern)]
          if value.isNaN {
            if !widen(result).isNaN { wrong.append(pattern) }
          } else if abs(Int(result) - Int(narrow(Float(value)))) > 1 {
            wrong.append(pattern)
          }
        }
      }
      #expect(wrong.isEmpty, "\(variant), \(function.rawValue) of \(wrong.prefix(5))")
    }
  }

  private static func map<T: BinaryFloatingPoint>(
    _ op: UnaryOp, _ values: [T], _ variant: KernelVariant
  ) throws -> [T] {
    let function = try #require(VectorFunction(op))
    var results = values
    let served = unsafe values.withUnsafeBufferPointer { from in
      guard let start = from.baseAddress else { return false }
      return unsafe function.map(start, into: &results, values.count, variant)
    }
    #expect(served)
    return results
  }
}
