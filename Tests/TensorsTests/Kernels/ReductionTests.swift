import ComplexModule
import Elements
import Testing

@testable import Tensors

/// Reductions.
@Suite
struct ReductionTests {
  static let ops: [ReductionOp] = [
    .sum, .prod, .mean, .max, .min, .any, .all, .logSumExp, .norm(p: 0), .norm(p: 1), .norm(),
    .norm(p: 3), .norm(p: -2), .norm(p: .infinity), .norm(p: -.infinity), .squaredL2Norm,
    .variance(), .variance(correction: 0), .variance(correction: 0.5),
  ]

  /// What the op gives of plain numbers.
  static func reference(_ op: ReductionOp, _ x: [Double]) -> Double {
    let sum = x.reduce(0, +)
    let n = Double(x.count)
    switch op {
    case .sum: return sum
    case .prod: return x.reduce(1, *)
    case .mean: return sum / n
    case .max: return x.max() ?? -.infinity
    case .min: return x.min() ?? .infinity
    case .any: return x.contains { $0 != 0 } ? 1 : 0
    case .all: return x.allSatisfy { $0 != 0 } ? 1 : 0
    case .logSumExp: return Double.log(x.reduce(0) { $0 + Double.exp($1) })
    case .norm(p: 0): return Double(x.count { $0 != 0 })
    case .norm(p: .infinity): return x.map(abs).max() ?? 0
    case .norm(p: -.infinity): return x.map(abs).min() ?? .infinity
    case .norm(let p): return Double.power(x.reduce(0) { $0 + Double.power(abs($1), p) }, 1 / p)
    case .squaredL2Norm: return x.reduce(0) { $0 + $1 * $1 }
    case .variance(let correction):
      return x.reduce(0) { $0 + ($1 - sum / n) * ($1 - sum / n) } / max(n - correction, 0)
    }
  }

  /// The elements that make each of the result, by every index.
  static func groups(_ x: DenseTensor, _ axes: [Int]) -> [[Double]] {
    let values = x.values(x.dtype)
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let extents = kept.map { x.shape[$0] }
    let strides = DenseTensor.rowMajorStrides(extents)
    var groups = [[Double]](repeating: [], count: extents.reduce(1, *))
    for (place, value) in values.enumerated() {
      let index = x.index(at: place)
      groups[zip(kept, strides).reduce(0) { $0 + index[$1.0] * $1.1 }].append(value)
    }
    return groups
  }

  @Test(arguments: DType.allCases)
  func `Every op on every dtype over every set of axes, contiguous and strided`(_ dtype: DType) {
    var x = DenseTensor(fill: .random(seed: 4), shape: [3, 2, 5], dtype: .float64)
      .elementwise(.scale(4, bias: dtype.kind == .unsignedInteger ? 1 : -1.5)).converted(to: dtype)
    for turned in [false, true] {
      if turned { x = x.transposed(0, 2).copy().transposed(0, 2) }
      for op in Self.ops {
        guard dtype != .complex64, let target = op.resultDType(for: dtype) else { continue }
        for axes in [[], [0], [1], [2], [0, 1], [2, 0], [1, 2], [0, 1, 2]] {
          let result = x.reduced(op, axes: axes)
          let values = Self.groups(x, axes).map { Self.reference(op, $0) }
          let expected = DenseTensor(values, shape: result.shape).converted(to: target)
          #expect(result.dtype == target && result.isContiguous)
          let difference = result.difference(
            from: expected, relative: UnaryTests.tolerance(target) * 2,
            absolute: UnaryTests.slack(target))
          #expect(difference == nil, "\(op) over \(axes)")
        }
      }
    }
  }

  @Test
  func `Axes are dropped, or kept with extent 1`() {
    let x = DenseTensor(ones: [3, 1, 5], dtype: .int32)
    #expect(x.reduced(.sum).shape == [])
    #expect(x.reduced(.sum).values(as: Int64.self) == [15])
    #expect(x.reduced(.sum, keepDims: true).shape == [1, 1, 1])
    #expect(x.reduced(.max, axes: [2], keepDims: true).shape == [3, 1, 1])
    #expect(x.reduced(.max, axes: [2, 0]).shape == [1])
    #expect(DenseTensor(scalar: 3 as Float).reduced(.mean).values(as: Float.self) == [3])
    #expect(DenseTensor(ones: [0, 4], dtype: .float32).reduced(.sum, axes: [1]).shape == [0])
  }

