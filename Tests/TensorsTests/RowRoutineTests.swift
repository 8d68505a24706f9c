import CKernels
import Elements
import Testing

@testable import Tensors

/// Folds of rows, searches in them, means by weights and steps of optimizers, in every variant.
@Suite struct RowRoutineTests {
  static let variants = KernelVariant.allCases.filter(\.isAvailable)
  static let counts = [0, 1, 7, 15, 16, 17, 63, 64, 65, 200, 2_048, 2_049, 5_000]
  static let edges: [Float] = [.infinity, -.infinity, .nan, 0, -0.0, .leastNonzeroMagnitude]

  /// Numbers that both 16-bit floats hold, some of them small.
  static func numbers(_ count: Int, _ salt: Int = 0) -> [Float] {
    (0..<count).map { Float(($0 &* 7_919 &+ salt) % 255 - 127) * ($0 % 5 == 0 ? 0x1p-10 : 0.25) }
  }

  /// The same bits, but of NaN, which is any.
  static func bits(_ value: Float) -> UInt32 { value.isNaN ? 0x7fc0_0000 : value.bitPattern }

  @Test(arguments: variants)
  func `Sums and extremes of 16-bit floats are those of their float32`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    for count in Self.counts where count > 0 {
      let zeros = [UInt16](repeating: 0x8000, count: count)
      #expect(unsafe routines.sum_half(zeros, count).sign == .minus)
      #expect(unsafe routines.sum_brain(zeros, count).sign == .minus)
    }
    for count in Self.counts {
      for edge in [nil] + Self.edges.map(Optional.some) {
        var values = Self.numbers(count)
        if let edge, count > 0 {
          values[count * 2 / 3] = edge == .leastNonzeroMagnitude ? 0x1p-24 : edge
        }
        let halves = values.map { HalfPrecision.float16($0) }
        let brains = values.map { HalfPrecision.bfloat16($0) }
        let wide = halves.map { HalfPrecision.float($0) }
        let portable = unsafe KernelVariant.portable.routines.pointee
        let pairs = unsafe [
          (routines.sum_half(halves, count), portable.sum_floats(wide, count)),
          (routines.sum_brain(brains, count), portable.sum_floats(wide, count)),
          (routines.maximum_half(halves, count), wide.reduce(-.infinity, Float.maximum)),
          (routines.maximum_brain(brains, count), wide.reduce(-.infinity, Float.maximum)),
          (routines.minimum_half(halves, count), wide.reduce(.infinity, Float.minimum)),
          (routines.minimum_brain(brains, count), wide.reduce(.infinity, Float.minimum)),
          (routines.maximum_floats(wide, count), wide.reduce(-.infinity, Float.maximum)),
        ]
        for (place, (a, b)) in pairs.enumerated() {
          #expect(a == b || a.isNaN && b.isNaN, "\(variant), \(place) of \(count): \(a), not \(b)")
        }
      }
    }
  }

  @Test(arguments: variants)
  func `Products are exact where all is exact, and keep signs`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    for count in Self.counts {
      let values = (0..<count).map { $0 % 3 == 0 ? Float(-2) : $0 % 3 == 1 ? 0.25 : 2 }
      let wanted = values.reduce(1) { Double($0) * Double($1) }
      #expect(unsafe routines.product_floats(values, count) == Float(wanted))
      #expect(unsafe routines.product_doubles(values.map { Double($0) }, count) == wanted)
      guard count > 0 else { continue }
      for edge in Self.edges {
        var values = [Float](repeating: -1, count: count)
        values[count / 2] = edge
        let wanted = values.reduce(1, *)
        let result = unsafe routines.product_floats(values, count)
        #expect(Self.bits(result) == Self.bits(wanted), "\(variant), \(count): \(result)")
      }
    }
  }

  @Test(arguments: variants)
  func `Rows are folded one after the other, whatever their number`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    let operations: [(CKERNELS_operation, (Float, Float) -> Float)] = [
      (CKERNELS_add, { $0 + $1 }), (CKERNELS_multiply, { $0 * $1 }),
      (CKERNELS_maximum, Float.maximum), (CKERNELS_minimum, Float.minimum),
    ]
    for (operation, function) in operations {
      let code = Int32(operation.rawValue)
      for (rows, count) in [(1, 16), (3, 17), (4, 1), (5, 33), (64, 100), (0, 5)] {
        for starts in [false, true] {
          let step = count + 3
          var values = Self.numbers(rows * step)
          for (i, edge) in Self.edges.enumerated() where i * step < values.count {
            values[i * step + i % count] = edge == .leastNonzeroMagnitude ? 0x1p-24 : edge
          }
          let start = Self.numbers(count, 3)
          var wanted = start
          for row in 0..<rows {
            for i in 0..<count {
              let next = values[row * step + i]
              wanted[i] = starts && row == 0 ? next : function(wanted[i], next)
            }
          }
          let flag: Int32 = starts ? 1 : 0
          var (a, b, c) = (start, start, start)
          let halves = values.map { HalfPrecision.float16($0) }
          let brains = values.map { HalfPrecision.bfloat16($0) }
          unsafe routines.fold_float(code, &a, values, step, rows, count, flag)
          unsafe routines.fold_half(code, &b, halves, step, rows, count, flag)
          unsafe routines.fold_brain(code, &c, brains, step, rows, count, flag)
          for result in [a, b, c] {
            #expect(
              result.map(Self.bits) == wanted.map(Self.bits),
              "\(variant), \(operation.rawValue) of \(rows) rows of \(count)")
          }
          var wide = start.map { Double($0) }
          let doubles = values.map { Double($0) }
          unsafe routines.fold_double(code, &wide, doubles, step, rows, count, flag)
          if operation != CKERNELS_add, operation != CKERNELS_multiply {
            #expect(wide.map { Self.bits(Float($0)) } == wanted.map(Self.bits))
          }
        }
      }
    }
  }

  @Test(arguments: variants)
  func `The first of equal ones is found, the first NaN too, or none`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    for count in Self.counts {
      for place in Set([0, count / 3, count - 1]) where place >= 0 && place < count {
        for value in [Float(9), .nan, -0.0, .infinity] {
          var values = [Float](repeating: 1, count: count)
          values[place] = value
          values[count - 1] = value
          #expect(unsafe routines.find_floats(values, count, value) == place)
          #expect(
            unsafe routines.find_doubles(values.map { Double($0) }, count, Double(value)) == place)
        }
      }
      let ones = [Float](repeating: 1, count: count)
      #expect(unsafe routines.find_floats(ones, count, 3) == count)
    }
  }

  @Test
  func `Means by weights and steps of optimizers have the same bits in all variants`() {
    let count = 1_037
    let sets = (0..<5).map { set in
      (0..<count).map { i in
        let value = Float((i &* 7_919 &+ set &* 31) % 1_009 - 504) / 77
        let edge = i % 41 == set ? Self.edges[i / 41 % Self.edges.count] : value
        return set > 2 ? edge.magnitude : edge
      }
    }
    var step = CKERNELS_adam(
      beta1: 0.9, beta2: 0.99, rest1: 0.1, rest2: 0.01, rate: 0.01, correction: 0.5, epsilon: 1e-8,
      decay: 0.01, kept: 0.999)
    func results(_ variant: KernelVariant) -> [[UInt32]] {
      let routines = unsafe variant.routines.pointee
      var (p, m, v, largest) = (sets[0], sets[2], sets[3], sets[4])
      unsafe routines.adam_floats(&p, sets[1], &m, &v, &largest, count, &step)
      var (q, s) = (sets[0], sets[3])
      unsafe routines.adagrad_floats(&q, sets[1], &s, count, 0.01, 0.1, 1e-10)
      var mixed = sets[0]
      unsafe routines.mix_float(&mixed, sets[0], sets[1], sets[2], count)
      let halves = sets.map { $0.map { HalfPrecision.float16($0) } }
      let brains = sets.map { $0.map { HalfPrecision.bfloat16($0) } }
      var (half, brain) = (halves[0], brains[0])
      unsafe routines.mix_half(&half, halves[0], halves[1], halves[2], count)
      unsafe routines.mix_brain(&brain, brains[0], brains[1], brains[2], count)
      let narrow = [
        half.map { HalfPrecision.float($0) }, brain.map { HalfPrecision.float(brain: $0) },
      ]
      return ([p, m, v, largest, q, s, mixed] + narrow).map { $0.map(Self.bits) }
    }
    let wanted = results(.portable)
    for variant in Self.variants { #expect(results(variant) == wanted, "\(variant)") }
    // Against the definition, in float32.
    for i in 0..<count {
      let (x, y, weight) = (sets[0][i], sets[1][i], sets[2][i])
      let mixed = weight < 0.5 ? x + weight * (y - x) : y - (1 - weight) * (y - x)
      #expect(wanted[6][i] == Self.bits(mixed))
      let slope = y + 0.1 * x
      let sum = sets[3][i] + slope * slope
      #expect(wanted[5][i] == Self.bits(sum))
      #expect(wanted[4][i] == Self.bits(x - 0.01 * slope / (sum.squareRoot() + 1e-10)))
      let gradient = y + 0.01 * x
      let second = 0.99 * sets[3][i] + 0.01 * (gradient * gradient)
      #expect(wanted[2][i] == Self.bits(second))
      #expect(wanted[1][i] == Self.bits(0.9 * sets[2][i] + 0.1 * gradient))
      #expect(wanted[3][i] == Self.bits(second > sets[4][i] || second.isNaN ? second : sets[4][i]))
    }
  }
}
