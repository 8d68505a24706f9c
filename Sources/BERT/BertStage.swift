import Elements
import Programs
import Sharding
import Tensors
import Tessera

/// A part of an encoder on a mesh of its own: some layers, the first stage also the embeddings.
///
/// It is a program: `BertLayers` says what is computed, the weights and the input how they lie, and completion the rest.
/// The program is compiled once for each shape of a batch.
public struct BertStage {
  /// The layers that it has.
  public let layers: Range<Int>
  /// Whether it begins with the embeddings, and takes ids.
  public let isFirst: Bool
  let place: StagePlace
  let weights: StageWeights
  let config: BertConfig
  private let fuses: Bool
  private let programs = StagePrograms()

  /// Is told of activations by name, as they come to be.
  public typealias Observer = (_ name: String, _ value: DistTensor) throws(TesseraError) -> Void

  init(
    layers: Range<Int>, isFirst: Bool, on place: StagePlace, of checkpoint: BertCheckpoint,
    config: BertConfig, fuses: Bool, in cluster: Cluster
  ) throws(TesseraError) {
    self.fuses = fuses
    weights = try StageWeights(
      Self.parameters(layers, isFirst: isFirst, config), of: checkpoint, on: place, in: cluster)
    self.layers = layers
    self.isFirst = isFirst
    self.place = place
    self.config = config
  }
}

extension BertStage {
  private static func parameters(_ layers: Range<Int>, isFirst: Bool, _ config: BertConfig)
    -> [BertParameter]
  {
    (isFirst ? BertParameter.embeddings(config) : [])
      + layers.flatMap { BertParameter.layer($0, config) }
  }

  /// Those of one of `count` stages.
  static func parameters(at index: Int, of count: Int, _ config: BertConfig) -> [BertParameter] {
    parameters(
      BertEncoder.share(of: config.layerCount, at: index, of: count), isFirst: index == 0, config)
  }

  /// The mesh on which the stage lies.
  public var mesh: ProcessMesh { place.mesh }

  /// How the stage takes its input and gives its output: the batch is cut over `dp`.
  public var activations: TensorDistAttr { place.batch }

  /// The bytes of weights that a rank holds for this stage.
  public func weightBytes(on rank: Int) -> Int { weights.byteCount(on: rank) }

  /// The activations `[b, s, hidden]` after the stage's last layer.
  ///
  /// All ranks of its mesh call it together; ranks outside return at once.
  ///
  /// - Parameters:
  ///   - input: ids `[b, s]` on the first stage, else what the stage before gave; as `activations`.
  ///   - mask: `[b, s]` in float32, as `TokenBatch.mask(on:of:)` gives it.
  ///   - segments: `[b, s]` on the first stage, as `TokenBatch.segments(on:of:)` gives them; nil where all are 0.
  ///   - observer: hears of each tensor that has a name.
  public func callAsFunction(
    _ input: DistTensor, mask: DistTensor?, segments: DistTensor? = nil,
    observing observer: Observer
  ) throws(TesseraError) -> DistTensor {
    try callAsFunction(
      input, mask: mask, segments: segments, ending: BertEnding(), observing: observer)
  }

  func callAsFunction(
    _ input: DistTensor, mask: DistTensor?, segments: DistTensor?, ending: BertEnding,
    observing observer: Observer
  ) throws(TesseraError) -> DistTensor {
    let key = StagePrograms.Key(
      shape: input.shape, dtype: input.dtype, hasMask: mask != nil, hasSegments: segments != nil,
      ending: ending)
    let compiled = try compiled(key, in: input.cluster)
    var given = [Self.inputName: input]
    given[Self.maskName] = mask
    given[Self.segmentsName] = segments
    let known = compiled.completed.program.values.map(\.name)
    let watched = fuses ? names(ending).intersection(known) : names(ending)
    return try compiled(given, watching: watched, observer: observer)[0]
  }

  /// Compiles the stage's program for a part of a batch, so that no run waits for that.
  func prepare(for part: TokenBatch, ending: BertEnding, of cluster: Cluster) throws(TesseraError) {
    let shape = part.ids.shape
    let key = StagePrograms.Key(
      shape: isFirst ? shape : shape + [config.hiddenSize],
      dtype: isFirst ? part.ids.dtype : .float32, hasMask: part.mask != nil,
      hasSegments: isFirst && part.segments != nil, ending: ending)
    _ = try compiled(key, in: cluster)
  }

