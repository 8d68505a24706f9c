import Elements
import Foundation
import Testing

@testable import Tensors

/// What kernels compute on several threads. The number of threads is this process's, so that the tests of other suites
/// meet these numbers too.
@Suite(.serialized) struct KernelThreadsTests {
  /// Large enough for several pieces each, with rows and columns that do not divide.
  private static let ops: [(name: String, run: @Sendable (DType) -> [DenseTensor])] = [
    ("exp", { [reals([70_001], $0).elementwise(.exp)] }),
    (
      "gelu of columns",
      { [reals([301, 333], $0).transposed(0, 1).elementwise(.gelu(approximate: false))] }
    ),
    ("isNaN", { [reals([100_001], $0).tested(.isNaN)] }),
    ("add", { [reals([100_001], $0).adding(reals([100_001], $0, seed: 2))] }),
    (
      "multiply a column by a row",
      { [reals([311, 1], $0).multiplied(by: reals([1, 357], $0, seed: 2))] }
    ),
    ("compare", { [reals([300, 333], $0).compared(.less, reals([333], $0, seed: 2))] }),
    (
      "where",
      {
        let (x, y) = (reals([300, 333], $0), reals([300, 333], $0, seed: 2))
        return [.where(x.compared(.less, y), x, y.transposed(0, 1).reshaped(to: [300, 333]))]
      }
    ),
    ("copy", { [reals([301, 333], $0).transposed(0, 1).copy()] }),
    (
      "convert",
      {
        [
          reals([301, 333], $0).converted(to: .float64),
          reals([301, 333], $0).converted(to: .int8),
        ]
      }
    ),
    (
      "softmax",
      { [reals([301, 333], $0).softmax(axis: 1), reals([301, 333], $0).logSoftmax(axis: 0)] }
    ),
    (
      "layer norm",
      {
        let all = reals([301, 333], $0).layerNorm(
          axis: 1, scale: reals([333], $0), bias: reals([333], $0, seed: 2))
        return [all.result, all.mean, all.variance]
      }
    ),
    ("rms norm", { [reals([301, 333], $0).rmsNorm(axis: 1).result] }),
    (
      "batch norm in inference",
      {
        let (x, c) = (reals([8, 33, 400], $0), reals([33], $0, seed: 2).elementwise(.square))
        return [x.batchNormInference(mean: c, variance: c, scale: c, bias: c)]
      }
    ),
    (
      "pooling",
      {
        let (x, window) = (reals([30, 61, 61], $0), PoolWindow(size: 61, kernel: 3, stride: 2))
        let most = x.maxPool(window, window)
        return [most.values, most.places, x.averagePool(window, window)]
      }
    ),
    (
      "unscaling",
      {
        let scale = DenseTensor(scalar: 3 as Float)
        let all = DenseTensor.unscaling([reals([100_001], $0)], by: scale)
        return all.tensors + [all.foundInfinite]
      }
    ),
    (
      "draws",
      {
        let place = RandomPlace(seed: 3, globalShape: [70_001], offsets: [0])
        let means = reals([70_001], $0).elementwise(.square)
        return [
          place.uniform([70_001], from: -1, to: 1, dtype: $0),
          place.gaussian([70_001], mean: 0, deviation: 1, dtype: $0), means.poisson(at: place),
        ]
      }
    ),
    (
      "convolution",
      {
        let (x, weights) = (reals([5, 16, 20, 21], $0), reals([16, 16, 3, 3], $0, seed: 2))
        return [x.convolution(weights, padding: .symmetric([1, 1]))]
      }
    ),
    ("batch norm", { [reals([8, 33, 400], $0).groupNorm(groups: 11).result] }),
    (
      "cross entropy",
      {
        let labels = DenseTensor((0..<301).map { Int64($0 * 7 % 333) }, shape: [301, 1])
        let hard = reals([301, 333], $0).crossEntropy(labels: labels, axis: 1)
        let soft = reals([301, 333], $0).crossEntropy(
          softLabels: reals([301, 333], $0).softmax(axis: 1), axis: 1)
        return [hard.softmax, hard.loss, soft.loss]
      }
    ),
    (
      "reductions",
      { dtype in
        let x = reals([67, 40, 35], dtype)
        let axes = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
        return axes.flatMap { axes in
          [.sum, .mean, .max, .norm(p: 2), .logSumExp, .variance(correction: 1)].map {
            (op: ReductionOp) in
            x.reduced(op, axes: axes)
          }
        } + [x.transposed(0, 2).reduced(.sum, axes: [1])]
      }
    ),
    (
      "matmul",
      {
        [
          reals([700, 90], $0).matmul(reals([90, 600], $0, seed: 2)),
          reals([600, 700], $0).transposed(0, 1).matmul(
            reals([400, 600], $0, seed: 2).transposed(0, 1)),
          reals([5, 64, 70], $0).matmul(reals([5, 70, 50], $0, seed: 2)),
          reals([3, 64, 2000], $0).matmul(reals([2000, 700], $0, seed: 2)),
        ]
      }
    ),
    (
      "attention",
      {
        let (q, k) = (reals([2, 60, 4, 16], $0), reals([2, 90, 2, 16], $0, seed: 2))
        let all = DenseTensor.attention(query: q, key: k, value: k, isCausal: true)
        return [all.result, all.logSumExp]
      }
    ),
  ]

