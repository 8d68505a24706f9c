import CKernels
import Elements
import ReshardCases
import Testing

@testable import Tensors

/// Products of 8-bit integers, and how floats become such, at every level that the processor has.
@Suite struct ByteProductTests {
  static let variants = KernelVariant.allCases.filter(\.isAvailable)

  @Test(arguments: variants)
  func `products are those of integers, whatever the sizes`(variant: KernelVariant) throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    let routines = unsafe variant.routines.pointee
    for number in 0..<80 {
      let (rows, columns) = (
        Int.random(in: 0...9, using: &generator), Int.random(in: 0...7, using: &generator)
      )
      let inner = Int.random(in: 0...100, using: &generator)
      // Some are of the lowest number alone, whose sums are the largest.
      let range: ClosedRange<Int8> = number % 5 == 0 ? (-128)...(-128) : (-128)...127
      func numbers(_ count: Int) -> [Int8] {
        (0..<count).map { _ in .random(in: range, using: &generator) }
      }
      let (a, b) = (numbers(rows * inner), numbers(columns * inner))
      let step = columns + 3
      var found = [Int32](repeating: -7, count: rows * step)
      unsafe routines.products_bytes(&found, step, a, b, rows, columns, inner)
      for row in 0..<rows {
        for column in 0..<step {
          let sum = (0..<inner).reduce(Int32(0)) {
            column < columns ? $0 + Int32(a[row * inner + $1]) * Int32(b[column * inner + $1]) : 0
          }
          #expect(
            found[row * step + column] == (column < columns ? sum : -7),
            "seed \(seed), case \(number): \(row), \(column) of [\(rows), \(columns)] over \(inner)"
          )
        }
      }
    }
  }

  @Test func `products of tensors are those of integers, as large as the library takes them`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<12 {
      let sizes = (0..<3).map { _ in Int.random(in: 1...90, using: &generator) }
      let (rows, columns, inner) = (sizes[0], sizes[1], sizes[2])
      let range: ClosedRange<Int8> = number % 3 == 0 ? (-128)...(-128) : (-128)...127
      func numbers(_ count: Int) -> [Int8] {
        (0..<count).map { _ in .random(in: range, using: &generator) }
      }
      let (a, b) = (numbers(rows * inner), numbers(columns * inner))
      let found = DenseTensor(a, shape: [rows, inner])
        .byteProduct(withTransposed: DenseTensor(b, shape: [columns, inner])).values(as: Int32.self)
      let sums = (0..<rows * columns).map { place in
        (0..<inner).reduce(Int32(0)) {
          $0 + Int32(a[place / columns * inner + $1]) * Int32(b[place % columns * inner + $1])
        }
      }
      #expect(found == sums, "seed \(seed), case \(number): [\(rows), \(columns)] over \(inner)")
    }
  }

  @Test(arguments: variants, [false, true])
  func `floats are rounded as they are asked to be`(variant: KernelVariant, tiesToEven: Bool) {
    let special: [Float] = [
      .nan, .infinity, -.infinity, 0, -0.0, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 126.5, 127.5, -127.5,
      -128.5,
      0.49999997, -0.49999997, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 62.5, 63.5, -63.5,
    ]
    let numbers = special + (0..<1000).map { Float($0 - 500) * 0.37 }
    let routines = unsafe variant.routines.pointee
    for (low, high) in [(-127, 127), (-128, 127), (-63, 63), (0, 100)] {
      for factor: Float in [1, 0.75] {
        var found = [Int8](repeating: 99, count: numbers.count)
        unsafe routines.quantise_bytes(
          &found, numbers, numbers.count, factor, Int32(low), Int32(high), tiesToEven ? 1 : 0)
        for (number, byte) in zip(numbers, found) {
          let whole = (factor * number).rounded(
            tiesToEven ? .toNearestOrEven : .toNearestOrAwayFromZero)
          let wanted =
            whole.isNaN ? min(max(0, low), high) : Int(min(max(whole, Float(low)), Float(high)))
          #expect(Int(byte) == wanted, "\(factor) x \(number) in \(low)...\(high)")
        }
      }
    }
  }

  @Test func `a product of tensors is that of their rows`() {
    let a = DenseTensor((0..<15).map { Int8($0 * 7 % 50 - 25) }, shape: [5, 3])
    let b = DenseTensor((0..<6).map { Int8($0 - 3) }, shape: [2, 3])
    let product = a.byteProduct(withTransposed: b)
    let wanted = a.converted(to: .float64).matmul(b.converted(to: .float64).transposed(0, 1))
    #expect(product.dtype == .int32 && product.shape == [5, 2])
    #expect(product.converted(to: .float64).difference(from: wanted) == nil)
  }
}
