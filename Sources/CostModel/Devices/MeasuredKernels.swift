import Elements

/// The kernels of a processor that a fit measured, by op and by kind of op, and by the dtype that they compute with.
///
/// On a processor each kind of kernel has rates of its own: functions of elements are bound by arithmetic, sums and copies
/// by caches, products by the library that computes them.
public struct MeasuredKernels: Hashable, Sendable, Codable {
  /// The bytes that a kernel reads and writes at the rate of its `bandwidth`; those of more come at `beyond`.
  public var cache: Double
  /// By the op's name in the schema.
  public var ops: [String: [DType: KernelRate]]
  /// By the kind of op, as the schema has it: what ops of the kind take that were not measured.
  public var kinds: [String: [DType: KernelRate]]
  /// Where each number beside those of kernels comes from, by its name in topology files.
  public var sources: [String: String]

  /// Kernels of a processor with a cache of so many bytes.
  public init(
    cache: Double, ops: [String: [DType: KernelRate]] = [:],
    kinds: [String: [DType: KernelRate]] = [:], sources: [String: String] = [:]
  ) {
    self.cache = cache
    self.ops = ops
    self.kinds = kinds
    self.sources = sources
  }
}

extension MeasuredKernels {
  /// Its numbers, by their names in topology files.
  static var fields: [DeviceField<MeasuredKernels>] {
    [DeviceField("cache", .quantity(.size), \.cache)]
  }
}
