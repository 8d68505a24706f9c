import Elements
import Testing

@testable import Tensors

/// Softmax and cross entropy.
@Suite
struct SoftmaxTests {
  static let cases: [([Int], Int)] = [
    ([2, 5], 1), ([2, 5], 0), ([2, 3, 4], 1), ([1], 0), ([3, 700], 1), ([2, 0], 0),
  ]

  @Test(arguments: cases)
  func `Softmax and its logarithm along any axis`(_ shape: [Int], _ axis: Int) throws {
    try Golden.check("softmax \(shape) \(axis)") { $0.x(shape, 1).softmax(axis: axis) }
    try Golden.check("logSoftmax \(shape) \(axis)") { $0.x(shape, 1).logSoftmax(axis: axis) }
  }

  @Test(arguments: UnaryTests.floats, [[40, 9], [3, 70, 20], [2, 5, 3, 4]])
  func `Columns fare as rows do`(_ dtype: DType, _ shape: [Int]) {
    let x = DenseTensor(fill: .random(seed: 3), shape: shape, dtype: .float32)
      .elementwise(.scale(8, bias: -4)).converted(to: dtype)
    let tolerance = 4 * UnaryTests.tolerance(dtype)
    for axis in shape.indices.dropLast() {
      for (columns, rows) in [
        (x.softmax(axis: axis), x.transposed(axis, shape.count - 1).softmax(axis: shape.count - 1)),
        (
          x.logSoftmax(axis: axis),
          x.transposed(axis, shape.count - 1).logSoftmax(axis: shape.count - 1)
        ),
      ] {
        let turned = rows.transposed(axis, shape.count - 1).contiguous()
        #expect(
          columns.difference(from: turned, relative: tolerance, absolute: tolerance) == nil)
      }
    }
  }

  @Test
  func `Large values do not overflow; a row without a finite value is NaN`() {
    let a = DenseTensor([1000, 1000, -.infinity, -.infinity] as [Float], shape: [2, 2])
    let found = a.softmax(axis: 1).values(as: Float.self)
    #expect(found[0] == 0.5 && found[1] == 0.5 && found[2].isNaN)
    #expect(a.logSoftmax(axis: 0).values(as: Float.self)[2] == -.infinity)
  }

  @Test
  func `Class numbers, with one of them ignored, with or without the dim`() throws {
    try Golden.check("crossEntropy hard") {
      $0.x([3, 5, 2], 1).crossEntropy(labels: $0.ids([3, 1, 2], 2, 5), axis: 1).loss
    }
    try Golden.check("crossEntropy hard") {
      let labels = $0.ids([3, 1, 2], 2, 5).squeezed([1])
      return $0.x([3, 5, 2], 1).crossEntropy(labels: labels, axis: 1).loss
    }
    try Golden.check("crossEntropy ignored") {
      let labels = $0.ids([3, 1, 2], 2, 5)
      let ignored = labels.indexValues()[0]
      return $0.x([3, 5, 2], 1).crossEntropy(labels: labels, axis: 1, ignoredLabel: ignored).loss
    }
    let samples = Samples(dtype: .float64, layout: .contiguous)
    let logits = samples.x([3, 5, 2], 1)
    let found = logits.crossEntropy(labels: samples.ids([3, 1, 2], 2, 5), axis: 1).softmax
    #expect(found.isIdentical(to: logits.softmax(axis: 1)))
  }

  @Test
  func `Soft labels, and probabilities instead of logits`() throws {
    try Golden.check("crossEntropy soft") {
      $0.x([3, 5, 2], 1).crossEntropy(softLabels: $0.x([3, 5, 2], 4).absolute(), axis: 1).loss
    }
    try Golden.check("crossEntropy probabilities") {
      let probabilities = $0.laidOut($0.x([3, 5, 2], 1).absolute().adding(1))
      return probabilities.crossEntropy(
        labels: $0.ids([3, 1, 2], 2, 5), axis: 1, appliesSoftmax: false
      ).loss
    }
  }

  @Test
  func `Shards of the classes give a label's logit once`() {
    let samples = Samples(dtype: .float32, layout: .turned)
    let (logits, labels) = (samples.x([3, 5, 2], 1), samples.ids([3, 1, 2], 2, 5))
    let parts = logits.split(sizes: [2, 0, 3], dim: 1)
    let sum = zip(parts, [0, 2, 2]).map { $0.labelled(labels, axis: 1, start: $1) }
      .reduce(DenseTensor(zeros: [3, 1, 2], dtype: .float32)) { $0.adding($1) }
    #expect(sum.isIdentical(to: logits.takeAlongAxis(labels, axis: 1)))
  }

  @Test
  func `Labels outside the classes are found before a kernel meets them`() {
    let labels = DenseTensor([0, -100, 7, 9] as [Int32], shape: [2, 2])
    let wrong = labels.firstIndex(outside: 0..<5, except: -100)
    #expect(wrong?.place == [1, 0] && wrong?.index == 7)
    #expect(labels.firstIndex(outside: -100..<10) == nil)
  }
}
