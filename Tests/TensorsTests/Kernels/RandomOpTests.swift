import Elements
import Foundation
import Testing

@testable import Tensors

/// Random ops.
@Suite
struct RandomOpTests {
  static let shape = [6, 50, 40]

  static func whole(_ seed: UInt64 = 7) -> RandomPlace {
    RandomPlace(seed: seed, globalShape: shape, offsets: [0, 0, 0])
  }

  static func part(_ offsets: [Int]) -> RandomPlace {
    RandomPlace(seed: 7, globalShape: shape, offsets: offsets)
  }

  @Test(arguments: UnaryTests.floats)
  func `Dropout keeps the share it should, scaled`(_ dtype: DType) {
    let x = DenseTensor(ones: Self.shape, dtype: dtype)
    let (values, mask) = x.droppingOut(probability: 0.25, at: Self.whole())
    let kept = mask.reduced(.sum).values(as: Int64.self)[0]
    #expect(abs(Double(kept) / Double(x.count) - 0.75) < 0.01)
    let one = DenseTensor(scalar: 4.0 / 3).converted(to: dtype).values(dtype)[0]
    #expect(Set(values.values(dtype)) == [0, one])
    let truths = mask.converted(to: dtype)
    let plain = x.droppingOut(probability: 0.25, isUpscaled: false, at: Self.whole())
    #expect(plain.values.isIdentical(to: truths))
    #expect(x.droppingOut(probability: 0, at: Self.whole()).values.isIdentical(to: x))
    let none = x.droppingOut(probability: 1, at: Self.whole())
    #expect(none.values.isIdentical(to: DenseTensor(zeros: Self.shape, dtype: dtype)))
    #expect(!x.droppingOut(probability: 0.25, at: Self.whole(8)).mask.isIdentical(to: mask))
  }

  @Test
  func `A box's draws are that box of the whole's`() {
    let x = DenseTensor(fill: .random(seed: 1), shape: Self.shape, dtype: .float32)
    let means = x.elementwise(.scale(40))
    let dropped = x.droppingOut(probability: 0.5, at: Self.whole())
    let (coins, counts) = (x.bernoulli(at: Self.whole()), means.poisson(at: Self.whole()))
    for (offsets, sizes) in [
      ([0, 0, 0], [6, 50, 40]), ([2, 10, 5], [3, 7, 30]), ([5, 49, 39], [1, 1, 1]),
      ([6, 0, 0], [0, 50, 40]),
    ] {
      func cut(_ x: DenseTensor) -> DenseTensor { x.slice(offsets: offsets, sizes: sizes) }
      let place = Self.part(offsets)
      let local = cut(x).droppingOut(probability: 0.5, at: place)
      #expect(local.values.isIdentical(to: cut(dropped.values)))
      #expect(local.mask.isIdentical(to: cut(dropped.mask)))
      #expect(cut(x).bernoulli(at: place).isIdentical(to: cut(coins)))
      #expect(cut(means).poisson(at: place).isIdentical(to: cut(counts)))
      for dtype in [DType.float16, .float64] {
        func even(_ place: RandomPlace, _ sizes: [Int]) -> DenseTensor {
          place.uniform(sizes, from: -1, to: 3, dtype: dtype)
        }
        func normal(_ place: RandomPlace, _ sizes: [Int]) -> DenseTensor {
          place.gaussian(sizes, mean: 1, deviation: 2, dtype: dtype)
        }
        for draw in [even, normal] {
          #expect(draw(place, sizes).isIdentical(to: cut(draw(Self.whole(), Self.shape))))
        }
      }
    }
  }

