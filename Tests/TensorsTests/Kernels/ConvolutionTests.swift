import Elements
import Testing

@testable import Tensors

/// Convolutions and RoI align.
@Suite
struct ConvolutionTests {
  struct Case: CustomStringConvertible {
    let description: String
    let input: [Int]
    let filter: [Int]
    let strides: [Int]
    let before: [Int]
    let after: [Int]
    let dilations: [Int]
    let groups: Int

    init(
      _ name: String, _ input: [Int], _ filter: [Int], _ strides: [Int], _ before: [Int],
      _ after: [Int], _ dilations: [Int], _ groups: Int
    ) {
      description = name
      (self.input, self.filter, self.strides) = (input, filter, strides)
      (self.before, self.after, self.dilations) = (before, after, dilations)
      self.groups = groups
    }
  }

  static let cases = [
    Case("1d", [2, 3, 7], [4, 3, 3], [2], [1], [1], [1], 1),
    Case("2d", [2, 3, 5, 6], [4, 3, 3, 2], [1, 1], [0, 0], [0, 0], [1, 1], 1),
    Case("strided", [2, 4, 7, 6], [4, 2, 3, 2], [2, 3], [1, 0], [2, 1], [1, 2], 2),
    Case("depthwise", [1, 3, 5, 5], [6, 1, 3, 3], [1, 1], [1, 1], [1, 1], [1, 1], 3),
    Case("pointwise", [2, 3, 4, 4], [5, 3, 1, 1], [1, 1], [0, 0], [0, 0], [1, 1], 1),
    Case(
      "3d", [1, 2, 4, 4, 3], [3, 2, 2, 3, 2], [1, 2, 1], [0, 1, 1], [0, 1, 1], [1, 1, 1], 1),
    Case("empty", [0, 3, 5, 6], [4, 3, 3, 2], [1, 1], [0, 0], [0, 0], [1, 1], 1),
  ]

  @Test(arguments: cases)
  func `One to three dims, strided, dilated, padded, in groups`(_ c: Case) throws {
    try Golden.check("convolution \(c)") {
      $0.x(c.input, 1).convolution(
        $0.x(c.filter, 2), strides: c.strides,
        padding: .explicit(before: c.before, after: c.after), dilations: c.dilations,
        groups: c.groups)
    }
  }

