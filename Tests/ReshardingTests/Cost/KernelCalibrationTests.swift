import CostModel
import Elements
import Testing

@Suite struct KernelCalibrationTests {
  static let truth = MeasuredKernels(
    cache: 0x1p20,
    ops: [
      "add": [.float32: KernelRate(call: 3e-7, bandwidth: 40e9, beyond: 12e9)],
      "exp": [.float32: KernelRate(call: 4e-7, bandwidth: 5e9, beyond: 5e9)],
      "matmul": [
        .float32: KernelRate(call: 1e-6, operations: 80e9, halfDim: 16, bandwidth: 10e9)
      ],
    ])

  /// What kernels would take, with an error that changes from sample to sample.
  static func samples(error: Double) -> [KernelSample] {
    var samples: [KernelSample] = []
    func add(_ work: KernelWork, _ op: String, _ family: String) {
      var work = work
      (work.op, work.family) = (op, family)
      let off = 1 + error * Double(samples.count % 3 - 1)
      samples.append(
        KernelSample(name: op, work: work, seconds: off * (truth.seconds(of: work) ?? 0)))
    }
    for exponent in 10...24 {
      let bytes = Double(1 << exponent)
      for op in ["add", "exp"] {
        add(KernelWork(.memory, read: bytes / 2, written: bytes / 2), op, "elementwise")
      }
    }
    for (rows, depth, columns) in [
      (16.0, 16.0, 16.0), (32, 64, 32), (64, 64, 64), (256, 32, 128), (128, 128, 128),
      (16, 512, 512), (256, 256, 256),
    ] {
      add(
        KernelWork(
          .product, operations: 2 * rows * depth * columns,
          read: 4 * (rows * depth + depth * columns), written: 4 * rows * columns,
          leastDim: min(rows, depth, columns)), "matmul", "product")
    }
    return samples
  }

  @Test(arguments: [0.0, 0.05])
  func `kernels are found again that samples come from`(error: Double) throws {
    let samples = Self.samples(error: error)
    let kernels = KernelCalibration(source: "a test").fit(samples)
    #expect(kernels.cache == 0x1p20)
    for sample in samples {
      let predicted = try #require(kernels.seconds(of: sample.work))
      #expect(abs(predicted / sample.seconds - 1) < 0.05 + 2 * error, "\(sample)")
    }
    let rate = try #require(kernels.ops["matmul"]?[.float32])
    #expect(rate.sources["operations"]?.hasPrefix("a test, 7 samples, median error ") == true)
    #expect(Set(kernels.kinds.keys) == ["elementwise", "product"])
  }

  @Test func `an op that cannot be seen takes the numbers of its kind`() {
    var samples = Self.samples(error: 0)
    func add(_ op: String, _ seconds: [Double]) {
      for (place, seconds) in seconds.enumerated() {
        var work = KernelWork(.memory, read: Double(1 << (10 + place)))
        (work.op, work.family) = (op, "elementwise")
        samples.append(KernelSample(name: op, work: work, seconds: seconds))
      }
    }
    // Two samples are too few, and what jumps about follows no size.
    add("relu", [1e-6, 2e-6])
    add("tanh", [1e-6, 1e-3, 1e-6, 1e-3, 2e-6, 1e-3])
    let kernels = KernelCalibration(source: "a test").fit(samples)
    #expect(Set(kernels.ops.keys) == ["add", "exp", "matmul"])
    var work = KernelWork(.memory, read: 1e4)
    (work.op, work.family) = ("relu", "elementwise")
    let own = kernels.seconds(of: work)
    work.op = "unheard of"
    #expect(own != nil && own == kernels.seconds(of: work))
  }

  @Test func `views cost their call`() throws {
    let samples = (0..<4).map { place in
      var work = KernelWork(.view)
      (work.op, work.family, work.moved) = ("reshape", "movement", Double(1 << (10 + 4 * place)))
      return KernelSample(name: "reshape", work: work, isView: true, seconds: 2e-7)
    }
    let kernels = KernelCalibration(source: "a test").fit(samples)
    #expect(kernels.ops["reshape"]?[.float32]?.call == 2e-7)
    #expect(kernels.ops["reshape"]?[.float32]?.bandwidth == nil && kernels.kinds.isEmpty)
  }
}