  @Test
  func `Of no elements the identity comes, or NaN`() {
    let x = DenseTensor(ones: [2, 0], dtype: .float32)
    let cases: [(ReductionOp, Double)] = [
      (.sum, 0), (.prod, 1), (.max, -.infinity), (.min, .infinity), (.any, 0), (.all, 1),
      (.logSumExp, -.infinity), (.norm(), 0), (.norm(p: .infinity), 0), (.squaredL2Norm, 0),
    ]
    for (op, value) in cases {
      let result = x.reduced(op, axes: [1])
      #expect(result.values(result.dtype) == [value, value], "\(op)")
    }
    #expect(x.reduced(.mean, axes: [1]).formatted() == "[nan nan]")
    #expect(x.reduced(.variance(), axes: [1]).formatted() == "[nan nan]")
    #expect(x.converted(to: .int8).reduced(.max).values(as: Int8.self) == [-128])
  }

  @Test(arguments: UnaryTests.floats)
  func `NaN wins, and infinities stay`(_ dtype: DType) {
    let x = DenseTensor(
      [1, .nan, 2, -.infinity, -.infinity, -.infinity, .infinity, 0, 1] as [Double], shape: [3, 3]
    ).converted(to: dtype)
    #expect(x.reduced(.max, axes: [1]).formatted() == "[ nan -inf  inf]")
    #expect(x.reduced(.min, axes: [1]).formatted() == "[ nan -inf   0.]")
    #expect(x.reduced(.logSumExp, axes: [1]).formatted() == "[ nan -inf  inf]")
    #expect(x.reduced(.norm(p: .infinity), axes: [1]).formatted() == "[nan inf inf]")
    #expect(x.reduced(.any, axes: [1]).values(as: Bool.self) == [true, true, true])
  }

  @Test
  func `Large exponents neither overflow nor vanish`() {
    let x = DenseTensor([1000, 1000, -1000, -1000] as [Float], shape: [2, 2])
    let result = x.reduced(.logSumExp, axes: [1]).values(as: Float.self)
    #expect(abs(result[0] - 1000.6931) < 1e-3 && abs(result[1] + 999.3069) < 1e-3)
  }

  @Test
  func `Complex sums and products are of numbers, norms of lengths`() {
    let x = DenseTensor([Complex<Float>(3, 4), Complex(0, 1)], shape: [2])
    #expect(x.reduced(.sum).values(as: Complex<Float>.self) == [Complex(3, 5)])
    #expect(x.reduced(.prod).values(as: Complex<Float>.self) == [Complex(-4, 3)])
    #expect(x.reduced(.mean).values(as: Complex<Float>.self) == [Complex(1.5, 2.5)])
    #expect(x.reduced(.norm(p: 1)).values(as: Float.self) == [6])
    #expect(x.reduced(.squaredL2Norm).values(as: Float.self) == [26])
    #expect(ReductionOp.max.resultDType(for: .complex64) == nil)
  }

  @Test
  func `Integers wrap in 64 bits`() {
    let x = DenseTensor([200, 100] as [UInt8], shape: [2])
    #expect(x.reduced(.sum).values(as: UInt64.self) == [300])
    #expect(x.reduced(.prod).values(as: UInt64.self) == [20_000])
    let y = DenseTensor([Int64.max, 1], shape: [2])
    #expect(y.reduced(.sum).values(as: Int64.self) == [.min])
    #expect(
      DenseTensor([true, true], shape: [2]).reduced(.sum).values(as: Int64.self) == [2])
  }

  @Test
  func `Long sums in float32 and the halves stay accurate, along either axis`() {
    let count = 300_000
    let ones = DenseTensor(repeating: 0.1, shape: [count, 1], dtype: .float32)
    let wide = ones.expanded(to: [count, 2]).copy()
    for sum in [ones.reduced(.sum), wide.reduced(.sum, axes: [0])] {
      for value in sum.values(as: Float.self) {
        #expect(abs(value / (Float(count) * 0.1) - 1) < 1e-6)
      }
    }
    let half = DenseTensor(repeating: 1, shape: [20, 5000], dtype: .float16)
    #expect(half.reduced(.mean).values(.float16) == [1])
    #expect(half.reduced(.sum, axes: [1]).values(.float16)[3] == 5000)
    #expect(half.reduced(.sum, axes: [0]).values(.float16)[3] == 20)
  }

  @Test(arguments: [1, 15, 63, 64, 65, 1024, 4097, 270_000])
  func `Rows of every length and number`(_ length: Int) {
    let x = DenseTensor(fill: .iota, shape: [length], dtype: .int64)
    let sum = Int64(length) * Int64(length - 1) / 2
    #expect(x.reduced(.sum).values(as: Int64.self) == [sum])
    let columns = x.unsqueezed(1).expanded(to: [length, 20])
    #expect(
      columns.reduced(.sum, axes: [0]).values(as: Int64.self) == [Int64](repeating: sum, count: 20))
    guard length < 5000 else { return }
    let deep = columns.copy().reduced(.sum, axes: [0])
    #expect(deep.values(as: Int64.self) == [Int64](repeating: sum, count: 20))
    #expect(columns.copy().reduced(.max, axes: [0]).values(as: Int64.self)[7] == Int64(length - 1))
    #expect(
      columns.transposed(0, 1).copy().reduced(.sum, axes: [1]).values(as: Int64.self)[19] == sum)
  }

  @Test
  func `A view with negative steps is reduced where it lies`() {
    let x = DenseTensor(fill: .iota, shape: [4, 6], dtype: .float32)
    let view = x.strided(dim: 1, start: 5, count: 3, step: -2).strided(
      dim: 0, start: 3, count: 2, step: -3)
    #expect(view.reduced(.sum, axes: [1]).values(as: Float.self) == [63, 9])
    #expect(view.reduced(.max, axes: [0]).values(as: Float.self) == [23, 21, 19])
  }
}

