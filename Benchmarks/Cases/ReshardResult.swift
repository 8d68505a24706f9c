import Resharding
import Tessera

/// A line of the results: what `--json` and `--csv` write.
struct ReshardResult: Encodable {
  let name: String
  let dtype: String
  let reduceOp: String
  let ranks: Int
  /// Of the global tensor.
  let bytes: Int
  /// Its elements.
  let count: Int
  let median: Double
  let p99: Double
  /// The quickest: what is left where other work disturbs the machine.
  let least: Double
  let raw: String
  let rawMedian: Double
  let rawP99: Double
  let rawLeast: Double
  let copied: Int
  let copyMedian: Double
  let copyLeast: Double
  /// In GB/s, as nccl-tests defines them.
  let algorithmBandwidth: Double
  let busBandwidth: Double
  let rawBusBandwidth: Double
  let mode: String
  /// Elements other than the raw calls'; nil if there are none.
  let wrong: Int?

  enum CodingKeys: String, CodingKey {
    case dtype, ranks, bytes, count, raw, mode, wrong
    case reduceOp = "redop"
    case name = "case"
    case median = "median_us"
    case p99 = "p99_us"
    case least = "least_us"
    case rawMedian = "raw_us"
    case rawLeast = "raw_least_us"
    case rawP99 = "raw_p99_us"
    case copied = "memcpy_bytes"
    case copyMedian = "memcpy_us"
    case copyLeast = "memcpy_least_us"
    case algorithmBandwidth = "algorithm_gb_s"
    case busBandwidth = "bus_gb_s"
    case rawBusBandwidth = "raw_bus_gb_s"
  }

  init(
    _ measured: ReshardCase, _ transition: Transition, ranks: Int, _ times: ReshardMeasurement
  ) {
    let bytes = transition.shape.reduce(transition.dtype.byteCount, *)
    let (size, factor) = measured.bandwidthTerms(bytes: bytes, ranks: ranks)
    func rate(_ seconds: Double) -> Double { seconds > 0 ? size / seconds * 1e-9 : 0 }
    let (ours, raw) = (times.ours.quantile(0.5), times.raw.quantile(0.5))
    name = measured.name
    dtype = transition.dtype.description
    reduceOp = measured.reduceOp
    self.ranks = ranks
    self.bytes = bytes
    count = transition.shape.reduce(1, *)
    wrong = times.wrong
    median = ours * 1e6
    p99 = times.ours.quantile(0.99) * 1e6
    least = times.ours.quantile(0) * 1e6
    self.raw = measured.raw.rawValue
    rawMedian = raw * 1e6
    rawP99 = times.raw.quantile(0.99) * 1e6
    rawLeast = times.raw.quantile(0) * 1e6
    copied = times.copied
    copyMedian = times.copies.quantile(0.5) * 1e6
    copyLeast = times.copies.quantile(0) * 1e6
    algorithmBandwidth = rate(ours)
    busBandwidth = rate(ours) * factor
    rawBusBandwidth = measured.raw == .none ? 0 : rate(raw) * factor
    mode = times.mode?.rawValue ?? "none"
  }
}
