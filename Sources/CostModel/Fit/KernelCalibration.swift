import Elements
import Foundation

/// The rates of kernels that predict samples best, for each op and for each kind of op.
///
/// An op has rates of its own where they can be seen: of at least `fewest` samples, which they predict with a median
/// error of at most `worst`. Others take those of their kind, which all samples of the kind have together.
package struct KernelCalibration {
  /// Where the samples come from, which the sources of numbers begin with.
  package let source: String

  /// The fewest samples that tell a call from its bytes.
  package static let fewest = 3
  /// The greatest median error with which an op has rates of its own.
  package static let worst = 0.3
  /// The sizes of caches among which one is found.
  private static let caches = (17...25).map { Double(1 << $0) }

  /// Rates of samples from `source`.
  package init(source: String) { self.source = source }

  /// The rates that predict the samples best.
  package func fit(_ samples: [KernelSample]) -> MeasuredKernels {
    let ops = Self.grouped(samples, \.op)
    let largest = samples.map(\.work.moved).max() ?? 1
    let streaming = ops.values.compactMap { $0[.float32] }.filter { group in
      group.allSatisfy { $0.work.kind == .memory && !$0.isView }
    }
    var best = (cache: max(1, largest), loss: Double.infinity)
    for cache in Self.caches where 4 * cache <= largest {
      let loss = streaming.reduce(0) { sum, group in
        sum + Self.loss(Self.rate(of: group, cache: cache), group, cache)
      }
      if loss < best.loss { best = (cache, loss) }
    }
    var result = MeasuredKernels(cache: best.cache)
    result.sources["cache"] = "\(source), \(samples.count) samples of kernels"
    let moving = samples.filter { !$0.isView }
    result.kinds = rates(Self.grouped(moving, \.family), best.cache, worst: nil)
    result.ops = rates(ops, best.cache, worst: Self.worst)
    return result
  }

  /// By name and dtype.
  private static func grouped(_ samples: [KernelSample], _ name: (KernelWork) -> String?)
    -> [String: [DType: [KernelSample]]]
  {
    var groups: [String: [DType: [KernelSample]]] = [:]
    for sample in samples {
      guard let name = name(sample.work) else { continue }
      groups[name, default: [:]][sample.work.dtype, default: []].append(sample)
    }
    return groups
  }

  /// The rates of those that can be seen, each with its source.
  private func rates(
    _ groups: [String: [DType: [KernelSample]]], _ cache: Double, worst: Double?
  ) -> [String: [DType: KernelRate]] {
    var result: [String: [DType: KernelRate]] = [:]
    for (name, group) in groups {
      for (dtype, samples) in group where samples.count >= Self.fewest {
        var rate = Self.rate(of: samples, cache: cache)
        let error = Residual(
          samples.map { abs(rate.seconds(of: $0.work, cache: cache) / $0.seconds - 1) }
        ).median
        if let worst, error > worst { continue }
        let text =
          "\(source), \(samples.count) samples, median error \(fourDigits((error * 1000).rounded() / 10))%"
        for field in KernelRate.fields where field.get(rate) != nil {
          rate.sources[field.key] = text
        }
        result[name, default: [:]][dtype] = rate
      }
    }
    return result
  }

  private static func loss(_ rate: KernelRate, _ samples: [KernelSample], _ cache: Double) -> Double
  {
    LeastSquares.loss(
      samples.map { rate.seconds(of: $0.work, cache: cache) }, measured: samples.map(\.seconds))
  }

  /// The rate under which the samples are predicted best.
  static func rate(of samples: [KernelSample], cache: Double) -> KernelRate {
    let seconds = samples.map { max(1e-12, $0.seconds) }
    let least = seconds.min() ?? 1e-9
    if samples.allSatisfy(\.isView) { return KernelRate(call: seconds.sorted().quantile(0.5)) }
    var numbers = [RateNumber(\.call, least)]
    if samples.contains(where: { $0.work.operations > 0 }) {
      let speed = zip(samples, seconds).map { $0.work.operations / $1 }.max() ?? 1
      numbers.append(RateNumber(\.operations, max(1, speed)))
      if samples.count > 4 { numbers.append(RateNumber(\.halfDim, 8)) }
    }
    let pace = zip(samples, seconds).map { $0.work.moved / $1 }.max() ?? 1
    numbers.append(RateNumber(\.bandwidth, max(1, 2 * pace)))
    let within = rate(of: samples, cache: cache, numbers)
    guard samples.contains(where: { $0.work.moved > 1.5 * cache }) else { return within }
    // Of an op that is bound by its arithmetic the memory beyond the cache tells nothing.
    let beyond = rate(of: samples, cache: cache, numbers + [RateNumber(\.beyond, 0.5)])
    return loss(beyond, samples, cache) < loss(within, samples, cache) ? beyond : within
  }

  /// The values of some numbers under which the samples are predicted best.
  private static func rate(of samples: [KernelSample], cache: Double, _ numbers: [RateNumber])
    -> KernelRate
  {
    func made(_ point: [Double]) -> KernelRate {
      var made = KernelRate(call: 0)
      for (number, value) in zip(numbers, point) { number.set(&made, value) }
      return made
    }
    let found = LeastSquares(start: numbers.map(\.start)).fit(
      measured: samples.map { max(1e-12, $0.seconds) }
    ) { point in
      let rate = made(point)
      return samples.map { max(1e-12, rate.seconds(of: $0.work, cache: cache)) }
    }
    return made(found)
  }
}

/// A number of a rate that is found.
private struct RateNumber {
  let path: WritableKeyPath<KernelRate, Double?>?
  let isSlowing: Bool
  let start: Double

  init(_ path: WritableKeyPath<KernelRate, Double>, _ start: Double) {
    (self.path, self.start, isSlowing) = (nil, start, false)
  }

  init(_ path: WritableKeyPath<KernelRate, Double?>, _ start: Double) {
    (self.path, self.start, isSlowing) = (path, start, path == \KernelRate.beyond)
  }

  /// Of memory beyond the cache by how much slower than within it is found: it is never quicker.
  func set(_ rate: inout KernelRate, _ value: Double) {
    guard let path else { return rate.call = value }
    rate[keyPath: path] = isSlowing ? (rate.bandwidth ?? 1) / (1 + value) : value
  }
}
