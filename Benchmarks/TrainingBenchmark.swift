import ArgumentParser
import Console
import CostModel
import Elements
import Pictures
import PlanningCommands
import Sharding
import Tensors
import Tessera

/// What a step of training takes whose gradients a tape finds, beside one whose gradients are written by hand.
struct TrainingBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Time a training step with gradients by hand beside the same by a tape, in turns.",
    discussion: """
      A perceptron of two layers, as the example TrainMLP trains it: of several ranks two have parts of the batch, and the \
      others parts of the hidden features.

      Example, on four ranks:
        ./Launch/bench -np 4 training
      """)

  @Option(help: "The cases to time, with commas between; all without it.")
  var only: String?

  @Option(help: "The number of times that each step is timed.")
  var repeats = 41

  @OptionGroup var output: BenchOptions

  func validate() throws {
    guard repeats > 0 else {
      throw ValidationError("--repeats: at least 1 is required, not \(repeats)")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    let cluster = try Cluster.start()
    var table = PairTable(
      "perceptron", "by hand", "taped", title: "Gradients by hand and by a tape")
    let all = [(50, 6, 33, 3), (256, 64, 256, 16), (1024, 256, 1024, 64)].map { sizes in
      (name: "\(sizes.0) rows of \(sizes.1)-\(sizes.2)-\(sizes.3)", sizes: sizes)
    }
    let chosen = try cluster.together { try all.chosen(by: only) { $0.name } }
    var progress = ProgressLine(
      total: chosen.count, isShown: cluster.rank == 0 && !output.told.quiet)
    for (name, (batch, inputs, hidden, outputs)) in chosen {
      progress.next(name)
      let trial = try Perceptron(batch, inputs, hidden, outputs, on: cluster)
      table.add(name, try trial.seconds(repeats))
    }
    progress.clear()
    guard cluster.rank == 0 else { return }
    try table.tell(
      "training",
      legend:
        "Medians of \(repeats) runs that take turns, on rank 0 of \(cluster.size): forward, backward and SGD, float32. "
        + "A ratio above 1 is what the tape costs.",
      ranks: cluster.size, output)
  }
}

/// A perceptron of two layers, and its data.
private struct Perceptron {
  private let x, target: DistTensor
  private let weights: [DistTensor]
  private let cluster: Cluster
  private let rate = 1e-3

  init(_ batch: Int, _ inputs: Int, _ hidden: Int, _ outputs: Int, on cluster: Cluster) throws {
    let dp = cluster.size.isMultiple(of: 2) ? 2 : 1
    let mesh = try ProcessMesh(shape: [dp, cluster.size / dp], axes: ["dp", "tp"], name: "grid")
    func random(_ seed: UInt64, _ shape: [Int], _ placements: String) throws -> DistTensor {
      try DistTensor(fill: .random(seed: seed), shape: shape, placements, on: mesh, in: cluster)
        - 0.5
    }
    x = try random(5, [batch, inputs], "S(0),R")
    target = try random(6, [batch, outputs], "S(0),R")
    weights = try [
      random(1, [inputs, hidden], "R,S(1)"), random(2, [hidden], "R,S(0)"),
      random(3, [hidden, outputs], "R,S(0)"), random(4, [outputs], "R,R"),
    ]
    self.cluster = cluster
  }

  /// Seconds of one step, by hand and by a tape: medians of steps that take turns.
  func seconds(_ repeats: Int) throws -> [Double] {
    try cluster.secondsInTurns(
      [{ _ = try byHand(weights) }, { _ = try taped(weights) }], repeats: repeats)
  }

  private func forward(_ weights: [DistTensor]) throws -> (
    hidden: DistTensor, active: DistTensor, error: DistTensor
  ) {
    let hidden = try x • weights[0] + weights[1]
    let active = try hidden.relu()
    let bias = try weights[3].resharded(to: "R,P(sum)")
    let y = try (active • weights[2] + bias).resharded(to: "S(0),R")
    return (hidden, active, try y - target)
  }

  /// One step down; gradients lie as the weights do.
  private func updated(_ weights: [DistTensor], _ gradients: [DistTensor]) throws -> [DistTensor] {
    try zip(weights, gradients).map { try $0 - rate * $1 }
  }

  private func byHand(_ weights: [DistTensor]) throws -> [DistTensor] {
    let (hidden, active, error) = try forward(weights)
    let count = Double(target.size)
    _ = try (error.square().sum() / count).item()
    let dy = try error * (2 / count)
    let dh = try dy.matmul(weights[2], otherTransposed: true) * (hidden .> 0).cast(.float32)
    let gradients = [
      try x.matmul(dh, transposed: true), try dh.sum(0), try active.matmul(dy, transposed: true),
      try dy.sum(0),
    ]
    // What a tape does by itself.
    return try updated(
      weights, zip(weights, gradients).map { try $1.resharded(to: $0.attr) })
  }

  private func taped(_ weights: [DistTensor]) throws -> [DistTensor] {
    let tracked = weights.map { $0.tracked() }
    let loss = try Tape.record {
      try forward(tracked).error.square().sum() / Double(target.size)
    }
    let gradients = try loss.backward()
    _ = try loss.item()
    return try updated(weights, tracked.map { try gradients[$0] })
  }
}
