import CKernels
import Elements
import Foundation
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
  func `A row is blended as one step after the other, and its sum is that of the result`(
    _ variant: KernelVariant
  ) {
    let routines = unsafe variant.routines.pointee
    for count in Self.counts {
      let (from, other, bias) = (
        Self.numbers(count), Self.numbers(count, 5), Self.numbers(count, 9)
      )
      let flags = (0..<count).map { UInt8($0 % 3 == 1 ? 0 : 1) }
      for choice in 0..<8 {
        let (hasBias, hasFlags, hasOther) = (choice & 1 != 0, choice & 2 != 0, choice & 4 != 0)
        let factor: Float = hasFlags ? 1.5 : 1
        let wanted = (0..<count).map { i in
          var value = from[i]
          if hasBias { value += bias[i] }
          value = hasFlags && flags[i] == 0 ? 0 : value * factor
          return hasOther ? value + other[i] : value
        }
        var made = [Float](repeating: .nan, count: count)
        let sum = unsafe bias.withUnsafeBufferPointer { bias in
          unsafe flags.withUnsafeBufferPointer { flags in
            unsafe other.withUnsafeBufferPointer { other in
              unsafe routines.blend_floats(
                &made, from, hasBias ? bias.baseAddress : nil,
                hasFlags ? flags.baseAddress : nil, factor, hasOther ? other.baseAddress : nil,
                count)
            }
          }
        }
        #expect(made.map(Self.bits) == wanted.map(Self.bits), "\(choice) of \(count)")
        let plain = unsafe routines.sum_floats(made, count)
        #expect(Self.bits(sum) == Self.bits(plain), "\(choice) of \(count): \(sum), not \(plain)")
        var double = [Double](repeating: .nan, count: count)
        let wide = unsafe routines.blend_doubles(
          &double, from.map(Double.init), nil, nil, 3, other.map(Double.init), count)
        #expect(double == zip(from, other).map { Double($0) * 3 + Double($1) })
        #expect(unsafe wide == routines.sum_doubles(double, count))
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

  @Test(arguments: variants)
  func `The first that stands before the worst is found, in either order`(
    _ variant: KernelVariant
  ) {
    let routines = unsafe variant.routines.pointee
    func isBetter(_ x: Float, _ worst: Float, _ largest: Bool) -> Bool {
      if largest { return !worst.isNaN && (x.isNaN || x > worst) }
      return worst.isNaN ? !x.isNaN : x < worst
    }
    for count in Self.counts {
      for (salt, edge) in (Self.edges + [3, -4]).enumerated() {
        var values = Self.numbers(count, salt)
        for i in values.indices where i % 61 == 60 { values[i] = Self.edges[i / 61 % 6] }
        let brains = values.map { HalfPrecision.bfloat16($0) }
        let halves = values.map { HalfPrecision.float16($0) }
        let wide = values.map { Double($0) }
        for largest in [true, false] {
          let order: Int32 = largest ? 1 : 0
          var worst = edge
          var (half, brain) = (HalfPrecision.float16(edge), HalfPrecision.bfloat16(edge))
          var wideWorst = Double(edge)
          func first(_ values: [Float], _ worst: Float) -> Int {
            values.firstIndex { isBetter($0, worst, largest) } ?? count
          }
          let found = unsafe [
            routines.find_better_float(values, count, &worst, order),
            routines.find_better_double(wide, count, &wideWorst, order),
            routines.find_better_half(halves, count, &half, order),
            routines.find_better_brain(brains, count, &brain, order),
          ]
          let wanted = [
            first(values, edge), first(values, edge),
            first(halves.map { HalfPrecision.float($0) }, HalfPrecision.float(half)),
            first(brains.map { HalfPrecision.float(brain: $0) }, HalfPrecision.float(brain: brain)),
          ]
          #expect(found == wanted, "\(variant), \(count), \(edge), \(largest)")
        }
      }
    }
  }

  @Test(arguments: variants)
  func `Whether all indices are in a range`(_ variant: KernelVariant) {
    let routines = unsafe variant.routines.pointee
    for count in Self.counts {
      let inside = (0..<count).map { Int64($0 % 11 - 5) }
      #expect(unsafe routines.within_long(inside, count, -5, 5) == 1)
      #expect(unsafe routines.within_int(inside.map { Int32($0) }, count, -5, 5) == 1)
      for place in Set([0, count / 2, count - 1]) where place >= 0 && place < count {
        for wrong: Int64 in [-6, 6, .max, .min] {
          var values = inside
          values[place] = wrong
          #expect(unsafe routines.within_long(values, count, -5, 5) == 0)
          let narrow = values.map { Int32(clamping: $0) }
          #expect(unsafe routines.within_int(narrow, count, -5, 5) == 0)
        }
      }
    }
  }

  @Test
  func `Softmax along columns is near the exact one, with the same bits in all variants`() {
    for (rows, columns) in [(1, 1), (3, 15), (70, 16), (200, 17), (129, 300), (5, 1_000)] {
      let step = columns + 3
      var values = Self.numbers(rows * step)
      // The last columns hold an infinity, a NaN, and nothing finite.
      if columns > 15 {
        values[step + columns - 1] = .infinity
        values[columns - 2] = .nan
        for row in 0..<rows { values[row * step + columns - 3] = -.infinity }
      }
      let halves = values.map { HalfPrecision.float16($0) }
      let brains = values.map { HalfPrecision.bfloat16($0) }
      let wide = values.map { Double($0) }
      for takesLogarithm in [false, true] {
        func results(_ variant: KernelVariant) -> [[Double]] {
          let routines = unsafe variant.routines.pointee
          let logarithm: Int32 = takesLogarithm ? 1 : 0
          var (a, b, c, d) = (values, wide, halves, brains)
          unsafe routines.softmax_float(&a, values, step, rows, columns, logarithm)
          unsafe routines.softmax_double(&b, wide, step, rows, columns, logarithm)
          unsafe routines.softmax_half(&c, halves, step, rows, columns, logarithm)
          unsafe routines.softmax_brain(&d, brains, step, rows, columns, logarithm)
          return [
            a.map { Double($0) }, b, c.map { Double(HalfPrecision.float($0)) },
            d.map { Double(HalfPrecision.float(brain: $0)) },
          ]
        }
        func patterns(_ values: [[Double]]) -> [[UInt64]] {
          values.map { $0.map { $0.isNaN ? 1 : $0.bitPattern } }
        }
        let own = results(.portable)
        for variant in Self.variants {
          #expect(patterns(results(variant)) == patterns(own), "\(variant), \(rows), \(columns)")
        }
        for column in 0..<step {
          let line = (0..<rows).map { wide[$0 * step + column] }
          let most = line.contains(where: \.isNaN) ? .nan : line.max()!
          let sum = line.reduce(0) { $0 + exp($1 - most) }
          for row in 0..<rows {
            let shifted = line[row] - most
            let exact =
              column >= columns
              ? line[row] : takesLogarithm ? shifted - log(sum) : exp(shifted) / sum
            for (result, tolerance) in zip(own, [3e-6, 1e-14, 2e-3, 1e-2]) {
              let value = result[row * step + column]
              #expect(
                value.isNaN && exact.isNaN || value == exact
                  || abs(value - exact) <= tolerance * (abs(exact) + (takesLogarithm ? 1 : 1e-3)),
                "\(rows), \(columns) at \(row), \(column): \(value), not \(exact)")
            }
          }
        }
      }
    }
  }

  @Test
  func `Sums of products, windows and differences have the same bits in all variants`() {
    for count in Self.counts {
      let (values, others) = (Self.numbers(count), Self.numbers(count, 77))
      let halves = values.map { HalfPrecision.float16($0) }
      let brains = values.map { HalfPrecision.bfloat16($0) }
      func results(_ variant: KernelVariant) -> [[Float]] {
        let routines = unsafe variant.routines.pointee
        let dots = unsafe [
          routines.dot_half(halves, others, count), routines.dot_brain(brains, others, count),
        ]
        var (a, b, c) = (others, others, values)
        unsafe routines.add_scaled_half(&a, halves, 0.3, count)
        unsafe routines.add_scaled_brain(&b, brains, 0.3, count)
        unsafe routines.lessen_floats(&c, values, count, 0.1, 0.7)
        return [dots, a, b, c]
      }
      let own = results(.portable)
      for variant in Self.variants { #expect(results(variant) == own, "\(variant), \(count)") }
      for (dot, wide) in [
        (own[0][0], halves.map { HalfPrecision.float($0) }),
        (own[0][1], brains.map { HalfPrecision.float(brain: $0) }),
      ] {
        let exact = zip(wide, others).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let size = zip(wide, others).reduce(0) { $0 + abs(Double($1.0) * Double($1.1)) }
        #expect(abs(Double(dot) - exact) <= 1e-6 * size, "\(count)")
      }
      for i in 0..<count {
        #expect(own[1][i] == others[i] + HalfPrecision.float(halves[i]) * 0.3)
        #expect(own[2][i] == others[i] + HalfPrecision.float(brain: brains[i]) * 0.3)
        #expect(own[3][i] == (values[i] - 0.1) - 0.7)
      }
    }
  }

  @Test
  func `A window over an image, strided down and dilated, has the same bits in all variants`() {
    for (rows, columns) in [(1, 1), (3, 7), (2, 16), (4, 17), (3, 65), (2, 130)] {
      for (high, wide, stride, down, across) in [
        (1, 1, 1, 1, 1), (3, 3, 1, 1, 1), (2, 5, 2, 3, 1), (3, 2, 3, 1, 4),
      ] {
        let width = columns + (wide - 1) * across
        let height = (rows - 1) * stride + (high - 1) * down + 1
        let image = Self.numbers(width * height)
        let weights = Self.numbers(high * wide, 5)
        var window = CKERNELS_window(
          rows: high, columns: wide, row_stride: stride, row_dilation: down,
          column_dilation: across)
        func results(_ variant: KernelVariant) -> ([Float], [Double]) {
          let routines = unsafe variant.routines.pointee
          var a = [Float](repeating: 9, count: rows * columns + 1)
          var b = a.map { Double($0) }
          unsafe routines.correlate_floats(
            &a, columns, image, width, rows, columns, &window, weights, 0.5)
          unsafe routines.correlate_doubles(
            &b, columns, image.map { Double($0) }, width, rows, columns, &window,
            weights.map { Double($0) }, 0.5)
          return (a, b)
        }
        var (single, double) = ([Float](), [Double]())
        for row in 0..<rows {
          for column in 0..<columns {
            var (a, b) = (Float(0.5), 0.5)
            for i in 0..<high {
              for j in 0..<wide {
                let x = image[(row * stride + i * down) * width + column + j * across]
                a += weights[i * wide + j] * x
                b += Double(weights[i * wide + j]) * Double(x)
              }
            }
            single.append(a)
            double.append(b)
          }
        }
        for variant in Self.variants {
          let own = results(variant)
          #expect(own.0 == single + [9], "\(variant), \(rows), \(columns), \(high), \(wide)")
          #expect(own.1 == double + [9], "\(variant), \(rows), \(columns), \(high), \(wide)")
        }
      }
    }
  }

  /// Calls a routine that takes pointers to rows: what it writes to others, of the same length.
  private static func results<T: ExpressibleByIntegerLiteral>(
    of given: [[T]], rows: Int,
    _ body: ([UnsafeMutablePointer<T>?], [UnsafePointer<T>?]) -> Void
  ) -> [[T]] {
    let count = given[0].count
    // Rows begin where a widest vector may be written past the caches.
    let pitch = (count + 63) / 64 * 64
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: (given.count + rows) * pitch * MemoryLayout<T>.stride, alignment: 64)
    defer { unsafe raw.deallocate() }
    let values = unsafe raw.bindMemory(to: T.self, capacity: (given.count + rows) * pitch)
    unsafe values.initialize(repeating: 0, count: (given.count + rows) * pitch)
    for (row, numbers) in given.enumerated() {
      unsafe (values + row * pitch).update(from: numbers, count: count)
    }
    let all = unsafe (0..<given.count + rows).map { unsafe values + $0 * pitch }
    let results = unsafe Array(all[given.count...])
    unsafe body(
      results.map { unsafe Optional($0) } + [nil],
      all[..<given.count].map { unsafe Optional(UnsafePointer($0)) } + [nil])
    return unsafe results.map { unsafe Array(UnsafeBufferPointer(start: $0, count: count)) }
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
    var numbers = CKERNELS_adagrad(rate: 0.01, decay: 0.1, epsilon: 1e-10)
    var descent = CKERNELS_sgd(rate: 0.01, decay: 0.1, momentum: 0.9, share: 0.5, is_nesterov: 1)
    func results(_ variant: KernelVariant, _ streams: Int32 = 0) -> [[UInt32]] {
      let routines = unsafe variant.routines.pointee
      let adam = unsafe Self.results(of: sets, rows: 4) { to, from in
        unsafe routines.adam_float(to, from, count, &step, streams)
      }
      let adagrad = unsafe Self.results(of: [sets[0], sets[1], sets[3]], rows: 2) { to, from in
        unsafe routines.adagrad_float(to, from, count, &numbers, streams)
      }
      let sgd = unsafe Self.results(of: [sets[0], sets[1], sets[2]], rows: 2) { to, from in
        unsafe routines.sgd_float(to, from, count, &descent, streams)
      }
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
      return (adam + adagrad + [mixed] + sgd + narrow).map { $0.map(Self.bits) }
    }
    let wanted = results(.portable)
    for variant in Self.variants {
      #expect(results(variant) == wanted && results(variant, 1) == wanted, "\(variant)")
    }
    // Against the definition, in float32.
    for i in 0..<count {
      let (x, y, weight) = (sets[0][i], sets[1][i], sets[2][i])
      let mixed = weight < 0.5 ? x + weight * (y - x) : y - (1 - weight) * (y - x)
      #expect(wanted[6][i] == Self.bits(mixed))
      let slope = y + 0.1 * x
      let sum = sets[3][i] + slope * slope
      #expect(wanted[5][i] == Self.bits(sum))
      #expect(wanted[4][i] == Self.bits(x - 0.01 * slope / (sum.squareRoot() + 1e-10)))
      let velocity = 0.9 * sets[2][i] + 0.5 * slope
      #expect(wanted[8][i] == Self.bits(velocity))
      #expect(wanted[7][i] == Self.bits(x - 0.01 * (slope + 0.9 * velocity)))
      let gradient = y + 0.01 * x
      let second = 0.99 * sets[3][i] + 0.01 * (gradient * gradient)
      #expect(wanted[2][i] == Self.bits(second))
      #expect(wanted[1][i] == Self.bits(0.9 * sets[2][i] + 0.1 * gradient))
      #expect(wanted[3][i] == Self.bits(second > sets[4][i] || second.isNaN ? second : sets[4][i]))
    }
  }
}