  /// Numbers between -4 and 4.
  private static func reals(_ shape: [Int], _ dtype: DType, seed: UInt64 = 1) -> DenseTensor {
    var generator = SplitMix64(state: seed)
    let values = (0..<shape.reduce(1, *)).map { _ in Float.random(in: -4..<4, using: &generator) }
    return DenseTensor(values, shape: shape).converted(to: dtype)
  }

  @Test(arguments: ops.indices, [DType.float32, .float64, .float16, .bfloat16])
  func `The bits are the same for every number of threads`(op: Int, dtype: DType) {
    let before = KernelThreads.count
    defer { KernelThreads.count = before }
    func results(_ threads: Int) -> [DenseTensor] {
      KernelThreads.count = threads
      return Self.ops[op].run(dtype)
    }
    let alone = results(1)
    for threads in [2, 3, 8] {
      for (index, (one, other)) in zip(alone, results(threads)).enumerated() {
        #expect(
          one.isIdentical(to: other), "\(Self.ops[op].name), result \(index), \(threads) threads")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 64, 1000])
  func `Each piece is computed once`(pieces: Int) {
    let before = KernelThreads.count
    defer { KernelThreads.count = before }
    for threads in [1, 2, 5, 16] {
      KernelThreads.count = threads
      for _ in 0..<20 {
        let times = UnsafeMutablePointer<Int>.allocate(capacity: pieces)
        unsafe times.update(repeating: 0, count: pieces)
        defer { unsafe times.deallocate() }
        KernelThreads.run(pieces) { piece in
          unsafe times[piece] += 1
          // What a piece cuts again it computes by itself.
          KernelThreads.run(3) { _ in unsafe times[piece] += 1 }
        }
        #expect((0..<pieces).allSatisfy { unsafe times[$0] == 4 })
      }
    }
  }

  @Test
  func `Threads of the program that compute at once do not disturb each other`() async {
    let before = KernelThreads.count
    defer { KernelThreads.count = before }
    KernelThreads.count = 3
    let expected = Self.ops[0].run(.float32)[0].values(as: Float.self)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask { Self.ops[0].run(.float32)[0].values(as: Float.self) == expected }
      }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test(arguments: [(1, 8), (2, 4), (3, 2), (8, 1), (9, 1)])
  func `A process takes its share of the processors`(processes: Int, share: Int) {
    #expect(KernelThreads.share(of: 8, among: processes) == share)
  }
}
