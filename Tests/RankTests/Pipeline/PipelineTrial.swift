import Tessera

/// A model in stages of two linear layers each, its forward and backward written out, run as a pipeline
/// and without one.
struct PipelineTrial {
  static let (features, hidden, samples) = (6, 10, 7)

  /// By stage; of the same values on any mesh.
  final class Weights {
    let w1, w2: DistTensor
    var dw1, dw2: DistTensor?

    init(_ stage: Int, on mesh: ProcessMesh, in cluster: Cluster) throws {
      func random(_ seed: Int, _ shape: [Int], _ placement: String) throws -> DistTensor {
        try DistTensor(
          fill: .random(seed: UInt64(10 * stage + seed)), shape: shape, placement, on: mesh,
          in: cluster) - 0.5
      }
      w1 = try random(1, [features, hidden], "S(1)")
      w2 = try random(2, [hidden, features], "S(0)")
    }

    /// Partial over the stage's ranks.
    func forward(_ x: DistTensor) throws -> (h: DistTensor, output: DistTensor) {
      let h = try x • w1
      return (h, try h.relu() • w2)
    }

    /// The input's gradient, partial over the stage's ranks.
    func backward(_ gradient: DistTensor, x: DistTensor, h: DistTensor) throws -> DistTensor {
      let dh = try gradient.matmul(w2, otherTransposed: true) * (h .> 0).cast(.float32)
      let (first, second) = (
        try x.matmul(dh, transposed: true), try h.relu().matmul(gradient, transposed: true)
      )
      dw1 = try dw1.map { try $0 + first } ?? first
      dw2 = try dw2.map { try $0 + second } ?? second
      return try dh.matmul(w1, otherTransposed: true)
    }
  }

  /// What is compared: the last stage's outputs one below the other, then each stage's gradients.
  typealias Result = [String: DenseTensor]

  /// Of the whole batch, on one rank.
  static func alone(stages: Int) throws -> Result {
    let cluster = Cluster.virtual(1)
    let mesh = try ProcessMesh(shape: [1])
    let weights = try (0..<stages).map { try Weights($0, on: mesh, in: cluster) }
    var inputs = [try DistTensor(batch(0..<samples), attr: .replicated(on: mesh), on: cluster)]
    var hiddens: [DistTensor] = []
    for stage in weights {
      let (h, output) = try stage.forward(inputs[inputs.count - 1])
      hiddens.append(h)
      inputs.append(try output.resharded(to: "R"))
    }
    var result: Result = ["output": inputs[stages].local!]
    // Of half the sum of squares.
    var gradient = inputs[stages]
    for (index, stage) in weights.enumerated().reversed() {
      result["\(index).output"] = inputs[index + 1].local
      gradient = try stage.backward(gradient, x: inputs[index], h: hiddens[index])
      result["\(index).dw1"] = try stage.dw1?.full(on: 0)
      result["\(index).dw2"] = try stage.dw2?.full(on: 0)
    }
    return result
  }

  static func batch(_ range: Range<Int>) -> DenseTensor {
    DenseTensor(
      fill: .random(seed: 99), globalShape: [samples, features], offsets: [range.lowerBound, 0],
      sizes: [range.count, features], dtype: .float32)
  }

  let cluster: Cluster
  let pipeline: Pipeline
  private let weights: [Weights]

  /// - Parameter takes: how stages take their inputs.
  init(_ meshes: [ProcessMesh], takes placement: String, trains: Bool, in cluster: Cluster) throws {
    let weights = try meshes.enumerated().map { try Weights($0, on: $1, in: cluster) }
    let stages = try meshes.enumerated().map { index, mesh in
      let (own, isLast) = (weights[index], index == meshes.count - 1)
      return try PipelineStage(
        on: mesh, input: placement,
        forward: { x, microbatch in
          let (h, output) = try own.forward(x)
          try microbatch.keep(x, as: "\(index).x")
          try microbatch.keep(h, as: "\(index).h")
          guard isLast else { return output }
          let y = try output.resharded(to: "R")
          try microbatch.keep(y, as: "y")
          return y
        },
        backward: !trains
          ? nil
          : { given, microbatch in
            try own.backward(
              given ?? microbatch["y"], x: microbatch["\(index).x"], h: microbatch["\(index).h"])
          })
    }
    self.cluster = cluster
    self.weights = weights
    pipeline = try Pipeline(stages, in: cluster)
  }

  func run(_ order: PipelineSchedule.Order, microbatches: Int) throws -> PipelineRun {
    let inputs = try microbatchRanges(of: Self.samples, in: microbatches).map {
      try DistTensor(Self.batch($0), attr: pipeline.stages[0].input, on: cluster)
    }
    return try pipeline.run(inputs, order)
  }

  /// In full on rank 0, and nothing on the others.
  func result(_ run: PipelineRun) throws -> Result {
    var result: Result = [:]
    result["output"] = try DistTensor.concat(run.outputs, axis: 0).full(on: 0)
    for (index, stage) in weights.enumerated() {
      result["\(index).dw1"] = try stage.dw1?.full(on: 0)
      result["\(index).dw2"] = try stage.dw2?.full(on: 0)
    }
    return result
  }
}
