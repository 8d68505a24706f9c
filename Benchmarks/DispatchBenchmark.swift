import ArgumentParser
import Tessera

/// What an op costs beside its local computation.
struct DispatchBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispatch",
    abstract: "Time an 8x8 add and a 1024 matmul beside the local computation.",
    discussion: "Example, on two ranks: ./Launch/bench -np 2 dispatch")

  @Option(help: "How many adds make one run.")
  var count = 20_000

  @Option(help: "How many runs are timed.")
  var runs = 7

  func run() throws {
    let cluster = try Cluster.start()
    let mesh = try ProcessMesh(shape: [cluster.size], axes: ["x"])
    let x = try DistTensor(fill: .iota, shape: [8, 8], "S(0)", on: mesh, in: cluster)
    guard let local = x.local else { return }
    let distributed = try Timing(repeats: runs) { for _ in 0..<count { _ = try x + x } }
    let alone = Timing(repeats: runs) { for _ in 0..<count { _ = local.adding(local) } }
    try cluster.barrier()
    let square = DenseTensor(fill: .random(seed: 1), shape: [1024, 1024], dtype: .float32)
    let whole = try DistTensor(square, attr: .replicated(on: mesh), on: cluster)
    let products = try Timing(repeats: runs) { _ = try whole.matmul(whole) }
    let blas = Timing(repeats: runs) { _ = square.matmul(square) }
    guard cluster.rank == 0 else { return }
    print("add of 8x8 float32 on \(cluster.size) ranks, equal placements, microseconds each:")
    print("  DistTensor \(micro(distributed)), local \(micro(alone)): minimum, median, maximum")
    print("matmul of 1024 x 1024 x 1024 float32, milliseconds:")
    print("  DistTensor \(milli(products)), local (OpenBLAS) \(milli(blas))")
  }

  private func micro(_ timing: Timing) -> String { text(timing, 1e6 / Double(count)) }

  private func milli(_ timing: Timing) -> String { text(timing, 1e3) }

  private func text(_ timing: Timing, _ scale: Double) -> String {
    [timing.minimum, timing.median, timing.maximum]
      .map { "\(($0 * scale * 100).rounded() / 100)" }.joined(separator: "/")
  }
}
