import Sharding
import CostModel
import Pictures
import Elements
import Console
import ArgumentParser
import Foundation
import MPI
import Tessera

/// What crosses between two stages of one host: read where it lies, beside messages, in one run.
struct PipelineBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "Time transfers between two stages, by shared memory and by messages.",
    discussion: """
      The first half of the ranks is one stage, the second the other. "alone" is one reshardAsync that
      all ranks wait for; "in flight" is one of 6 that are begun before any is waited for; "begin" is
      what the first stage does before it goes on.

      Example, on four ranks:
        ./Launch/bench -np 4 pipeline --size 64KiB
      """)

  @OptionGroup var range: SizeOptions

  @Option(help: "The number of times that each transfer is timed.")
  var repeats = 21

  @OptionGroup var output: BenchOptions

  private static let inFlight = 6

  func validate() throws {
    guard repeats > 0 else {
      throw ValidationError("--repeats: at least 1 is required, not \(repeats)")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    let clusters = try [ExchangeChoice.shared, .mpi].map {
      try Cluster.start(options: .init(exchange: $0))
    }
    let cluster = clusters[0]
    guard cluster.size > 1, cluster.size % 2 == 0 else {
      throw TesseraError(
        .environment, "bench pipeline: an even number of ranks is required (-np 2)")
    }
    let half = cluster.size / 2
    let meshes = try [0..<half, half..<cluster.size].map {
      try ProcessMesh(shape: [half], ranks: Array($0))
    }
    let kinds = ["alone", "in flight", "begin"]
    var table = TextTable(
      ["case", "size", "type"]
        + kinds.flatMap { kind -> [TextTable.Column] in
          [
            .init("\(kind) read", in: "µs"), .init("\(kind) sent", in: "µs"),
            .init("\(kind) ratio"),
          ]
        })
    var curves: [String: [LineChart.Series.Point]] = [:]
    let sizes = try range.sizes(or: [64 << 10, 1 << 20, 64 << 20])
    var progress = ProgressLine(
      total: 3 * sizes.count, isShown: cluster.rank == 0 && !output.told.quiet)
    for (from, to) in [("S(0)", "S(0)"), ("S(0)", "S(1)"), ("R", "R")] {
      for bytes in sizes {
        let size = max(1, bytes >> 10)
        progress.next("\(from) -> \(to) \(ByteCount(size << 10))")
        var times: [[Double]] = []
        let works = try clusters.map { cluster in
          try Hop(
            DistTensor(fill: .iota, shape: [size, 256], from, on: meshes[0], in: cluster),
            to: TensorDistAttr(parsing: to, on: [meshes[1]]))
        }
        let batch = max(1, min(200, 8192 / size))
        let repeats = size > 8192 ? max(3, repeats / 3) : repeats
        for kind in Hop.Kind.allCases {
          var taken: [[Int]] = works.map { _ in [] }
          for work in works { for _ in 0..<3 { _ = try work.run(kind, Self.inFlight, batch) } }
          for _ in 0..<repeats {
            for (index, work) in works.enumerated() {
              taken[index].append(try work.run(kind, Self.inFlight, batch))
            }
          }
          let all = try cluster.gathered(taken.flatMap { $0 })
          times.append(
            works.indices.map { index in
              (0..<repeats).map { repeated in
                all.map { Double($0[index * repeats + repeated]) * 1e-3 }.max() ?? 0
              }.sorted()[repeats / 2]
            })
        }
        table.add(
          [.words("\(from) -> \(to)"), .bytes(size << 10), "f32"]
            + times.flatMap { time -> [TextTable.Cell] in
              [
                .number(time[0], digits: 1), .number(time[1], digits: 1),
                .number(time[1] > 0 ? time[0] / time[1] : 0, digits: 3),
              ]
            })
        for (name, index) in [("read", 0), ("sent", 1)] {
          curves["\(from) -> \(to), \(name)", default: []].append(
            .init(x: Double(size << 10), y: times[0][index] * 1e-6))
        }
      }
    }
    progress.clear()
    guard cluster.rank == 0 else { return }
    var report = BenchReport(
      Machine(ranks: cluster.size),
      legend: "Medians of the slowest rank; read where it lies, and sent by messages, in one run.")
    report.add(nil, table)
    let chart = LineChart(
      title: "What crosses between two stages, alone", x: ("whole tensor", .bytes, .logarithmic),
      y: ("time", .seconds, .logarithmic),
      series: curves.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
    report.charts = [("pipeline", chart.svg)]
    try report.tell(output)
  }
}

/// One tensor that crosses, over and over.
private struct Hop {
  enum Kind: CaseIterable { case alone, inFlight, begin }

  let tensor: DistTensor
  let target: TensorDistAttr

  init(_ tensor: DistTensor, to target: TensorDistAttr) {
    (self.tensor, self.target) = (tensor, target)
  }

  /// - Returns: the nanoseconds of one crossing on this rank.
  func run(_ kind: Kind, _ inFlight: Int, _ batch: Int) throws -> Int {
    try Communicator.world.barrier()
    let clock = ContinuousClock()
    var begun = Duration.zero
    let count = kind == .inFlight ? inFlight : 1
    let whole = try clock.measure {
      for _ in 0..<batch {
        var handles: [ReshardHandle] = []
        begun += try clock.measure {
          for _ in 0..<count { handles.append(try tensor.reshardAsync(to: target)) }
        }
        for handle in handles { _ = try handle.wait() }
      }
    }
    let isSource = tensor.local != nil
    let duration = kind == .begin ? (isSource ? begun : .zero) : whole
    let (seconds, atto) = duration.components
    return (Int(seconds) * 1_000_000_000 + Int(atto / 1_000_000_000)) / (batch * count)
  }
}
