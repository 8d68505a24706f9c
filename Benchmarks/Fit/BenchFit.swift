import Console
import CostModel
import Elements
import PlanningCommands
import Sharding
import ArgumentParser
import Foundation
import MPI
import Tessera

/// Finds the cost model's numbers on this machine.
struct BenchFit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Measure this machine's collectives and kernels, and write its topology file.",
    discussion: """
      Every collective that reshards use runs as they issue it, on groups of the job's ranks and tensors
      of 1 KiB and more, beside the ranks' own copies and folds. The numbers under which the cost model
      predicts the times best go into the file, with what is left of error for each collective. With \
      --exchange they are those of the machine as it is by these ways. Kernels of ops run at several sizes on all \
      ranks at once; what a call, an operation and a byte of each takes goes into the file's device. An op that \
      was not measured, or whose samples tell no number, takes those of its kind.

      Example, on two ranks:
        ./Launch/run -np 2 bench fit --largest 64KiB --passes 1
      """)

  @Option(help: ArgumentHelp("Write the topology to this file.", valueName: "file.yaml"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write all samples to this file, measured and predicted.", valueName: "file.json"))
  var samples: String?

  @Option(
    help: ArgumentHelp(
      "Write the samples of kernels to this file, measured and predicted.",
      valueName: "file.json"))
  var kernelSamples: String?

  @OptionGroup var measuring: MeasuringOptions
  @OptionGroup var way: WayOptions

  @Option(
    help: ArgumentHelp(
      "Draw the predicted time of every sample over the measured one.", valueName: "file.svg"
    ))
  var svg: String?

  @Flag(help: "Print neither the topology file nor the progress.")
  var quiet = false

  func run() throws {
    do { try fit() } catch { throw TesseraError(error) }
  }

  private func fit() throws {
    let cluster = try Cluster.startForBench("fit", way)
    let samples = try measure(cluster)
    let readsPeers = try Self.readsPeers(cluster)
    let kernels = try measureKernels(cluster)
    let launch = try LaunchFit(cluster, repeats: measuring.repeats)
    guard cluster.rank == 0 else { return }
    let machine = FittedMachine(ranks: cluster.size)
    let exchange = cluster.options.planning.costs.exchange
    var topology = machine.naming(
      Calibration(machine: machine.start(readsPeers: readsPeers), exchange: exchange).fit(samples),
      samples)
    topology.device = try machine.device(kernels, launch, on: topology)
    if let output { try NewFile.write(machine.comment + topology.yaml, to: output) }
    if let path = self.samples {
      try NewFile.write(
        try CostSample.json(samples, CostModel(topology, exchange: exchange)), to: path)
    }
    if let path = kernelSamples {
      try NewFile.write(try KernelSample.json(kernels, topology.device), to: path)
    }
    if let svg {
      let model = CostModel(topology, exchange: exchange)
      let chart = AccuracyChart(
        "Samples of \(cluster.size) ranks",
        samples.map { ($0.seconds, $0.predicted(by: model)) })
      try chart.svg.description.write(to: svg, for: "--svg")
    }
    if !quiet { try StandardOutput.print(topology.yaml, terminator: "") }
  }

  /// Whether this job's reshards were done by reading.
  private static func readsPeers(_ cluster: Cluster) throws -> Bool {
    let mesh = try ProcessMesh(shape: [cluster.size])
    let shards = try DistTensor(fill: .ones, shape: [cluster.size], "S(0)", on: mesh, in: cluster)
    return try shards.resharded(to: "R").record?.steps.first?.mode == .shared
  }

  /// The kernels' samples, of all ranks at once.
  private func measureKernels(_ cluster: Cluster) throws -> [KernelSample] {
    let fit = KernelFit(cluster: cluster, measuring: measuring)
    var progress = ProgressLine(total: fit.count, isShown: cluster.rank == 0 && !quiet)
    defer { progress.clear() }
    return try fit.samples { progress.next($0) }
  }

  /// Of each trial the median, or another quantile, over all passes that were not disturbed.
  private func measure(_ cluster: Cluster) throws -> [CostSample] {
    let stopwatch = Stopwatch(cluster)
    let trials = try FitTrial.all(ranks: cluster.size, largest: measuring.largest.bytes)
    var times: [Int: TimedPasses] = [:]
    var samples: [Int: CostSample] = [:]
    var progress = ProgressLine(
      total: measuring.passes * trials.count, isShown: cluster.rank == 0 && !quiet)
    defer { progress.clear() }
    for _ in 0..<measuring.passes {
      for (index, trial) in trials.enumerated() {
        progress.next("trial \(index + 1)")
        let found = try trial.sample(stopwatch, repeats: measuring.repeats)
        guard let (sample, seconds) = found else { continue }
        samples[index] = sample
        times[index, default: TimedPasses()].append(seconds)
      }
    }
    return samples.sorted { $0.key < $1.key }.map { index, sample in
      var sample = sample
      sample.seconds = max(1e-9, times[index]?.time(quantile: measuring.quantile) ?? 0)
      return sample
    }
  }
}

extension CostSample {
  /// The samples as JSON: what each asked for, how long it took, and what the model predicts.
  fileprivate static func json(_ samples: [CostSample], _ model: CostModel) throws -> String {
    struct Line: Encodable {
      let name: String
      let collective: String
      let ranks, active, peers, received, sent, packed, folded, copied: Int
      let measured, predicted: Double
    }
    let lines = samples.map { sample in
      let load = sample.load
      return Line(
        name: sample.name, collective: load.collective.rawValue, ranks: sample.span.count,
        active: sample.span.neighbours, peers: load.peers, received: load.received,
        sent: load.sent, packed: load.packed, folded: load.folded, copied: load.copied,
        measured: sample.seconds, predicted: sample.predicted(by: model))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(lines), as: UTF8.self) + "\n"
  }
}
