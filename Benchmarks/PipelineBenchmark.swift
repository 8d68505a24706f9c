import ArgumentParser
import Foundation
import MPI
import Tessera

/// What crosses between two stages of one host: read where it lies, beside messages, in one run.
struct PipelineBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "Time what crosses between two stages, read where it lies and by messages.",
    discussion: """
      The first half of the ranks is one stage, the second the other. "alone" is one reshardAsync that
      all ranks wait for; "in flight" is one of 6 that are begun before any is waited for; "begin" is
      what the first stage does before it goes on.

      Example, on four ranks: ./Launch/bench -np 4 pipeline
      """)

  @Option(help: ArgumentHelp("Sizes of the tensor that crosses, in KiB.", valueName: "list"))
  var sizes = "64,1024,65536"

  @Option(help: "How many times are taken of each.")
  var repeats = 21

  private static let inFlight = 6

  func validate() throws {
    guard let list = numbers(in: sizes), !list.isEmpty else {
      throw ValidationError("--sizes: numbers of KiB of at least 1 are required, not '\(sizes)'")
    }
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
    if cluster.rank == 0 {
      print(Machine(ranks: cluster.size).text)
      print("float32, microseconds of the slowest rank, median; read / by messages = ratio\n")
      print(Self.line(["case", "KiB", "alone", "in flight", "begin"]))
    }
    for (from, to) in [("S(0)", "S(0)"), ("S(0)", "S(1)"), ("R", "R")] {
      for size in numbers(in: sizes) ?? [] {
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
        guard cluster.rank == 0 else { continue }
        print(Self.line(["\(from)->\(to)", "\(size)"] + times.map(Self.text)))
      }
    }
  }

  private static func text(_ times: [Double]) -> String {
    String(format: "%.1f/%.1f=%.3f", times[0], times[1], times[0] / times[1])
  }

  private static func line(_ cells: [String]) -> String {
    zip(cells, [12, 8, 24, 24, 24]).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
      .joined()
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