/// Places of extrema.
@Suite
struct ArgExtremumTests {
  @Test(arguments: DType.allCases)
  func `The first of equal ones, along each axis and flat`(_ dtype: DType) {
    guard dtype != .complex64, dtype != .bool else { return }
    let x = DenseTensor([1, 5, 3, 5, 0, 0, 7, 7] as [Double], shape: [2, 4]).converted(to: dtype)
    for x in [x, x.transposed(0, 1).copy().transposed(0, 1)] {
      #expect(x.argMax(axis: 1).values(as: Int64.self) == [1, 2])
      #expect(x.argMin(axis: 1).values(as: Int64.self) == [0, 0])
      #expect(x.argMax(axis: 0).values(as: Int64.self) == [0, 0, 1, 1])
      #expect(x.argMin(axis: 0).values(as: Int64.self) == [1, 1, 0, 0])
      #expect(x.argMax().values(as: Int64.self) == [6])
      #expect(x.argMin(keepDims: true).shape == [1, 1])
      #expect(x.argMin(axis: 0, keepDims: true).shape == [1, 4])
    }
    #expect(DenseTensor(scalar: 1 as Float).argMax().values(as: Int64.self) == [0])
    #expect(DenseTensor(zeros: [0, 3], dtype: .int8).argMax(axis: 1).shape == [0])
  }

  @Test(arguments: UnaryTests.floats)
  func `NaN comes before all, the first of them`(_ dtype: DType) {
    let x = DenseTensor(
      [3, .nan, 9, .nan, -0.0, 0, -.infinity, .infinity] as [Double], shape: [2, 4]
    )
    .converted(to: dtype)
    #expect(x.argMax(axis: 1).values(as: Int64.self) == [1, 3])
    #expect(x.argMin(axis: 1).values(as: Int64.self) == [1, 2])
    #expect(x.argMin(axis: 0).values(as: Int64.self) == [1, 0, 1, 0])
    let zeros = DenseTensor([0, -0.0] as [Double], shape: [2])
    #expect(zeros.argMin().values(as: Int64.self) == [0])
    #expect(DenseTensor([true, false], shape: [2]).argMin().values(as: Int64.self) == [1])
  }

  @Test
  func `Wide rows in blocks`() {
    let x = DenseTensor(fill: .random(seed: 8), shape: [5, 3000], dtype: .float32)
    let values = x.values(as: Float.self)
    let expected: [Int64] = (0..<3000).map { column in
      let line: [Float] = (0..<5).map { values[$0 * 3000 + column] }
      return Int64(line.firstIndex(of: line.max()!)!)
    }
    #expect(x.argMax(axis: 0).values(as: Int64.self) == expected)
    #expect(x.transposed(0, 1).copy().argMax(axis: 1).values(as: Int64.self) == expected)
  }

  @Test(arguments: UnaryTests.floats)
  func `Sums of squares are sums of what squares are, by blocks`(_ dtype: DType) {
    for count in [1, 15, 17, 1000, kernelBlock, 3 * kernelBlock + 77] {
      for edge in [nil, -0.0, .nan, -.infinity] {
        var values = (0..<count).map { Double($0 &* 7_919 % 255 - 127) / 8 }
        if let edge { values[count / 2] = edge }
        let x = DenseTensor(values, shape: [count]).converted(to: dtype)
        let squares = x.converted(to: dtype.accumulatorDType).elementwise(.square)
        let blocks = stride(from: 0, to: count, by: kernelBlock).map { start in
          squares.slice(offsets: [start], sizes: [min(kernelBlock, count - start)]).reduced(.sum)
        }
        let sum = blocks.dropFirst().reduce(blocks[0]) { $0.adding($1) }
        #expect(x.reduced(.squaredL2Norm).isIdentical(to: sum.converted(to: dtype)))
        #expect(x.reduced(.norm()).isIdentical(to: sum.elementwise(.sqrt).converted(to: dtype)))
      }
    }
  }
}
