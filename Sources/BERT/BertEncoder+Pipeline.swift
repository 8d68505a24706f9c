import Sharding
import Tensors
import Tessera

extension BertEncoder {
  /// What `encode` gave, and when.
  public struct Run {
    /// As `encode` gives it, of the whole batch.
    public let output: DistTensor
    /// What the pipeline did, and when.
    public let pipeline: PipelineRun
  }

  /// The encoder as a pipeline for micro-batches of a batch.
  ///
  /// Its names are those of `activations(of:pooling:normalizes:)`, and `stage0.output` and its like.
  ///
  /// - Parameter parts: the micro-batches: see `TokenBatch.microbatches(_:)`.
  /// - Throws: `TesseraError.Kind.environment` if memory cannot hold their activations.
  public func pipeline(
    for parts: [TokenBatch], pooling: Pooling? = nil, normalizes: Bool = false
  ) throws(TesseraError) -> Pipeline {
    try requireMemory(for: .init(parts, pooling: pooling))
    for (index, stage) in stages.enumerated() {
      for part in parts {
        try stage.prepare(for: part, ending: ending(of: index, pooling, normalizes), of: cluster)
      }
    }
    let pipelined = stages.enumerated().map { index, stage in
      PipelineStage(input: stage.activations) { input, microbatch in
        let mask = try parts[microbatch.index].mask(on: stage, of: cluster)
        let segments = try parts[microbatch.index].segments(on: stage, of: cluster)
        return try stage(
          input, mask: mask, segments: segments, ending: ending(of: index, pooling, normalizes),
          observing: microbatch.observe)
      }
    }
    return try Pipeline(pipelined, in: cluster)
  }

  /// Encodes micro-batches in a pipeline: all ranks of the job call it together.
  ///
  /// - Parameter pipeline: `pipeline(for:pooling:normalizes:)` of the same micro-batches, which may have
  ///   been told what to print.
  public func encode(
    _ parts: [TokenBatch], in pipeline: Pipeline, _ order: PipelineSchedule.Order = .gpipe
  ) throws(TesseraError) -> Run {
    var inputs: [DistTensor] = []
    for part in parts { inputs.append(try part.ids(on: stages[0], of: cluster)) }
    let run = try pipeline.run(inputs, order)
    let output =
      run.outputs.count == 1 ? run.outputs[0] : try DistTensor.concat(run.outputs, axis: 0)
    return Run(output: output, pipeline: run)
  }
}
