// A perceptron of two layers in two pipeline stages, trained under 1F1B with its gradients by hand.
//
//     mpirun -np 4 .build/debug/TrainPipeline     two stages of two ranks, each cutting its layer
//     mpirun -np 1 .build/debug/TrainPipeline     one rank has both stages: the same losses
//
// Each step cuts the batch into micro-batches. While a stage computes one, what it computed of the last
// is on its way; gradients add up until all are back, and then the weights move.

import Tessera

/// A linear layer, cut over the ranks of its stage, and what its gradients have added up to.
final class Linear {
  private(set) var weight, bias: DistTensor
  private var sums: (weight: DistTensor, bias: DistTensor)?

  /// - Parameter dim: of the weight, which the ranks cut: 1 cuts the outputs, 0 the inputs.
  init(
    _ inputs: Int, _ outputs: Int, cutting dim: Int, seed: UInt64, on mesh: ProcessMesh,
    in cluster: Cluster
  ) throws {
    func random(_ seed: UInt64, _ shape: [Int], _ placement: String) throws -> DistTensor {
      try DistTensor(fill: .random(seed: seed), shape: shape, placement, on: mesh, in: cluster)
        - 0.5
    }
    weight = try random(seed, [inputs, outputs], "S(\(dim))")
    bias = try random(seed + 1, [outputs], dim == 1 ? "S(0)" : "R")
  }

  func add(weight: DistTensor, bias: DistTensor) throws {
    guard let sums else { return self.sums = (weight, bias) }
    self.sums = (try sums.weight + weight, try sums.bias + bias)
  }

  /// A step down the gradient, which is forgotten.
  func update(rate: Double) throws {
    guard let sums else { return }
    try weight -= rate * sums.weight
    try bias -= rate * sums.bias
    self.sums = nil
  }
}

Cluster.run { cluster in
  // The first half of the ranks, and the second; one rank alone is both.
  let half = (cluster.size + 1) / 2
  let ranks = [Array(0..<half), cluster.size == 1 ? [0] : Array(half..<cluster.size)]
  let meshes = try ranks.enumerated().map { stage, ranks in
    try ProcessMesh(shape: [ranks.count], axes: ["tp"], ranks: ranks, name: "stage\(stage)")
  }
  let (samples, inputs, hidden, outputs) = (50, 6, 33, 3)
  let one = try Linear(inputs, hidden, cutting: 1, seed: 1, on: meshes[0], in: cluster)
  let two = try Linear(hidden, outputs, cutting: 0, seed: 3, on: meshes[1], in: cluster)

  // The first stage has the samples, the second what is to come of them.
  func batch(_ samples: Range<Int>, on mesh: ProcessMesh) throws -> DistTensor {
    try DistTensor(
      fill: .random(seed: 5), shape: [50, inputs], "R", on: mesh, in: cluster)[
        samples.lowerBound..<samples.upperBound, .all] * 2 - 1
  }
  func target(_ samples: Range<Int>) throws -> DistTensor {
    let w = try DistTensor(
      fill: .random(seed: 6), shape: [inputs, outputs], "R", on: meshes[1], in: cluster)
    return try (batch(samples, on: meshes[1]) • w * 3).sin()
  }
  let parts = try microbatchRanges(of: samples, in: 4)
  let count = Double(samples * outputs)

  let first = try PipelineStage(on: meshes[0], input: "R") { x, microbatch in
    let h = try x • one.weight + one.bias  // S(1): each rank has its features
    try microbatch.keep(x, as: "x")
    try microbatch.keep(h, as: "h")
    return try h.relu()
  } backward: { gradient, microbatch in
    guard let gradient else { return nil }  // S(1), as what it is the gradient of
    let dh = try gradient * (microbatch["h"] .> 0).cast(.float32)
    try one.add(weight: microbatch["x"].matmul(dh, transposed: true), bias: dh.sum(0))
    return nil
  }

  // The features cross from the ranks that have them to those that take them, cut as those are.
  let second = try PipelineStage(on: meshes[1], input: "S(1)") { a, microbatch in
    let y = try (a • two.weight).resharded(to: "R") + two.bias  // P(sum) -> R: an all-reduce
    let error = try y - target(parts[microbatch.index])
    try microbatch.keep(a, as: "a")
    try microbatch.keep(error, as: "error")
    return try (error * error).sum() / count
  } backward: { _, microbatch in
    let dy = try microbatch["error"] * (2 / count)
    try two.add(weight: microbatch["a"].matmul(dy, transposed: true), bias: dy.sum(0))
    return try dy.matmul(two.weight, otherTransposed: true)  // S(1): it crosses back
  }

  let pipeline = try Pipeline([first, second], in: cluster)
  for step in 1...20 {
    let run = try pipeline.run(
      try parts.map { try batch($0, on: meshes[0]) }, .oneForwardOneBackward)
    try one.update(rate: 0.2)
    try two.update(rate: 0.2)
    let losses = try run.outputs.dropFirst().reduce(run.outputs[0]) { try $0 + $1 }
    if let loss = try losses.full(on: 0) {
      print("step \(step) loss \(loss.values(as: Float.self)[0])")
    }
  }
}
