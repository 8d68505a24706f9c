/// How one collective of the MPI library does beside its formula, as measured.
///
/// A formula counts messages and bytes; a library's collective copies more or less than that, and is
/// pipelined well or badly. NCCL corrects its own model of algorithms in the same way.
public struct Tuning: Hashable, Sendable, Codable {
  /// Multiplies the formula's latency.
  public var latency: Double
  /// Multiplies the link's bandwidth.
  public var bandwidth: Double
  /// How far the calibrated model is from what was measured; nil if nothing was.
  public var residual: Residual?

  /// A tuning that multiplies the latency and the bandwidth of the topology; 1 leaves them as they are.
  ///
  /// - Parameter residual: how far the fitted model is from the measurements.
  public init(latency: Double = 1, bandwidth: Double = 1, residual: Residual? = nil) {
    self.latency = latency
    self.bandwidth = bandwidth
    self.residual = residual
  }
}

/// The relative errors |predicted - measured| / measured of a set of samples.
public struct Residual: Hashable, Sendable, Codable {
  /// How many samples there are.
  public var samples: Int
  /// The median of their errors.
  public var median: Double
  /// The error that nine of ten samples do not exceed.
  public var p90: Double

  /// The relative errors of a fit over `samples` measurements: their median and their 90th percentile.
  public init(samples: Int, median: Double, p90: Double) {
    self.samples = samples
    self.median = median
    self.p90 = p90
  }

  /// - Parameter errors: at least one.
  package init(_ errors: [Double]) {
    let sorted = errors.sorted()
    self.init(samples: sorted.count, median: sorted.quantile(0.5), p90: sorted.quantile(0.9))
  }
}

extension [Double] {
  /// The quantile of sorted numbers, between neighbours by straight line; of none it is 0.
  package func quantile(_ fraction: Double) -> Double {
    guard let last else { return 0 }
    let place = fraction * Double(count - 1)
    let index = Int(place)
    guard index + 1 < count else { return last }
    return self[index] + (place - Double(index)) * (self[index + 1] - self[index])
  }
}
