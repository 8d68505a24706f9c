import ArgumentParser
import Foundation
import MPI
import Pictures
import Tessera

/// What the MPI library's own collectives take: what reshards are compared with.
struct CollectivesBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collectives",
    abstract: "Time MPI's collectives, from 1 KiB to 64 MiB.",
    discussion: """
      Buffers are made once. Times are of the slowest rank, microseconds. Bandwidths as nccl-tests defines
      them: algorithm = bytes / time; bus = algorithm x (n-1)/n, for an all-reduce x 2(n-1)/n, for a
      broadcast x 1; bytes are those of the larger buffer of a rank.

      Example, on two ranks: ./Launch/bench -np 2 collectives
      """)

  @Option(help: "The dtype of the elements.")
  var dtype = "float32"

  @Option(help: "The bytes of the largest buffers.")
  var largest = 1 << 26

  @Option(help: "How many times are taken of each.")
  var repeats = 30

  func validate() throws {
    guard DType(rawValue: dtype) != nil else {
      throw ValidationError("--dtype: a dtype is required, not '\(dtype)'")
    }
    guard largest >= 1024, repeats > 0 else {
      throw ValidationError("--largest: at least 1024 is required; --repeats: at least 1")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    let cluster = try Cluster.start()
    let ranks = cluster.size
    guard ranks > 1, let dtype = DType(rawValue: dtype) else {
      throw TesseraError(.environment, "bench collectives: at least 2 ranks are required (-np 2)")
    }
    let speaks = cluster.rank == 0
    if speaks {
      print(Machine(ranks: ranks).text + "\n")
      print(
        "| collective | \(dtype) | median | p99 | alg GB/s | bus GB/s |\n|---|---|---|---|---|---|")
    }
    for collective in MeasuredCollective.allCases where collective.suits(dtype) {
      for size in sequence(first: 1024, next: { $0 * 4 <= largest ? $0 * 4 : nil }) {
        let count = max(1, size / dtype.byteCount / ranks) * ranks
        let times = try collective.seconds(count, dtype, repeats: repeats, on: cluster)
        guard speaks else { continue }
        let bytes = Double(count * dtype.byteCount)
        let median = times.quantile(0.5)
        let rate = bytes / median * 1e-9
        let numbers = [
          median * 1e6, times.quantile(0.99) * 1e6, rate, rate * collective.busFactor(ranks: ranks),
        ]
        let cells =
          [collective.rawValue, Quantity.bytes.text(bytes)]
          + numbers.map { String(format: $0 < 100 ? "%.2f" : "%.0f", $0) }
        print("| \(cells.joined(separator: " | ")) |")
      }
    }
  }
}

/// A collective between buffers that are there.
private enum MeasuredCollective: String, CaseIterable {
  case allGather = "MPI_Allgather"
  case allReduce = "MPI_Allreduce"
  case reduceScatter = "MPI_Reduce_scatter_block"
  case allToAll = "MPI_Alltoall"
  case broadcast = "MPI_Bcast"

  func suits(_ dtype: DType) -> Bool {
    self != .allReduce && self != .reduceScatter || dtype.carries(.sum)
  }

  /// What the algorithm bandwidth is multiplied by.
  func busFactor(ranks: Int) -> Double {
    let share = Double(ranks - 1) / Double(ranks)
    return switch self {
    case .allGather, .reduceScatter, .allToAll: share
    case .allReduce: 2 * share
    case .broadcast: 1
    }
  }

  /// The times of the slowest rank, ascending; `count` elements in the larger buffer.
  func seconds(_ count: Int, _ dtype: DType, repeats: Int, on cluster: Cluster) throws -> [Double] {
    let world = Communicator.world
    let part = count / world.size
    let from = DenseTensor(zeros: [self == .allGather ? part : count], dtype: dtype)
    let to = DenseTensor(zeros: [self == .reduceScatter ? part : count], dtype: dtype)
    func run() throws {
      try from.storage.withBytes(from.byteRange) { send in
        try to.storage.withMutableBytes(to.byteRange) { receive in
          switch self {
          case .allGather: try world.allGather(send, into: &receive, of: dtype)
          case .allReduce: try world.allReduce(send, into: &receive, of: dtype, op: .sum)
          case .reduceScatter:
            try world.reduceScatterBlock(send, into: &receive, of: dtype, op: .sum)
          case .allToAll: try world.allToAll(send, into: &receive, of: dtype)
          case .broadcast: try world.broadcast(&receive, of: dtype, root: 0)
          }
        }
      }
    }
    let batch = count * dtype.byteCount < 1 << 18 ? 20 : 1
    for _ in 0..<max(2, batch / 4) { try run() }
    let own = try (0..<repeats).map { _ in
      try ReshardMeasurement.nanoseconds(batch, run)
    }
    let all = try cluster.gathered(own)
    return own.indices.map { index in all.map { Double($0[index]) * 1e-9 }.max() ?? 0 }.sorted()
  }
}
