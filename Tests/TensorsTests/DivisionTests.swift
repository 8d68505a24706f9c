import Elements
import Foundation
import ReshardCases
import Testing

@testable import Tensors

/// Division toward negative infinity and what it leaves, by vectors, against C's `fmod`.
@Suite struct DivisionTests {
  static let ops: [BinaryOp] = [.floorDivide, .remainder, .truncDivide]
  static let variants = KernelVariant.allCases.filter(\.isAvailable)

  private static func exact<T: BinaryFloatingPoint>(_ op: BinaryOp, _ a: T, _ b: T) -> T {
    if op == .truncDivide { return (a / b).rounded(.towardZero) }
    let rest = a.truncatingRemainder(dividingBy: b)
    let isOpposite = rest != 0 && (rest < 0) != (b < 0)
    if op == .remainder {
      return isOpposite && b != 0 ? rest + b : rest
    }
    if b == 0 { return a / b }
    let quotient = (a - rest) / b - (isOpposite ? 1 : 0)
    if quotient == 0 { return T(signOf: a / b, magnitudeOf: 0) }
    let floor = quotient.rounded(.down)
    return quotient - floor > 0.5 ? floor + 1 : floor
  }

  @Test(arguments: ops)
  func `Numbers of every size, and the edges of IEEE 754, in every variant`(_ op: BinaryOp) throws {
    let edges: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .greatestFiniteMagnitude, 0x1p28, 0x1p24 - 1, 0.1, 3, -7, .leastNormalMagnitude, 0x1p-130,
    ]
    var pairs = edges.flatMap { a in edges.map { (a, $0) } }
    let seed = UInt32(truncatingIfNeeded: Seed.drawn())
    for i in 0..<20_000 {
      let a = Float(bitPattern: seed &+ UInt32(i) &* 2_654_435_761)
      let b = Float(bitPattern: seed ^ UInt32(i) &* 40_503_001)
      pairs.append((a, b))
      // Whole multiples, and quotients a little less than whole.
      let divisor = Float(i % 97 + 1) * 0.1
      pairs.append((divisor * Float(i), divisor))
      pairs.append(((divisor * Float(i)).nextDown, -divisor))
    }
    try Self.check(op, pairs.map(\.0), pairs.map(\.1), "TESSERA_SEED=\(Seed.drawn())")
    try Self.check(
      op, pairs.map { Double($0.0) }, pairs.map { Double($0.1) }, "TESSERA_SEED=\(Seed.drawn())")
  }

  private static func check<T: BinaryFloatingPoint>(
    _ op: BinaryOp, _ a: [T], _ b: [T], _ seed: String
  ) throws {
    let operation = try #require(VectorOperation(op))
    for variant in variants {
      var results = a
      let routines = unsafe variant.routines.pointee
      let served = unsafe operation.combine(
        a, step: 1, b, step: 1, into: &results, a.count, routines)
      #expect(served)
      for i in a.indices {
        let wanted = exact(op, a[i], b[i])
        let isSame = results[i] == wanted && results[i].sign == wanted.sign
        #expect(
          isSame || results[i].isNaN && wanted.isNaN,
          "\(seed), \(variant): \(op) of \(a[i]) and \(b[i]) is \(results[i]), not \(wanted)")
      }
    }
  }
}
