import Sharding
import Tensors
import Pictures
import CostModel
import Elements
import ArgumentParser
import PlanningCommands
import Programs
import Tessera

/// What an op costs beside its local computation.
struct DispatchBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispatch",
    abstract:
      "Time an 8x8 add, at once and in a compiled program, and a 1024 matmul beside the local computation.",
    discussion: """
      Nothing moves between ranks, so that --exchange is refused here.

      Example, on two ranks:
        ./Launch/bench -np 2 dispatch
      """)

  @Option(help: "The number of adds in a run.")
  var count = 20_000

  @Option(help: "The number of runs that are timed.")
  var runs = 7

  /// Known only to be refused.
  @Option(help: .hidden)
  var exchange: ExchangeChoice?

  @OptionGroup var output: BenchOptions

  func validate() throws {
    if let exchange {
      throw ValidationError(
        "--exchange: a benchmark whose ranks exchange shards is required, dispatch moves nothing; "
          + "\(exchange.rawValue) is given")
    }
    guard count > 0, runs > 0 else {
      throw ValidationError("--count and --runs: at least 1 is required")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    let cluster = try Cluster.start()
    let mesh = try ProcessMesh(shape: [cluster.size], axes: ["x"])
    let x = try DistTensor(fill: .iota, shape: [8, 8], "S(0)", on: mesh, in: cluster)
    guard let local = x.local else { return }
    let distributed = try Timing(repeats: runs) { for _ in 0..<count { _ = try x + x } }
    let alone = Timing(repeats: runs) { for _ in 0..<count { _ = local.adding(local) } }
    // Whole programs, so that each run has as many adds as the others.
    let length = (1...min(count, 1000)).last { count.isMultiple(of: $0) } ?? 1
    let compiled = try Self.program(of: length, like: x)
    let programmed = try Timing(repeats: runs) {
      for _ in 0..<max(1, count / length) { _ = try compiled(["x": x]) }
    }
    try cluster.barrier()
    let square = DenseTensor(fill: .random(seed: 1), shape: [1024, 1024], dtype: .float32)
    let whole = try DistTensor(square, attr: .replicated(on: mesh), on: cluster)
    let products = try Timing(repeats: runs) { _ = try whole.matmul(whole) }
    let blas = Timing(repeats: runs) { _ = square.matmul(square) }
    guard cluster.rank == 0 else { return }
    let (adds, product) = (Double(count), 1.0)
    var table = TextTable([
      "case", .init("time", in: "µs"), .init("least", in: "µs"), .init("most", in: "µs"),
      .init("local", in: "µs"), .init("local least", in: "µs"), .init("local most", in: "µs"),
      .init("beside local", in: "µs"),
    ])
    let cases = [
      ("add f32[8,8]", distributed, alone, adds),
      ("add f32[8,8] in a program", programmed, alone, adds),
      ("matmul f32[1024,1024]", products, blas, product),
    ]
    for (name, ours, local, each) in cases {
      table.add(
        [.words(name)]
          + [ours.median, ours.minimum, ours.maximum, local.median, local.minimum, local.maximum]
          .map { .microseconds($0 / each) } + [.microseconds((ours.median - local.median) / each)])
    }
    var report = BenchReport(
      Machine(ranks: cluster.size),
      legend:
        "One op on rank 0 of \(cluster.size), placements as the op wants them: the median, the least "
        + "and the most of \(runs) runs; local is its computation alone.")
    report.add(nil, table)
    report.charts = [
      (
        "dispatch",
        BarChart(
          title: "Ops beside their local computation, \(cluster.size) ranks", quantity: .seconds,
          series: ["DistTensor", "local"],
          rows: cases.map { .init($0.0, [$0.1.median / $0.3, $0.2.median / $0.3]) }
        ).svg
      )
    ]
    try report.tell(output)
  }
}

extension DispatchBenchmark {
  /// A program of so many adds, one after the other.
  private static func program(of length: Int, like x: DistTensor) throws -> CompiledProgram {
    let program = try Program.trace("adds") { recorder in
      let first = try recorder.input("x", shape: x.shape, dtype: x.dtype, "\(x.attr)")
      var value = first
      for _ in 0..<length { value = try value + first }
      return [value]
    }
    return try CompiledProgram(try Completion(on: [x.mesh])(program), on: x.cluster)
  }
}
