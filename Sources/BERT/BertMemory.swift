import Elements
import Resharding
import Sharding
import Tessera

/// What an encoder takes of memory, before any of it is read or made.
///
/// Upper bounds: of what a layer makes, all is counted that is alive at its worst moment, also what an optimised
/// build lets go of earlier.
public struct BertMemory {
  /// The sizes of the model.
  public let config: BertConfig
  let places: [StagePlace]
  let cluster: Cluster
  /// The weights of all stages, in float32.
  public let weights: MemoryNeed
  /// What is staged while they are read: the largest one, as the file has it.
  public let reading: MemoryNeed

  private let fileDTypes: [BertParameter: DType]

  /// - Throws: `TesseraError.Kind.data` if the checkpoint is damaged.
  init(
    _ config: BertConfig, _ places: [StagePlace], of checkpoint: BertCheckpoint,
    in cluster: Cluster
  ) throws(TesseraError) {
    var dtypes: [BertParameter: DType] = [:]
    for index in places.indices {
      for parameter in BertStage.parameters(at: index, of: places.count, config) {
        dtypes[parameter] = try checkpoint.dtype(of: parameter)
      }
    }
    self.init(config, places, dtypes, in: cluster)
  }

  private init(
    _ config: BertConfig, _ places: [StagePlace], _ dtypes: [BertParameter: DType],
    in cluster: Cluster
  ) {
    (self.config, self.places, self.cluster, fileDTypes) = (config, places, cluster, dtypes)
    var (weights, reading) = (MemoryNeed(), MemoryNeed())
    for (index, place) in places.enumerated() {
      for parameter in BertStage.parameters(at: index, of: places.count, config) {
        let attr = place.weight(cutting: parameter.cutDim)
        let shape = parameter.tensorShape
        weights = weights + cluster.need(of: attr, shape: shape, dtype: .float32)
        guard let dtype = dtypes[parameter], dtype != .float32 else { continue }
        reading = .max(reading, cluster.need(of: attr, shape: shape, dtype: dtype))
      }
    }
    (self.weights, self.reading) = (weights, reading)
  }

  /// The weights, with what is staged while they are read.
  public var loading: MemoryNeed { weights + reading }
}

extension BertMemory {
  /// What is to be encoded.
  public struct Batch: Sendable {
    /// The samples of each micro-batch.
    public var samples: [Int]
    /// The tokens of a sample.
    public var tokens: Int
    /// How tokens become one embedding; nil if they do not.
    public var pooling: Pooling?

    /// The micro-batches, and how their tokens are pooled.
    public init(_ parts: [TokenBatch], pooling: Pooling? = nil) {
      samples = parts.map { $0.ids.shape[0] }
      tokens = parts.first?.ids.shape[1] ?? 0
      self.pooling = pooling
    }

    var all: Int { samples.reduce(0, +) }
  }

  /// The activations of a batch at the worst moment, beside the weights: what the stages work on, what is on the
  /// way between them, as much as the schedule lets be alive at a time, and the results.
  public func activations(_ batch: Batch) throws(TesseraError) -> MemoryNeed {
    let largest = batch.samples.max() ?? 0
    let schedule = PipelineSchedule(
      .gpipe, stages: places.count, microbatches: max(1, batch.samples.count), trains: false)
    var work = MemoryNeed()
    for place in places {
      let stage = try working(on: place, largest, batch)
      // In one process one stage works at a time; of a host's ranks all may.
      work = cluster.isVirtual ? .max(work, stage) : work + stage
    }
    var onTheWay = MemoryNeed()
    for (next, place) in places.enumerated().dropFirst() {
      let arriving = schedule.mostArriving(at: next)
      // Who sends waits for nobody, so that all that it made may still be unsent.
      let unsent = cluster.isVirtual ? arriving : batch.samples.count
      onTheWay =
        onTheWay + Double(arriving) * hidden(on: place, largest, batch)
        + Double(unsent) * hidden(on: places[next - 1], largest, batch)
    }
    return work + onTheWay + results(batch)
  }

