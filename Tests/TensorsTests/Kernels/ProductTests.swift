import ComplexModule
import Elements
import Foundation
import Testing

@testable import Tensors

/// Matrix products.
@Suite
struct ProductTests {
  static let shapes: [([Int], [Int])] = [
    ([3], [3]), ([3], [3, 4]), ([2, 3], [3]), ([2, 3], [3, 4]), ([5, 2, 3], [3, 4]),
    ([2, 3], [5, 3, 4]), ([5, 2, 3], [5, 3, 4]), ([2, 1, 3, 4], [3, 4, 2]), ([1, 1], [1, 1]),
    ([0, 3], [3, 2]), ([2, 0], [0, 3]), ([2, 3], [3, 0]), ([0, 2, 3], [3, 4]),
    ([7, 300], [300, 5]), ([3], [2, 3, 4]), ([2, 4, 3], [3]),
  ]

  @Test(arguments: shapes)
  func `numpy.matmul's shapes, ranks and broadcasts`(_ a: [Int], _ b: [Int]) throws {
    try Golden.check("matmul \(a) \(b)") { $0.x(a, 1).matmul($0.x(b, 2)) }
  }

  @Test
  func `A linear layer adds its bias to the sum, also where nothing is summed`() throws {
    try Golden.check("linear") {
      $0.x([2, 3, 4], 1).linear(weight: $0.x([4, 5], 2), bias: $0.x([5], 3))
    }
    try Golden.check("linear") {
      let weight = $0.x([4, 5], 2).transposed(0, 1)
      return $0.x([2, 3, 4], 1).linear(weight: weight, bias: $0.x([5], 3), transposesWeight: true)
    }
    try Golden.check("linear none") {
      $0.x([2, 3, 0], 1).linear(weight: $0.x([0, 5], 2), bias: $0.x([5], 3))
    }
  }

  static let equations: [(String, [[Int]])] = [
    ("ij,jk->ik", [[2, 3], [3, 4]]), ("ij,kj->ik", [[2, 3], [4, 3]]),
    ("bij,bjk->bik", [[2, 3, 4], [2, 4, 5]]), ("ii", [[3, 3]]), ("ii->i", [[3, 3]]),
    ("ij->ji", [[2, 3]]), ("ij->", [[2, 3]]), ("ij->j", [[2, 3]]), ("i,j->ij", [[2], [3]]),
    ("ij,ij->ij", [[2, 3], [2, 3]]), ("ij,ij->", [[2, 3], [2, 3]]),
    ("...ij,...jk->...ik", [[5, 2, 3], [3, 4]]), ("...ij,...jk", [[2, 1, 2, 3], [5, 3, 4]]),
    ("i...->...", [[2, 3, 4]]), ("bshd,bthd->bhst", [[2, 3, 2, 4], [2, 5, 2, 4]]),
    ("ij,jk,kl->il", [[2, 3], [3, 4], [4, 2]]), ("ba", [[2, 3]]),
    ("ijj,jk->ik", [[2, 3, 3], [3, 2]]), ("ij,jk->k", [[2, 3], [3, 4]]),
    ("i,i,i->i", [[4], [4], [4]]), (",ij->ij", [[], [2, 3]]), ("ij,jk->ik", [[2, 0], [0, 3]]),
    ("bsd,dhk->bshk", [[2, 3, 4], [4, 2, 3]]),
    ("abcd,cdef->abef", [[2, 3, 2, 2], [2, 2, 3, 2]]), ("ij,jk->ki", [[2, 1], [3, 4]]),
  ]

  @Test(arguments: equations)
  func `numpy.einsum's equations`(_ equation: String, _ shapes: [[Int]]) throws {
    let lists = shapes.map { "\($0)" }.joined(separator: ", ")
    try Golden.check("einsum \(equation) [\(lists)]") { samples in
      DenseTensor.einsum(
        equation, shapes.enumerated().map { samples.x($1, $0 + 1) })
    }
  }

  @Test(arguments: [
    ("ij,jk->ik", [2]), ("ij->i", [3]), ("i?->i", [2]), ("ij->ik", [2]), ("ij->ii", [2]),
    ("ij..->i", [3]), ("......->", [2]), ("i->i->i", [1]), ("ij...->i", [1]),
  ])
  func `An equation that does not suit its operands says so`(_ equation: String, _ ranks: [Int]) {
    #expect(throws: EinsumEquation.Failure.self) { try EinsumEquation(equation, ranks: ranks) }
  }

