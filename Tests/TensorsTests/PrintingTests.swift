import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Printing.
@Suite
struct PrintingTests {
  @Test(arguments: PrintingGolden.all)
  func `Prints what NumPy prints`(_ golden: PrintingGolden) {
    #expect(golden.tensor().formatted(golden.options) == golden.text, "\(golden.name)")
  }

  @Test
  func `More edge items than a dim has, however many, show the whole dim`() {
    let x = DenseTensor([1, 2, 3] as [Int64], shape: [3])
    for count in [2, 1 << 62, Int.max] {
      #expect(x.formatted(PrintOptions(threshold: 2, edgeItems: count)) == "[1 2 3]")
    }
  }

  @Test
  func `Views print as their copies do`() {
    let tensor = DenseTensor(fill: .iota, shape: [4, 5], dtype: .float32)
    #expect(tensor.transposed(0, 1).formatted() == tensor.transposed(0, 1).copy().formatted())
    let long = DenseTensor(fill: .iota, shape: [40, 50], dtype: .int32).transposed(0, 1)
    #expect(long.formatted() == long.copy().formatted())
  }

  @Test
  func `A large tensor's text comes in pieces, and stops where one is refused`() throws {
    struct Enough: Error {}
    let all = PrintOptions(threshold: .max)
    for (shape, dtype) in [
      ([70_000], DType.float32), ([300, 7, 20], .int64), ([3, 20_000], .bool),
      ([5, 1, 4000], .complex64), ([2, 30_000], .float16),
    ] {
      let tensor = DenseTensor(fill: .random(seed: 5), shape: shape, dtype: dtype)
      var pieces: [String] = []
      tensor.format(all) { pieces.append($0) }
      #expect(pieces.count > 1 && pieces.allSatisfy { $0.utf8.count < 1 << 17 }, "\(shape)")
      #expect(pieces.joined() == tensor.formatted(all))
      // Each row by itself is as wide.
      #expect(pieces.joined().split(separator: "\n").allSatisfy { $0.utf8.count <= 75 })
      var count = 0
      #expect(throws: Enough.self) {
        try tensor.format(all) { (_) throws(Enough) in
          count += 1
          throw Enough()
        }
      }
      #expect(count == 1)
    }
  }

  @Test
  func `bfloat16 prints the shortest digits that tell it from its neighbours`() {
    let values: [Float] = [0.1, 1 / 3, 3.14159, -2, .nan, 0.0]
    let tensor = DenseTensor(values.map { BFloat16($0) }, shape: [6])
    #expect(tensor.formatted() == "[ 0.1    0.334  3.14  -2.       nan  0.   ]")
    for pattern in stride(from: UInt16(0), to: 0x7f80, by: 1) {
      let value = BFloat16(bitPattern: pattern)
      let shortest = ShortestDecimal(
        Double(Float(value)), .bfloat16, cutoff: .digits(most: 20, least: 1))
      let text = shortest.digits.map(String.init).joined()
      let back = Double("\(text)e\(shortest.exponent - text.utf8.count + 1)")!
      #expect(BFloat16.converted(back) == value)
      #expect(shortest.digits.count <= 4)
    }
  }
}

/// Printing random values.
@Suite
struct PrintingRandomTests {
  static func value<T: BinaryFloatingPoint & KernelElement>(
    _ generator: inout SplitMix64, _ mode: Int, _ bits: (UInt64) -> T
  ) -> T {
    let word = generator.next()
    if mode == 0 { return bits(word) }
    switch word & 31 {
    case 0: return .nan
    case 1: return .infinity
    case 2: return -.infinity
    case 3: return -0.0
    default:
      let number = Double(Int(word >> 40) % 2001 - 1000)
      return T.converted(number / [1, 1, 8, 100, 7, 1e6, 3e-3][mode])
    }
  }

  static func tensor<T: BinaryFloatingPoint & KernelElement>(
    _ number: Int, of most: UInt64, parts: Int = 1, _ bits: (UInt64) -> T
  ) -> (values: [T], options: PrintOptions) {
    var generator = SplitMix64(state: UInt64(number))
    let count = 1 + Int(generator.next() % most)
    let mode = Int(generator.next() % 7)
    let precision = [8, 8, 4, 2, 0, 12][Int(generator.next() % 6)]
    let values = (0..<parts * count).map { _ in value(&generator, mode, bits) }
    return (values, PrintOptions(precision: precision))
  }

  static func hash(_ text: String) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: hash)
  }

  @Test(arguments: 0..<PrintingHashes.float16.count)
  func `Random cases print as NumPy prints them`(_ number: Int) {
    let half = Self.tensor(number, of: 12) { Float16(bitPattern: UInt16($0 >> 48)) }
    let halfText = DenseTensor(half.values, shape: [half.values.count]).formatted(half.options)
    #expect(Self.hash(halfText) == PrintingHashes.float16[number], "\(halfText)")
    let single = Self.tensor(number, of: 12) { Float(bitPattern: UInt32($0 >> 32)) }
    let text = DenseTensor(single.values, shape: [single.values.count]).formatted(single.options)
    #expect(Self.hash(text) == PrintingHashes.float32[number], "\(text)")
    let double = Self.tensor(number, of: 12) { Double(bitPattern: $0) }
    let long = DenseTensor(double.values, shape: [double.values.count]).formatted(double.options)
    #expect(Self.hash(long) == PrintingHashes.float64[number], "\(long)")
    let pairs = Self.tensor(number, of: 6, parts: 2) { Float(bitPattern: UInt32($0 >> 32)) }
    let complex = (0..<pairs.values.count / 2).map {
      Complex(pairs.values[2 * $0], pairs.values[2 * $0 + 1])
    }
    let both = DenseTensor(complex, shape: [complex.count]).formatted(pairs.options)
    #expect(Self.hash(both) == PrintingHashes.complex64[number], "\(both)")
  }
}