  @Test(arguments: UnaryTests.floats)
  func `A depthwise convolution of two dims is that of three, of which one is 1`(_ dtype: DType) {
    func tensor(_ shape: [Int], _ seed: UInt64) -> DenseTensor {
      DenseTensor(fill: .random(seed: seed), shape: shape, dtype: .float32).converted(to: dtype)
    }
    for (channels, outputs, high, wide, strides, dilations) in [
      (3, 3, 3, 3, [1, 1], [1, 1]), (2, 6, 5, 2, [2, 1], [1, 3]), (4, 4, 1, 4, [3, 1], [2, 1]),
      (1, 5, 3, 3, [1, 1], [1, 1]), (3, 3, 3, 3, [1, 2], [1, 1]),
    ] {
      let (x, filter) = (tensor([2, channels, 13, 40], 1), tensor([outputs, 1, high, wide], 2))
      for bias in [nil, tensor([outputs], 3)] {
        let result = x.convolution(
          filter, bias: bias, strides: strides, padding: .symmetric([1, 2]), dilations: dilations,
          groups: channels)
        let general = x.unsqueezed(2).convolution(
          filter.unsqueezed(2), bias: bias, strides: [1] + strides,
          padding: .symmetric([0, 1, 2]), dilations: [1] + dilations, groups: channels
        ).squeezed([2])
        let tolerance = 4 * UnaryTests.tolerance(dtype)
        #expect(
          result.difference(from: general, relative: tolerance, absolute: tolerance) == nil,
          "\(channels), \(outputs), \(high), \(wide), \(strides), \(dilations)")
      }
    }
  }

  static let large = [
    Case("1d", [2, 32, 500], [48, 32, 5], [1], [2], [1], [1], 1),
    Case("2d", [3, 17, 31, 29], [19, 17, 3, 2], [1, 1], [1, 0], [1, 1], [1, 1], 1),
    Case("strided", [2, 3, 65, 64], [32, 3, 7, 7], [2, 2], [3, 3], [3, 3], [1, 1], 1),
    Case(
      "dilated groups", [2, 64, 30, 27], [64, 16, 3, 3], [2, 1], [2, 2], [2, 2], [2, 2], 4),
    Case("pointwise", [2, 64, 30, 27], [64, 64, 1, 1], [1, 1], [0, 0], [0, 0], [1, 1], 1),
    Case(
      "3d", [2, 16, 6, 13, 11], [24, 16, 3, 3, 3], [1, 2, 1], [1, 1, 0], [1, 1, 2], [1, 1, 1], 1),
  ]

  @Test(arguments: large)
  func `Large convolutions of float32 are those of float64, each sample by itself`(_ c: Case) {
    let samples = Samples(dtype: .float32, layout: .turned)
    let (x, filter) = (samples.x(c.input, 1), samples.x(c.filter, 2))
    for bias in [nil, samples.x([c.filter[0]], 3)] {
      func convolved(_ x: DenseTensor, _ dtype: DType) -> DenseTensor {
        x.converted(to: dtype).convolution(
          filter.converted(to: dtype), bias: bias?.converted(to: dtype), strides: c.strides,
          padding: .explicit(before: c.before, after: c.after), dilations: c.dilations,
          groups: c.groups)
      }
      let found = convolved(x, .float32)
      // Sixteenths, of which float32 holds all sums.
      #expect(found.isIdentical(to: convolved(x, .float64).converted(to: .float32)))
      let uneven = x.elementwise(.scale(1 / 3))
      let whole = convolved(uneven, .float32)
      #expect(
        convolved(uneven.sample(1).unsqueezed(0), .float32).isIdentical(
          to: whole.sample(1).unsqueezed(0).copy()))
    }
    let none = DenseTensor(zeros: [0] + c.input[1...], dtype: .float32)
    #expect(none.convolution(filter, groups: c.groups).isEmpty)
  }

  @Test
  func `SAME padding, and a bias`() throws {
    try Golden.check("convolution same") {
      $0.x([1, 2, 7, 6], 1).convolution(
        $0.x([3, 2, 3, 3], 2), bias: DenseTensor(zeros: [3], dtype: $0.dtype), strides: [2, 3],
        padding: .same)
    }
    let samples = Samples(dtype: .float64, layout: .contiguous)
    let (x, w, b) = (samples.x([2, 2, 4, 4], 1), samples.x([3, 2, 2, 2], 2), samples.x([3], 3))
    let plain = x.convolution(w)
    let spread = b.reshaped(to: [1, 3, 1, 1]).expanded(to: plain.shape)
    #expect(x.convolution(w, bias: b).isIdentical(to: plain.adding(spread)))
  }

  static let transposes: [(Case, [Int])] = [
    (Case("plain", [2, 3, 3, 4], [3, 2, 2, 3], [1, 1], [0, 0], [0, 0], [1, 1], 1), [0, 0]),
    (Case("strided", [1, 4, 3, 4], [4, 2, 3, 2], [2, 3], [1, 0], [0, 1], [2, 1], 2), [1, 0]),
    (
      Case(
        "3d", [1, 2, 2, 3, 2], [2, 3, 2, 2, 2], [2, 1, 1], [1, 0, 0], [0, 0, 1], [1, 1, 1], 1),
      [0, 0, 0]
    ),
  ]

  @Test(arguments: transposes)
  func `Transposed convolutions, with an output a little larger`(_ c: Case, _ extra: [Int]) throws {
    try Golden.check("transposed \(c)") {
      $0.x(c.input, 1).convolutionTransposed(
        $0.x(c.filter, 2), strides: c.strides,
        padding: .explicit(before: c.before, after: c.after), outputPadding: extra,
        dilations: c.dilations, groups: c.groups)
    }
    try Golden.check("transposed \(c)") {
      let size = try? Golden.tensor("transposed \(c)").shape
      return $0.x(c.input, 1).convolutionTransposed(
        $0.x(c.filter, 2), strides: c.strides,
        padding: .explicit(before: c.before, after: c.after),
        outputSize: size.map { Array($0[2...]) },
        dilations: c.dilations, groups: c.groups)
    }
  }

  @Test
  func `A transposed convolution with SAME padding is stride times as large`() throws {
    try Golden.check("transposed same") {
      $0.x([1, 2, 3, 3], 1).convolutionTransposed(
        $0.x([2, 2, 3, 3], 2), strides: [2, 2], padding: .same)
    }
    let gap = DenseTensor(ones: [1, 1, 2], dtype: .float32).convolutionTransposed(
      DenseTensor(ones: [1, 1, 1], dtype: .float32), strides: [3], padding: .same)
    #expect(gap.values(as: Float.self) == [1, 0, 0, 1, 0, 0])
  }

  @Test(arguments: [(-1, true), (2, true), (-1, false), (3, false)])
  func `RoI align, sampled by size or by number, moved by half a pixel or not`(
    _ samples: Int, _ isAligned: Bool
  ) throws {
    let boxes = DenseTensor(
      [0, 0, 4, 4, 1, 2, 6, 5, -3, -2, 2.5, 7, 3, 3, 3, 3] as [Double], shape: [4, 4])
    let counts = DenseTensor([2, 2] as [Int32], shape: [2])
    try Golden.check("roiAlign \(samples) \(isAligned ? "True" : "False")") {
      $0.x([2, 2, 5, 6], 1).roiAlign(
        boxes: $0.laidOut(boxes.converted(to: $0.dtype)), counts: counts, height: 2, width: 3,
        scale: samples == 2 ? 0.5 : 1, samples: samples, isAligned: isAligned)
    }
  }
}