  @Test(arguments: [0, 0.1, 0.5, 0.999_999_99, 1])
  func `What dropout keeps has uniform values of its probability and more`(_ probability: Double) {
    for (offsets, sizes) in [
      ([0, 0, 0], [6, 50, 40]), ([1, 3, 1], [2, 7, 38]), ([2, 10, 5], [3, 7, 30]),
      ([0, 4, 39], [6, 40, 1]), ([5, 49, 39], [1, 1, 1]), ([0, 2, 0], [0, 3, 40]),
    ] {
      let place = Self.part(offsets)
      let values = place.uniform(sizes).values(.float32)
      let kept = place.kept(sizes, probability: probability)
      #expect(
        kept.values(as: Bool.self) == values.map { Float($0) >= Float(probability) },
        "\(sizes) from \(offsets) on")
    }
  }

  @Test
  func `Each step draws otherwise, and a micro-batch what its rows have in the batch`() {
    let x = DenseTensor(fill: .random(seed: 1), shape: [8, 30, 5], dtype: .float32)
    func draws(_ x: DenseTensor, _ step: Int, _ microbatch: Int = 0) -> [DenseTensor] {
      DrawStep.with(step, microbatch: microbatch) {
        let place = RandomPlace(seed: 7, globalShape: x.shape, offsets: [0, 0, 0])
        return [
          place.kept(x.shape, probability: 0.5), x.bernoulli(at: place),
          place.uniform(x.shape, from: 0, to: 1, dtype: .float64),
        ]
      }
    }
    let place = RandomPlace(seed: 7, globalShape: x.shape, offsets: [0, 0, 0])
    #expect(draws(x, 0)[1].isIdentical(to: x.bernoulli(at: place)))
    for (first, second) in [(0, 1), (1, 2), (0, 1 << 40)] {
      for (left, right) in zip(draws(x, first), draws(x, second)) {
        #expect(!left.isIdentical(to: right))
      }
    }
    for part in 0..<4 {
      let rows = x.slice(offsets: [2 * part, 0, 0], sizes: [2, 30, 5])
      for (own, whole) in zip(draws(rows, 3, part), draws(x, 3)) {
        #expect(own.isIdentical(to: whole.slice(offsets: [2 * part, 0, 0], sizes: [2, 30, 5])))
      }
    }
  }

  @Test
  func `Small Poisson draws are Knuth's products of each element's own numbers`() {
    let means = (0..<3000).map { Double($0 % 101) / 10 } + [.nan, -1, .infinity]
    let place = RandomPlace(seed: 7, globalShape: [3003], offsets: [0])
    let found = DenseTensor(means, shape: [3003]).poisson(at: place).values(as: Double.self)
    for (i, mean) in means.enumerated() where !(mean >= 10) {
      var stream = UniformStream(seed: 7, index: UInt64(i))
      var (count, product) = (0.0, stream.next())
      while product > exp(-mean) { (count, product) = (count + 1, product * stream.next()) }
      #expect(mean >= 0 ? found[i] == count : found[i].isNaN, "of the mean \(mean)")
    }
    #expect(found[3002].isNaN)
  }

  @Test(arguments: [0.0, 0.3, 5, 9.9, 10, 45, 1e4])
  func `Poisson draws have their mean and variance`(_ mean: Double) {
    let draws = DenseTensor(repeating: mean, shape: Self.shape, dtype: .float64)
      .poisson(at: Self.whole())
    let found = draws.reduced(.mean).values(as: Double.self)[0]
    let spread = draws.reduced(.variance()).values(as: Double.self)[0]
    #expect(abs(found - mean) <= 5 * (mean / 12_000).squareRoot())
    #expect(abs(spread - mean) <= 0.1 * mean)
    #expect(draws.values(as: Double.self).allSatisfy { $0 >= 0 && $0 == $0.rounded() })
  }

  @Test
  func `Even and normal draws have their mean and variance, and fit their distribution`() {
    let even = Self.whole().uniform(Self.shape, from: -1, to: 3, dtype: .float64)
      .values(as: Double.self)
    let normal = Self.whole().gaussian(Self.shape, mean: 1, deviation: 2, dtype: .float64)
      .values(as: Double.self)
    #expect(even.allSatisfy { (-1..<3).contains($0) } && normal.allSatisfy(\.isFinite))
    let count = Double(even.count)
    // The share of draws below each of some places.
    for (place, share) in [(0.0, 0.25), (1, 0.5), (2.5, 0.875)] {
      #expect(abs(Double(even.count { $0 < place }) / count - share) < 0.02)
    }
    for (place, share) in [(-3.0, 0.02275), (-1, 0.15866), (1, 0.5), (3, 0.84134)] {
      #expect(abs(Double(normal.count { $0 < place }) / count - share) < 0.02)
    }
    let mean = normal.reduce(0, +) / count
    let variance = normal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    #expect(abs(mean - 1) < 0.1 && abs(variance - 4) < 0.3)
  }

  @Test
  func `Bernoulli draws have their probability`() {
    let draws = DenseTensor(repeating: 0.3, shape: Self.shape, dtype: .bfloat16)
      .bernoulli(at: Self.whole())
    let mean = draws.converted(to: .float64).reduced(.mean).values(as: Double.self)[0]
    #expect(abs(mean - 0.3) < 0.02)
    let sure = DenseTensor(ones: [3], dtype: .float32)
      .bernoulli(at: RandomPlace(seed: 1, globalShape: [3], offsets: [0]))
    #expect(sure.values(as: Float.self) == [1, 1, 1])
  }
}

/// Compositions.
@Suite
struct CompositionTests {
  @Test(arguments: DType.allCases.filter { $0 != .bool })
  func `Sums of many tensors round once`(_ dtype: DType) {
    let x = DenseTensor(fill: .ones, shape: [2, 2], dtype: dtype)
    #expect(DenseTensor.sum(of: [x, x, x.transposed(0, 1)]).values(dtype) == [3, 3, 3, 3])
  }

  @Test(arguments: UnaryTests.floats)
  func `Swiglu of two tensors and of the halves of one`(_ dtype: DType) {
    let x = DenseTensor([1, -2, 3, 0.5] as [Double], shape: [1, 4]).converted(to: dtype)
    let expected = DenseTensor([3 * 0.7310585786300049, 0.5 * -0.2384058440442351], shape: [1, 2])
      .converted(to: dtype)
    let parts = x.split(sizes: [2, 2], dim: 1)
    for result in [x.swiglu(), parts[0].swiglu(gate: parts[1])] {
      #expect(result.isClose(to: expected, relative: UnaryTests.tolerance(dtype)))
    }
  }

  @Test(arguments: UnaryTests.floats)
  func `Smoothed labels, uniform and with a prior`(_ dtype: DType) {
    let x = DenseTensor([1, 0, 0, 0] as [Double], shape: [1, 4]).converted(to: dtype)
    let tolerance = UnaryTests.tolerance(dtype)
    let uniform = DenseTensor([0.925, 0.025, 0.025, 0.025], shape: [1, 4]).converted(to: dtype)
    #expect(x.labelSmoothed().isClose(to: uniform, relative: tolerance))
    let halves = x.slice(offsets: [0, 0], sizes: [1, 2]).labelSmoothed(classes: 4)
    #expect(
      halves.isClose(to: uniform.slice(offsets: [0, 0], sizes: [1, 2]), relative: tolerance))
    let prior = DenseTensor([0.5, 0.25, 0.25, 0] as [Double], shape: [4]).converted(to: dtype)
    let expected = DenseTensor([0.9, 0.05, 0.05, 0], shape: [1, 4]).converted(to: dtype)
    #expect(x.labelSmoothed(epsilon: 0.2, prior: prior).isClose(to: expected, relative: tolerance))
  }
}
