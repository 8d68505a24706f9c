import Sharding

/// A part of a model on a mesh of its own.
///
/// Every rank of the job calls the closures of every stage, as it calls every op. Ranks outside the mesh of the
/// stage hold no shards there and communicate nothing; they get the shapes and placements of the results.
public struct PipelineStage {
  /// Computes the output of the stage from its input, which has the placements of `input`. Both are on the mesh
  /// of the stage.
  public typealias Forward = (_ input: DistTensor, _ microbatch: Microbatch) throws -> DistTensor

  /// Computes the gradient of the stage's input from the gradient of its output. The last stage gets nil, and
  /// starts from its own loss; the pipeline ignores the result of the first stage. The closure adds up the
  /// gradients of weights.
  public typealias Backward = (_ gradient: DistTensor?, _ microbatch: Microbatch) throws
    -> DistTensor?

  /// The name of the mesh, or `stage` and the index.
  public internal(set) var name: String
  /// The placements of the stage's input.
  public let input: TensorDistAttr
  /// The placements of the gradient of its output; nil for those of the output, with replicate in place of
  /// partial.
  public let gradient: TensorDistAttr?
  let forward: Forward
  let backward: Backward?

  /// Creates a stage.
  ///
  /// - Parameter backward: nil in a pipeline without backwards.
  public init(
    input: TensorDistAttr, gradient: TensorDistAttr? = nil, forward: @escaping Forward,
    backward: Backward? = nil
  ) {
    name = input.mesh.name ?? ""
    (self.input, self.gradient) = (input, gradient)
    (self.forward, self.backward) = (forward, backward)
  }

  /// Creates a stage as above, with the placements in the notation.
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
  /// The placements of the gradient of a tensor with these placements: each part of a sum has the gradient of the
  /// sum.
  var gradient: TensorDistAttr {
    placements.indices.reduce(self) { attr, dim in
      placements[dim].reduceOp == nil ? attr : attr.replacing(dim, with: .replicate)
    }
  }
}
