import Elements
import Testing

@testable import Tensors

/// Three steps of each rule against a NumPy transcription of PyTorch's documented pseudo-code.
@Suite
struct OptimizerTests {
  static let start: [Double] = [1, -2, 3, 0.5]
  static let gradients: [[Double]] = [
    [0.5, -1, 0.25, 0], [-0.25, 0.5, 1, 2], [1, 1, -1, 0.125],
  ]

  static func tensor(_ values: [Double], _ dtype: DType) -> DenseTensor {
    DenseTensor(values, shape: [2, 2]).converted(to: dtype)
  }

  static func expect(_ parameter: DenseTensor, _ values: [Double], _ dtype: DType) {
    #expect(parameter.dtype == dtype)
    let expected = tensor(values, dtype)
    let tolerance = UnaryTests.tolerance(dtype) * 4
    #expect(
      parameter.difference(from: expected, relative: tolerance, absolute: tolerance) == nil)
  }

  @Test(arguments: UnaryTests.floats)
  func `SGD, with momentum and with Nesterov's`(_ dtype: DType) {
    let cases: [(SGD, [Double])] = [
      (SGD(learningRate: 0.1, weightDecay: 0.1), [0.846044, -1.992088, 2.8873945, 0.2746495]),
      (
        SGD(learningRate: 0.1, momentum: 0.9, dampening: 0.25, weightDecay: 0.1),
        [0.77789725, -1.7807945, 2.72049565625, 0.18249534375]
      ),
      (
        SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.1, isNesterov: true),
        [0.630906146, -1.831812292, 2.6018741755, -0.0980830295]
      ),
    ]
    for (rule, expected) in cases {
      var parameter = Self.tensor(Self.start, dtype)
      var velocity: DenseTensor?
      for gradient in Self.gradients {
        (parameter, velocity) = rule.updated(
          parameter: parameter, gradient: Self.tensor(gradient, dtype), velocity: velocity)
      }
      Self.expect(parameter, expected, dtype)
      #expect((velocity == nil) == (rule.momentum == 0))
    }
  }

  @Test(arguments: UnaryTests.floats)
  func `Without a decay an infinite parameter stays what it is`(_ dtype: DType) {
    let numbers = [Double.infinity, -.infinity, .infinity, -.infinity]
    let start = Self.tensor(numbers, dtype)
    let gradient = Self.tensor([1, -1, -1, 1], dtype)
    let zeros = DenseTensor(zeros: [2, 2], dtype: dtype)
    for moved in [
      SGD(learningRate: 0.1).updated(parameter: start, gradient: gradient).parameter,
      SGD(learningRate: 0.1, momentum: 0.9).updated(parameter: start, gradient: gradient).parameter,
      Adam().updated(
        parameter: start, gradient: gradient, moments: (zeros, zeros), powers: (0.9, 0.999)
      ).parameter,
    ] {
      #expect(moved.converted(to: .float64).values(as: Double.self) == numbers)
    }
  }

  @Test(arguments: UnaryTests.floats)
  func `Adam and AdamW`(_ dtype: DType) {
    let cases: [(Adam, [Double])] = [
      (
        Adam(learningRate: 0.1, weightDecay: 0.1),
        [0.7815043998631658, -1.858989405431774, 2.7693069031898867, 0.2604535167521409]
      ),
      (
        .decoupled(learningRate: 0.1, weightDecay: 0.1),
        [0.7801104766702113, -1.8434903131670834, 2.7207731585828574, 0.3500832988652117]
      ),
    ]
    for (rule, expected) in cases {
      var parameter = Self.tensor(Self.start, dtype)
      let zero = DenseTensor(zeros: [2, 2], dtype: dtype == .float64 ? .float64 : .float32)
      var moments = (first: zero, second: zero)
      for (step, gradient) in Self.gradients.enumerated() {
        (parameter, moments) = rule.updated(
          parameter: parameter, gradient: Self.tensor(gradient, dtype), moments: moments,
          step: step + 1)
      }
      Self.expect(parameter, expected, dtype)
      #expect(zero.isIdentical(to: DenseTensor(zeros: [2, 2], dtype: zero.dtype)))
    }
  }

  @Test(arguments: UnaryTests.floats)
  func `Adagrad agrees with its definition`(_ dtype: DType) {
    let rule = Adagrad(learningRate: 0.1, rateDecay: 0.5, weightDecay: 0.1)
    var parameter = Self.tensor(Self.start, dtype)
    var sum = DenseTensor(zeros: [2, 2], dtype: dtype)
    for (step, gradient) in Self.gradients.enumerated() {
      (parameter, sum) = rule.updated(
        parameter: parameter, gradient: Self.tensor(gradient, dtype), sum: sum, step: step + 1)
    }
    Self.expect(
      parameter,
      [0.8737161914283644, -1.943988936175099, 2.8614143655512683, 0.32948537213736767], dtype)
  }

  @Test
  func `Each dtype is computed in float32, and rounded once`() {
    let shape = [50, 51]
    func tensor(_ seed: UInt64, _ dtype: DType) -> DenseTensor {
      DenseTensor(fill: .random(seed: seed), shape: shape, dtype: .float32).elementwise(.abs)
        .converted(to: dtype)
    }
    func wide(_ tensor: DenseTensor) -> DenseTensor { tensor.converted(to: .float32) }
    let dtypes: [[DType]] = [
      [.bfloat16, .bfloat16, .bfloat16, .bfloat16], [.float16, .float16, .float16, .float16],
      [.bfloat16, .float16, .float32, .float64], [.float32, .bfloat16, .float32, .float16],
    ]
    for row in dtypes {
      let (p, m, v) = (tensor(1, row[0]), tensor(3, row[2]), tensor(4, row[3]))
      let g = tensor(2, row[1]).transposed(0, 1).copy().transposed(0, 1)
      let powers = (first: 0.9, second: 0.999)
      let adam = Adam(learningRate: 0.1, weightDecay: 0.1)
      let a = adam.updated(
        parameter: p, gradient: g, moments: (m, v), largest: m, powers: powers)
      let b = adam.updated(
        parameter: wide(p), gradient: wide(g), moments: (wide(m), wide(v)), largest: wide(m),
        powers: powers)
      let sums = Adagrad(weightDecay: 0.1)
        .updated(parameter: p, gradient: g, sum: v, step: 1)
      let wideSums = Adagrad(weightDecay: 0.1)
        .updated(parameter: wide(p), gradient: wide(g), sum: wide(v), step: 1)
      let moved = SGD(momentum: 0.9).updated(parameter: p, gradient: g, velocity: m)
      let wideMoved = SGD(momentum: 0.9).updated(
        parameter: wide(p), gradient: wide(g), velocity: wide(m))
      let results = [
        a.parameter, a.moments.first, a.moments.second, a.largest!, sums.parameter, sums.sum,
        moved.parameter, moved.velocity!,
      ]
      let wanted = [
        b.parameter, b.moments.first, b.moments.second, b.largest!, wideSums.parameter,
        wideSums.sum, wideMoved.parameter, wideMoved.velocity!,
      ]
      let given = [p, m, v, m, p, v, p, m]
      for (k, (result, exact)) in zip(results, wanted).enumerated() {
        #expect(result.isIdentical(to: exact.converted(to: given[k].dtype)), "\(row), result \(k)")
      }
    }
  }

  @Test
  func `Strided, long and empty tensors; the operands stay`() {
    let x = DenseTensor(fill: .random(seed: 1), shape: [30, 50], dtype: .float32)
    let turned = x.transposed(0, 1).copy().transposed(0, 1)
    let before = x.copy()
    let rule = SGD(learningRate: 0.5, momentum: 0.5)
    let a = rule.updated(parameter: x, gradient: turned)
    let b = rule.updated(parameter: turned, gradient: x)
    #expect(a.parameter.isIdentical(to: x.elementwise(.scale(0.5))))
    #expect(a.parameter.isIdentical(to: b.parameter))
    #expect(x.isIdentical(to: before) && turned.isIdentical(to: before))
    let empty = DenseTensor(zeros: [0, 3], dtype: .float16)
    #expect(rule.updated(parameter: empty, gradient: empty).parameter.shape == [0, 3])
  }

  @Test(arguments: UnaryTests.floats)
  func `Unscaling divides, and reports what is not finite`(_ dtype: DType) {
    let scale = DenseTensor(scalar: 4 as Float)
    let good = DenseTensor([4, -8] as [Double], shape: [2]).converted(to: dtype)
    let bad = DenseTensor([1, .infinity] as [Double], shape: [2]).converted(to: dtype)
    let result = DenseTensor.unscaling([good, good], by: scale)
    #expect(result.tensors.map { $0.values(dtype) } == [[1, -2], [1, -2]])
    #expect(result.foundInfinite.values(as: Bool.self) == [false])
    let failed = DenseTensor.unscaling([good, bad], by: scale)
    #expect(failed.foundInfinite.values(as: Bool.self) == [true])
    #expect(failed.tensors.map { $0.values(dtype) } == [[1, -2], [0.25, .infinity]])
    for count in [0, 1, kernelBlock, 2 * kernelBlock + 5] {
      for edge in [0, -0.0, .nan, -.infinity] where count > 0 || edge == 0 {
        var values = (0..<count).map { Double($0 % 17) - 8 }
        if count > 0 { values[count - 1] = edge }
        let x = DenseTensor(values, shape: [count]).converted(to: dtype)
        let found = DenseTensor.unscaling([x], by: scale)
        #expect(found.tensors[0].isIdentical(to: x.elementwise(.scale(0.25))))
        #expect(found.foundInfinite.values(as: Bool.self) == [!edge.isFinite])
      }
    }
    // So large that it is written past the caches.
    let large = DenseTensor(fill: .random(seed: 1), shape: [(1 << 21) + 5], dtype: dtype)
    let found = DenseTensor.unscaling([large], by: scale)
    #expect(found.tensors[0].isIdentical(to: large.elementwise(.scale(0.25))))
    #expect(found.foundInfinite.values(as: Bool.self) == [false])
  }
}