  /// The results of all micro-batches, and all of them together.
  public func results(_ batch: Batch) -> MemoryNeed {
    let result = need(resultShape(batch), on: places[places.count - 1])
    return batch.samples.count > 1 ? 2 * result : result
  }

  /// The result in full on one rank.
  public func fullResult(_ batch: Batch, on rank: Int) -> MemoryNeed {
    cluster.need(ofWhole: resultShape(batch), dtype: .float32, on: rank)
  }

  /// The memory of the activation of that name in full, for this many samples, on one rank that prints it.
  public func full(_ name: String, samples: Int, _ batch: Batch, on rank: Int) -> MemoryNeed {
    let width = name.hasSuffix(".intermediate") ? config.intermediateSize : config.hiddenSize
    let isPooled = name == "pooled" || name == "normalized" && batch.pooling != nil
    return cluster.need(
      ofWhole: isPooled ? [samples, width] : [samples, batch.tokens, width], dtype: .float32,
      on: rank)
  }

  /// The same encoder on one virtual rank in the process of `rank`, as it encodes the whole batch: what results are
  /// verified against.
  public func alone(_ batch: Batch, on rank: Int) throws(TesseraError) -> MemoryNeed {
    let place = try StagePlace(translated { try ProcessMesh(shape: [1], axes: ["tp"]) })
    let memory = BertMemory(config, [place], fileDTypes, in: .virtual(1))
    var whole = batch
    whole.samples = [batch.all]
    let bytes = (memory.weights + .max(memory.reading, try memory.activations(whole))).bytes
    return cluster.need(bytes, on: rank)
  }

  private func resultShape(_ batch: Batch) -> [Int] {
    batch.pooling == nil
      ? [batch.all, batch.tokens, config.hiddenSize] : [batch.all, config.hiddenSize]
  }

  private func need(_ shape: [Int], on place: StagePlace, cutting dim: Int? = nil) -> MemoryNeed {
    cluster.need(
      of: place.activation(cutting: dim), shape: shape, dtype: .float32)
  }

  /// What goes from layer to layer.
  private func hidden(on place: StagePlace, _ samples: Int, _ batch: Batch) -> MemoryNeed {
    need([samples, batch.tokens, config.hiddenSize], on: place)
  }

  /// What a layer holds at its worst moment: in its attention, where that joins what went around it, and
  /// the same of the feed-forward part.
  private func working(on place: StagePlace, _ samples: Int, _ batch: Batch) throws(TesseraError)
    -> MemoryNeed
  {
    let x = hidden(on: place, samples, batch)
    let heads = need(
      [samples, batch.tokens, config.headCount, config.headSize], on: place, cutting: 2)
    let inner = need([samples, batch.tokens, config.intermediateSize], on: place, cutting: 2)
    let numbers = need([samples, batch.tokens, 8], on: place)
    let sum = try cluster.plan(
      Transition(
        shape: [samples, batch.tokens, config.hiddenSize], dtype: .float32, from: place.sum,
        to: place.batch))
    // Each rank's scores, masked, in blocks.
    let scores = cluster.need(
      of: .replicated(on: place.mesh), shape: [max(1 << 20, 2 * batch.tokens)], dtype: .float32)
    let attention = x + 4 * heads + scores
    let joining = 4 * x + heads + cluster.need(of: sum)
    let feeding = 2 * x + heads + 2 * inner
    let leaving = 4 * x + heads + inner + cluster.need(of: sum)
    return .max(.max(attention, joining), .max(feeding, leaving)) + numbers
  }
}

extension PipelineSchedule {
  /// How many micro-batches at the most have been sent to a stage that it has not yet begun.
  func mostArriving(at stage: Int) -> Int {
    var (arriving, most) = (0, 0)
    for step in steps where step.action.kind == .forward {
      if step.stage == stage - 1 { arriving += 1 }
      most = max(most, arriving)
      if step.stage == stage { arriving -= 1 }
    }
    return most
  }
}
