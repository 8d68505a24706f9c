import Elements
import Sharding
import Tensors
import Tessera

/// What an encoder is given: the ids of tokens, sample by sample, and which of them count.
///
/// Every rank has them in full (they are small beside the weights), and cuts its own part.
public struct TokenBatch {
  /// `[b, s]`, int32 or int64.
  public let ids: DenseTensor
  /// `[b, s]`, float32: 1 where a token counts, 0 where it is padding. Nil where all count.
  public let mask: DenseTensor?
  /// `[b, s]`, of the dtype of the ids: which segment each token is of. Nil where all are of segment 0.
  public let segments: DenseTensor?

  /// Checked against what the encoder takes.
  ///
  /// - Parameters:
  ///   - mask: numbers or truths, each 0 or 1.
  ///   - segments: int32 or int64, each below the number of the config's token types.
  /// - Throws: `TesseraError.Kind.data` if the ids are not int32 or int64 of two dims, a sequence is
  ///   empty or longer than there are positions, an id is not in the vocabulary, or the mask or the segments have
  ///   another shape or other values.
  public init(
    ids: DenseTensor, mask: DenseTensor? = nil, segments: DenseTensor? = nil, for config: BertConfig
  ) throws(TesseraError) {
    try self.init(
      ids: ("ids", ids), mask: mask.map { ("mask", $0) },
      segments: segments.map { ("segments", $0) },
      for: config)
  }

  /// As above, of `.npy` files.
  ///
  /// - Throws: also where a file is missing or damaged. Errors name the file.
  public init(
    ids: String, mask: String? = nil, segments: String? = nil, for config: BertConfig
  ) throws(TesseraError) {
    let read = try translated {
      (
        try NpyFile.read(ids), try mask.map { ($0, try NpyFile.read($0)) },
        try segments.map { ($0, try NpyFile.read($0)) }
      )
    }
    try self.init(ids: (ids, read.0), mask: read.1, segments: read.2, for: config)
  }

  /// - Parameters: the tensors, with what errors call them.
  private init(
    ids: (name: String, tensor: DenseTensor), mask: (name: String, tensor: DenseTensor)?,
    segments: (name: String, tensor: DenseTensor)?, for config: BertConfig
  ) throws(TesseraError) {
    func refusal(_ name: String, _ what: String) -> TesseraError {
      TesseraError(.data, "\(name): \(what)")
    }
    let tokens = ids.tensor
    guard tokens.dtype == .int32 || tokens.dtype == .int64, tokens.ndim == 2 else {
      throw refusal(
        ids.name,
        "ids must be i32 or i64 of two dims, samples and tokens, they are "
          + "\(tokens.dtype)\(tokens.shape)")
    }
    guard (1...config.positionCount).contains(tokens.shape[1]) else {
      throw refusal(
        ids.name,
        "a sample must have 1 to \(config.positionCount) tokens (max_position_embeddings), the ids "
          + "are \(tokens.shape)")
    }
    if let wrong = tokens.firstIndex(outside: 0..<config.vocabularySize) {
      throw refusal(
        ids.name,
        "ids must be in 0..<\(config.vocabularySize) (vocab_size), one is \(wrong.index), at "
          + "\(wrong.place)")
    }
    self.ids = tokens
    if let segments {
      let tensor = segments.tensor
      guard tensor.shape == tokens.shape, tensor.dtype == .int32 || tensor.dtype == .int64 else {
        throw refusal(
          segments.name,
          "segments must be i32 or i64 of the ids' shape \(tokens.shape), they are "
            + "\(tensor.dtype)\(tensor.shape)")
      }
      if let wrong = tensor.firstIndex(outside: 0..<config.tokenTypeCount) {
        throw refusal(
          segments.name,
          "segments must be in 0..<\(config.tokenTypeCount) (type_vocab_size), one is \(wrong.index), "
            + "at \(wrong.place)")
      }
      self.segments = tensor.converted(to: tokens.dtype)
    } else {
      self.segments = nil
    }
    guard let mask else {
      self.mask = nil
      return
    }
    guard mask.tensor.shape == tokens.shape, mask.tensor.dtype != .complex64 else {
      throw refusal(
        mask.name,
        "a mask must be real numbers of the ids' shape \(tokens.shape), it is "
          + "\(mask.tensor.dtype)\(mask.tensor.shape)")
    }
    let numbers = mask.tensor.converted(to: .float32)
    // In pieces, so that a mask of any size needs no list of its own.
    let (all, step) = (numbers.flattened(), 1 << 16)
    for first in stride(from: 0, to: all.count, by: step) {
      let piece = all.slice(offsets: [first], sizes: [min(step, all.count - first)])
      if let wrong = piece.values(as: Float.self).first(where: { $0 != 0 && $0 != 1 }) {
        throw refusal(mask.name, "a mask must hold 0 and 1, one element is \(wrong)")
      }
    }
    self.mask = numbers
  }
}

extension TokenBatch {
  /// Checked already.
  private init(_ ids: DenseTensor, _ mask: DenseTensor?, _ segments: DenseTensor?) {
    (self.ids, self.mask, self.segments) = (ids, mask, segments)
  }

  /// The batch cut by samples, as `microbatchRanges` does.
  ///
  /// - Throws: `TesseraError.Kind.data` if there are fewer samples than micro-batches, or none of
  ///   these.
  public func microbatches(_ count: Int) throws(TesseraError) -> [TokenBatch] {
    try microbatchRanges(of: ids.shape[0], in: count).map { range in
      func part(_ tensor: DenseTensor) -> DenseTensor {
        tensor.slice(offsets: [range.lowerBound, 0], sizes: [range.count, tensor.shape[1]])
      }
      return TokenBatch(part(ids), mask.map(part), segments.map(part))
    }
  }

  /// The ids, the samples cut as a stage cuts its batch. Nothing is communicated.
  public func ids(on stage: BertStage, of cluster: Cluster) throws(TesseraError) -> DistTensor {
    try DistTensor(ids, attr: stage.place.batch, on: cluster)
  }

  /// The mask, placed alike; nil if there is none.
  public func mask(on stage: BertStage, of cluster: Cluster) throws(TesseraError) -> DistTensor? {
    guard let mask else { return nil }
    return try DistTensor(mask, attr: stage.place.batch, on: cluster)
  }

  /// The segments, placed alike; nil if there are none, and on stages without embeddings.
  public func segments(on stage: BertStage, of cluster: Cluster) throws(TesseraError)
    -> DistTensor?
  {
    guard let segments, stage.isFirst else { return nil }
    return try DistTensor(segments, attr: stage.place.batch, on: cluster)
  }
}