  private static let (inputName, maskName, segmentsName) = ("input", "mask", "segments")

  /// The names of what the stage tells of.
  private func names(_ ending: BertEnding) -> Set<String> {
    if let known = programs.names[ending] { return known }
    var names = Set(layers.flatMap(BertEncoder.activations(ofLayer:)))
    if isFirst { names.insert("embeddings") }
    names.formUnion(ending.names)
    programs.names[ending] = names
    return names
  }

  /// The stage's program for a batch of this shape, with the weights in their places.
  private func compiled(_ key: StagePrograms.Key, in cluster: Cluster) throws(TesseraError)
    -> CompiledProgram
  {
    if let known = programs.compiled[key] { return known }
    let program = try program(
      shape: key.shape, dtype: key.dtype, hasMask: key.hasMask, hasSegments: key.hasSegments,
      ending: key.ending)
    func complete(_ program: Program) throws(TesseraError) -> CompletedProgram {
      try Completion(on: [mesh])(program).applying()
    }
    let completed: CompletedProgram
    do {
      completed =
        fuses ? try Fusion.completed(program, by: complete).program : try complete(program)
    } catch { throw TesseraError(error) }
    let compiled = try CompiledProgram(completed, on: cluster)
    try compiled.bind(weights.tensors)
    if programs.compiled.count >= StagePrograms.most { programs.compiled.removeAll() }
    programs.compiled[key] = compiled
    return compiled
  }

  /// What the stage computes of a batch, with the placements of weights and inputs.
  package func program(
    shape: [Int], dtype: DType, hasMask: Bool, hasSegments: Bool = false, ending: BertEnding
  ) throws(TesseraError) -> Program {
    let parameters = Dictionary(
      uniqueKeysWithValues: Self.parameters(layers, isFirst: isFirst, config).map { ($0.name, $0) })
    return try Program.trace("encoder") { recorder in
      let batch = place.batch.description
      let input = try recorder.input(Self.inputName, shape: shape, dtype: dtype, batch)
      let mask =
        hasMask
        ? try recorder.input(Self.maskName, shape: Array(shape.prefix(2)), dtype: .float32, batch)
        : nil
      let segments =
        hasSegments
        ? try recorder.input(Self.segmentsName, shape: shape, dtype: dtype, batch) : nil
      var known: [String: Value] = [:]
      let layers = BertLayers<Value>(config: config, layers: layers, isFirst: isFirst) {
        name throws(TesseraError) in
        if let value = known[name] { return value }
        guard let parameter = parameters[name] else {
          preconditionFailure("the stage has no '\(name)'")
        }
        let value = try recorder.parameter(
          name, shape: parameter.tensorShape, dtype: .float32,
          place.weight(cutting: parameter.cutDim).description)
        known[name] = value
        return value
      }
      return [try ending(layers(input, mask: mask, segments: segments), mask: mask)]
    }
  }
}

/// What becomes of the last layer's activations.
package struct BertEnding: Hashable, Sendable {
  package var pooling: Pooling?
  package var normalizes = false

  package init(pooling: Pooling? = nil, normalizes: Bool = false) {
    (self.pooling, self.normalizes) = (pooling, normalizes)
  }

  var names: [String] { (pooling == nil ? [] : ["pooled"]) + (normalizes ? ["normalized"] : []) }

  func callAsFunction<Tensor: TensorValue>(_ activations: Tensor, mask: Tensor?)
    throws(TesseraError) -> Tensor
  {
    var x = activations
    if let pooling { x = try pooling(x, mask: mask).named("pooled") }
    if normalizes { x = try x.normalized().named("normalized") }
    return x
  }
}

/// The programs of a stage that were compiled.
private final class StagePrograms {
  struct Key: Hashable {
    let shape: [Int]
    let dtype: DType
    let hasMask: Bool
    let hasSegments: Bool
    let ending: BertEnding
  }

  /// Shapes of batches are many; each takes but what is small beside the weights.
  static let most = 64

  var compiled: [Key: CompiledProgram] = [:]
  var names: [BertEnding: Set<String>] = [:]
}
