/// What a rank computes with: the rates of an accelerator, and how near to them software comes.
///
/// The rates of an accelerator are those of its datasheet. A `SoftwareStack` says which part of them the kernels of
/// published training runs reach. Those of a processor are measured, kernel by kernel: see `MeasuredKernels`.
public struct Device: Hashable, Sendable, Codable {
  /// The bytes of its memory.
  public var memory: Double
  /// Bytes a second that its memory reads and writes at the most.
  public var bandwidth: Double
  /// Operations a second of dense products of bfloat16 matrices, at the most.
  public var peak: Double
  /// The same of 8-bit floats; nil where it has no units for them.
  public var peakFP8: Double?
  /// The same of 32-bit floats; nil where the file does not say it: half of those of bfloat16.
  public var peakFP32: Double?
  /// Seconds from one kernel's launch by the processor to the next one's; of a device whose kernels were measured those
  /// that a program takes for an op beside its kernel.
  public var launch: Double
  /// Seconds that a kernel takes beside its work: it starts, and its last blocks leave units idle.
  public var kernelOverhead: Double
  /// By which part of a step the slowest rank is later where there are e times as many; 0 if nil.
  public var spread: Double?
  /// What it draws at work, in watts; nil where that is not said.
  public var watts: Double?
  /// What an hour of it costs, in whatever money; nil where that is not said.
  public var pricePerHour: Double?
  /// What software reaches, by its kind; empty where kernels were measured.
  public var stacks: [SoftwareStack.Kind: SoftwareStack]
  /// What the kernels of this library take; nil where none was measured.
  public var kernels: MeasuredKernels?
  /// Where each number comes from, by its name in topology files.
  public var sources: [String: String]

  /// A device with rates in operations and bytes a second, and times in seconds.
  public init(
    memory: Double, bandwidth: Double, peak: Double, peakFP8: Double? = nil,
    peakFP32: Double? = nil, launch: Double, kernelOverhead: Double,
    stacks: [SoftwareStack.Kind: SoftwareStack], kernels: MeasuredKernels? = nil,
    sources: [String: String] = [:]
  ) {
    self.memory = memory
    self.bandwidth = bandwidth
    self.peak = peak
    self.peakFP8 = peakFP8
    self.peakFP32 = peakFP32
    self.launch = launch
    self.kernelOverhead = kernelOverhead
    self.stacks = stacks
    self.kernels = kernels
    self.sources = sources
  }
}

extension Device {
  /// Its numbers, by their names in topology files.
  static var fields: [DeviceField<Device>] {
    [
      DeviceField("memory", .quantity(.size), \.memory),
      DeviceField("bandwidth", .quantity(.rate), \.bandwidth),
      DeviceField("peak-bf16", .quantity(.operations), \.peak),
      DeviceField("peak-fp8", .quantity(.operations), optional: \.peakFP8),
      DeviceField("peak-fp32", .quantity(.operations), optional: \.peakFP32),
      DeviceField("launch", .quantity(.time), \.launch),
      DeviceField("kernel-overhead", .quantity(.time), \.kernelOverhead),
      DeviceField("spread", .part, optional: \.spread),
      DeviceField("watts", .factor, optional: \.watts),
      DeviceField("price-per-hour", .factor, optional: \.pricePerHour),
    ]
  }

  /// One without numbers, for its reader to fill.
  static var blank: Device {
    Device(memory: 1, bandwidth: 1, peak: 1, launch: 0, kernelOverhead: 0, stacks: [:])
  }
}
