import Sharding

/// A part of a model on a mesh of its own.
///
/// Every rank of the job calls the closures of every stage, as it calls every op: ranks outside the
/// stage's mesh hold no shards there, communicate nothing, and learn what comes of it and where it lies.
public struct PipelineStage {
  /// From the stage's input, placed as `input` says, its output, on the stage's mesh.
  public typealias Forward = (_ input: DistTensor, _ microbatch: Microbatch) throws -> DistTensor

  /// From the gradient of the stage's output the gradient of its input. The last stage gets nil, and
  /// begins at its own loss; what the first one gives goes nowhere. Gradients of weights are for the
  /// closure to add up.
  public typealias Backward = (_ gradient: DistTensor?, _ microbatch: Microbatch) throws
    -> DistTensor?

  /// Of the mesh, or `stage` and its index.
  public internal(set) var name: String
  /// How the stage takes its input.
  public let input: TensorDistAttr
  /// How it takes the gradient of its output; nil for how its output lies, replicated where that is
  /// partial.
  public let gradient: TensorDistAttr?
  let forward: Forward
  let backward: Backward?

  /// - Parameter backward: nil in a pipeline that only goes forward.
  public init(
    input: TensorDistAttr, gradient: TensorDistAttr? = nil, forward: @escaping Forward,
    backward: Backward? = nil
  ) {
    name = input.mesh.name ?? ""
    (self.input, self.gradient) = (input, gradient)
    (self.forward, self.backward) = (forward, backward)
  }

  /// As above, with the placements in the notation.
  public init(
    on mesh: ProcessMesh, input: String, gradient: String? = nil, forward: @escaping Forward,
    backward: Backward? = nil
  ) throws(TesseraError) {
    let (taken, back) = try translated {
      (
        try TensorDistAttr(parsing: input, on: [mesh]),
        try gradient.map { try TensorDistAttr(parsing: $0, on: [mesh]) }
      )
    }
    self.init(input: taken, gradient: back, forward: forward, backward: backward)
  }

  /// The mesh on which the stage computes.
  public var mesh: ProcessMesh { input.mesh }
}

extension TensorDistAttr {
  /// How the gradient of a tensor lies that lies so: of a sum's parts each has the gradient of the sum.
  var gradient: TensorDistAttr {
    placements.indices.reduce(self) { attr, dim in
      placements[dim].reduceOp == nil ? attr : attr.replacing(dim, with: .replicate)
    }
  }
}
