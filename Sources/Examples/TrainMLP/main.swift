// A perceptron of two layers, trained under data and tensor parallelism, with its gradients by hand.
//
//     mpirun -np 4 .build/debug/TrainMLP     two parts of the batch, each on two parts of the model
//     mpirun -np 1 .build/debug/TrainMLP     one rank: the same losses
//
// Placements are of the mesh dims dp, tp in this order. A framework's automatic differentiation does
// what stands here; its collectives are the changes of placement below.

import Tessera

struct MLP {
  /// Cut by hidden features: columns of the first weight, rows of the second.
  var w1, b1, w2, b2: DistTensor

  init(inputs: Int, hidden: Int, outputs: Int, on mesh: ProcessMesh, in cluster: Cluster) throws {
    func random(_ seed: UInt64, _ shape: [Int], _ placements: String) throws -> DistTensor {
      try DistTensor(fill: .random(seed: seed), shape: shape, placements, on: mesh, in: cluster)
        - 0.5
    }
    w1 = try random(1, [inputs, hidden], "R,S(1)")
    b1 = try random(2, [hidden], "R,S(0)")
    w2 = try random(3, [hidden, outputs], "R,S(0)")
    b2 = try random(4, [outputs], "R,R")
  }

  /// One step down the gradient of the mean squared error, which is returned as it was before.
  mutating func step(_ x: DistTensor, _ target: DistTensor, rate: Double) throws -> Double {
    // Forward. Each rank has its samples and its hidden features: nothing moves.
    let h = try x • w1 + b1  // S(0),S(1)
    let a = try h.relu()
    let partial = try a • w2  // S(0),P(sum): each rank has summed over its own features

    // R -> P: the bias must count once in the sum over tp. Rank 0 of tp keeps it, the others hold
    // zeros; no byte moves. Frameworks add a row-parallel layer's bias so, or after the all-reduce.
    let bias = try b2.resharded(to: "R,P(sum)")

    // P -> R: the all-reduce that ends every row-parallel layer (Megatron's g).
    let y = try (partial + bias).resharded(to: "S(0),R")

    let error = try y - target
    let count = Double(target.size)
    // P -> R, of one number: each part of the batch has summed its own errors.
    let loss = try (error.square().sum() / count).item()

    // Backward. What is summed over samples is partial over dp, each rank having its own samples.
    let dy = try error * (2 / count)  // S(0),R
    let dw2 = try a.matmul(dy, transposed: true)  // P(sum),S(0)
    let db2 = try dy.sum(0)  // P(sum),R
    let dh = try dy.matmul(w2, otherTransposed: true) * (h .> 0).cast(.float32)  // S(0),S(1)
    let dw1 = try x.matmul(dh, transposed: true)  // P(sum),S(1)
    let db1 = try dh.sum(0)  // P(sum),S(0)

    // P -> R: the all-reduce of gradients over dp (DDP). Every copy of the model then makes the same
    // step.
    try w1 -= rate * dw1.resharded(to: w1.attr)
    try b1 -= rate * db1.resharded(to: b1.attr)
    try b2 -= rate * db2.resharded(to: b2.attr)

    // P -> S: a reduce-scatter in place of the all-reduce (ZeRO, FSDP). Each rank of dp gets one part
    // of the gradient, takes its part of the weight (R -> S: no byte moves), updates that, and
    // gathers the others' parts (S -> R), in the next step of an optimizer with states at the latest.
    let part = try dw2.resharded(to: "S(1),S(0)")
    w2 = try (w2.resharded(to: part.attr) - rate * part).resharded(to: w2.attr)
    return loss
  }
}

Cluster.run { cluster in
  let dp = cluster.size.isMultiple(of: 2) ? 2 : 1
  let mesh = try ProcessMesh(shape: [dp, cluster.size / dp], axes: ["dp", "tp"], name: "grid")
  func random(_ seed: UInt64, _ shape: [Int], _ placements: String) throws -> DistTensor {
    try DistTensor(fill: .random(seed: seed), shape: shape, placements, on: mesh, in: cluster)
  }
  // Samples are cut over dp, and alike on every rank of tp.
  let x = try random(5, [50, 6], "S(0),R") * 2 - 1
  let target = try (x • random(6, [6, 3], "R,R") * 3).sin()

  var model = try MLP(inputs: 6, hidden: 33, outputs: 3, on: mesh, in: cluster)
  for step in 1...20 {
    let loss = try model.step(x, target, rate: 0.2)
    if cluster.rank == 0 { print("step \(step) loss \(loss)") }
  }
}