  @Test(arguments: DType.allCases)
  func `Integers wrap, bool is or of and, complex numbers multiply`(_ dtype: DType) {
    guard dtype.kind != .floatingPoint else { return }
    var generator = SplitMix64(state: 7)
    for (m, k, n) in [(1, 1, 1), (3, 5, 2), (2, 130, 700), (17, 64, 3)] {
      let sizes = [m * k, k * n]
      let values = sizes.map { count in
        (0..<count).map { _ in Double(Int.random(in: -9...9, using: &generator)) }
      }
      let a = DenseTensor(values[0], shape: [m, k]).converted(to: .int64)
      let b = DenseTensor(values[1], shape: [k, n]).converted(to: .int64)
      var sums = [Int64](repeating: 0, count: m * n)
      for i in 0..<m {
        for j in 0..<n {
          for l in 0..<k {
            let product = Int64(values[0][i * k + l] * values[1][l * n + j])
            sums[i * n + j] += dtype == .bool ? abs(product) : product
          }
        }
      }
      let expected = DenseTensor(sums, shape: [m, n]).converted(to: dtype)
      for layout in Samples.Layout.allCases {
        let samples = Samples(dtype: dtype, layout: layout)
        let found = samples.laidOut(a.converted(to: dtype)).matmul(
          samples.laidOut(b.converted(to: dtype)))
        #expect(found.isIdentical(to: expected), "\(m)x\(k)x\(n), \(samples)")
      }
    }
  }

  @Test
  func `Complex products have all four terms`() {
    let a = DenseTensor([Complex<Float>(1, 2), Complex(3, -1)], shape: [1, 2])
    let b = DenseTensor([Complex<Float>(0, 1), Complex(2, 2)], shape: [2, 1])
    #expect(a.matmul(b).values(as: Complex<Float>.self) == [Complex(6, 5)])
  }

  @Test(arguments: [DType.float16, .bfloat16])
  func `Rows and columns times matrices, and biases, are summed in float32 and rounded once`(
    _ dtype: DType
  ) {
    func tensor(_ shape: [Int], _ seed: UInt64) -> DenseTensor {
      DenseTensor(fill: .random(seed: seed), shape: shape, dtype: .float32)
        .elementwise(.scale(2, bias: -1)).converted(to: dtype)
    }
    func expectSame(_ result: DenseTensor, _ wide: DenseTensor, _ name: String) {
      // A sum that is near the middle of two numbers may round to either.
      let tolerance = dtype == .float16 ? 0x1p-10 : 0x1p-7
      let exact = wide.converted(to: dtype)
      #expect(
        result.dtype == dtype
          && result.difference(from: exact, relative: tolerance, absolute: 1e-4) == nil, "\(name)")
    }
    func wide(_ tensor: DenseTensor) -> DenseTensor { tensor.converted(to: .float64) }
    for (count, inner) in [(1, 1), (5, 70), (130, 17), (64, 513)] {
      let matrix = tensor([count, inner], 1)
      let turned = matrix.transposed(0, 1).copy().transposed(0, 1)
      for x in [matrix, turned] {
        for vector in [
          tensor([inner], 2),
          tensor([inner, 3], 3).transposed(0, 1).copy().transposed(0, 1)
            .slice(offsets: [0, 1], sizes: [inner, 1]).squeezed([1]),
        ] {
          expectSame(x.matmul(vector), wide(x).matmul(wide(vector)), "\(count), \(inner)")
          expectSame(
            vector.matmul(x.transposed(0, 1)), wide(vector).matmul(wide(x).transposed(0, 1)),
            "\(count), \(inner), a row")
        }
        for rows in [1, 2, 9] {
          let (input, bias) = (tensor([rows, inner], 4), tensor([count], 5))
          expectSame(
            input.linear(weight: x, bias: bias, transposesWeight: true),
            wide(input).linear(weight: wide(x), bias: wide(bias), transposesWeight: true),
            "a bias on \(rows), \(count), \(inner)")
        }
      }
    }
  }

  @Test(arguments: [DType.float16, .bfloat16])
  func `16-bit products of many blocks are those of float32, rounded`(_ dtype: DType) {
    for layout in [Samples.Layout.contiguous, .turned] {
      let samples = Samples(dtype: dtype, layout: layout)
      let (a, b) = (samples.x([300, 600], 1), samples.x([600, 530], 2))
      let wide = a.converted(to: .float32).matmul(b.converted(to: .float32))
      // Multiples of 1/16 below 2^20: exact in float32 in any order.
      #expect(a.matmul(b).isIdentical(to: wide.converted(to: dtype)))
    }
  }

  @Test
  func `What was in the memory of a result does not matter`() {
    for shape in [[4, 4], [4, 1], [1, 4]] {
      do { _ = DenseTensor(repeating: .nan, shape: shape, dtype: .float32) }
      let ones = DenseTensor(ones: [shape[0], 4], dtype: .float32)
      let result = ones.matmul(DenseTensor(ones: [4, shape[1]], dtype: .float32))
      #expect(result.values(as: Float.self).allSatisfy { $0 == 4 })
    }
  }
}
