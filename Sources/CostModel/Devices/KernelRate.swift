/// What the kernels of an op take on a device, as they were measured: of a call, of an operation and of a byte.
public struct KernelRate: Hashable, Sendable, Codable {
  /// Seconds that a call takes beside its work.
  public var call: Double
  /// Operations a second, of products and what is computed as such; nil where bytes alone count.
  public var operations: Double?
  /// The smallest dim of a product at which it reaches half of that; 0 if nil.
  public var halfDim: Double?
  /// Bytes a second that are read and written within the cache; nil where they do not count, as of views.
  public var bandwidth: Double?
  /// Bytes a second beyond the cache; as within it if nil.
  public var beyond: Double?
  /// Where each number comes from, by its name in topology files.
  public var sources: [String: String]

  /// A rate in seconds, operations and bytes a second.
  public init(
    call: Double, operations: Double? = nil, halfDim: Double? = nil, bandwidth: Double? = nil,
    beyond: Double? = nil, sources: [String: String] = [:]
  ) {
    self.call = call
    self.operations = operations
    self.halfDim = halfDim
    self.bandwidth = bandwidth
    self.beyond = beyond
    self.sources = sources
  }

  /// Its numbers, by their names in topology files.
  static var fields: [DeviceField<KernelRate>] {
    [
      DeviceField("call", .quantity(.time), \.call),
      DeviceField("operations", .quantity(.operations), optional: \.operations),
      DeviceField("half-dim", .factor, optional: \.halfDim),
      DeviceField("bandwidth", .quantity(.rate), optional: \.bandwidth),
      DeviceField("beyond", .quantity(.rate), optional: \.beyond),
    ]
  }
}
