import Resharding
import Tensors
import MPI
import Tessera

/// One case at one size: ours, the raw counterpart and a plain copy, in turn in one run.
struct ReshardMeasurement {
  /// Seconds of the slowest rank, ascending.
  private(set) var ours: [Double] = []
  private(set) var raw: [Double] = []
  private(set) var copies: [Double] = []
  /// The bytes that the busiest rank receives, which the plain copy copies on every rank.
  let copied: Int
  /// How ours was carried out; nil if nothing had to move.
  private(set) var mode: ExchangeMode?
  /// How many elements of all ranks ours has other than the raw calls; nil if there are none to compare.
  private(set) var wrong: Int?

  /// Measures on all ranks of the job, then checks that ours gave what the raw calls gave.
  ///
  /// - Parameters:
  ///   - repeats: how many times are taken of each.
  ///   - batch: how many calls in a row make one time.
  init(
    _ measured: ReshardCase, _ transition: Transition, repeats: Int, batch: Int,
    on cluster: Cluster
  ) throws {
    let traffic = try cluster.plan(transition).traffic
    let received = transition.ranks.map { rank in
      traffic.reduce(0) { $0 + ($1.received[rank] ?? 0) }
    }
    copied = received.max() ?? 0
    let shard = Self.shard(transition, cluster.rank)
    let tensor = try DistTensor(
      shards: shard.map { [cluster.rank: $0] } ?? [:], shape: transition.shape,
      dtype: transition.dtype, attr: transition.from, on: cluster)
    let byHand = RawExchange(measured.raw, transition, source: shard)
    let (from, to) = (
      DenseTensor(zeros: [copied], dtype: .uint8), DenseTensor(zeros: [copied], dtype: .uint8)
    )
    let works: [() throws -> Void] = [
      { _ = try tensor.resharded(to: transition.to) }, { try byHand.run() },
      { to.copy(from: from) },
    ]
    for work in works { for _ in 0..<max(2, batch / 4) { try work() } }
    var own: [[Int]] = works.map { _ in [] }
    for _ in 0..<repeats {
      for (index, work) in works.enumerated() {
        own[index].append(try Self.nanoseconds(batch, work))
      }
    }
    let all = try cluster.gathered(own.flatMap { $0 })
    let slowest = own.indices.map { index in
      (0..<repeats).map { repeated in
        all.map { Double($0[index * repeats + repeated]) * 1e-9 }.max() ?? 0
      }.sorted()
    }
    (ours, raw, copies) = (slowest[0], slowest[1], slowest[2])
    try check(tensor, transition, byHand, measured, on: cluster)
  }

  /// The time of one call, over `batch` of them.
  static func nanoseconds(_ batch: Int, _ work: () throws -> Void) throws -> Int {
    try Communicator.world.barrier()
    let clock = ContinuousClock()
    let duration = try clock.measure { for _ in 0..<batch { try work() } }
    let (whole, atto) = duration.components
    return (Int(whole) * 1_000_000_000 + Int(atto / 1_000_000_000)) / batch
  }

  /// Zeros and ones, so that sums are exact in every order: what a rank holds, by its place.
  private static func shard(_ transition: Transition, _ rank: Int) -> DenseTensor? {
    transition.from.box(of: rank, shape: transition.shape).map { box in
      let seed = transition.from.placements == [.replicate] ? 0 : rank
      return DenseTensor(fill: .random(seed: UInt64(seed)), shape: box.sizes, dtype: .bool)
        .converted(to: transition.dtype)
    }
  }

  /// Counts the elements that differ. All ranks call it.
  private mutating func check(
    _ tensor: DistTensor, _ transition: Transition, _ byHand: RawExchange, _ measured: ReshardCase,
    on cluster: Cluster
  ) throws {
    let result = try tensor.resharded(to: transition.to)
    mode = result.record?.steps.last?.mode
    guard measured.raw != .none else { return }
    var own = 0
    if let local = result.local, let expected = byHand.result {
      own = local.differingElements(from: expected)
    }
    wrong = try cluster.gathered([own]).reduce(0) { $0 + $1[0] }
  }
}

extension DenseTensor {
  /// How many elements have other bits; both contiguous, of one shape and dtype.
  fileprivate func differingElements(from other: DenseTensor) -> Int {
    if isIdentical(to: other) { return 0 }
    let size = dtype.byteCount
    let bytes = [self, other].map { tensor in
      tensor.storage.withBytes(tensor.byteRange) { span in
        (0..<span.byteCount).map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
      }
    }
    return (0..<count).count { element in
      (element * size..<(element + 1) * size).contains { bytes[0][$0] != bytes[1][$0] }
    }
  }
}

extension [Double] {
  /// The value that the given share of the ascending values does not exceed.
  func quantile(_ share: Double) -> Double {
    isEmpty ? 0 : self[Swift.min(count - 1, Int(Double(count) * share))]
  }
}
