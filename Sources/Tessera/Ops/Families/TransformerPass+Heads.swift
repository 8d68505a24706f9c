import SPMDRules
import Sharding
import Tensors

/// Queries, keys and values, and where keys and values are kept.
extension TransformerPass {
  /// Each `[b, t, heads, d]`, in x's dtype.
  typealias Heads = (query: DenseTensor, key: DenseTensor, value: DenseTensor)

  /// The heads of a layer's input, turned by their places.
  func heads(of input: DenseTensor, _ layer: Int) -> Heads {
    let weight = call.tensors("qkv_weights")[layer].tensor.shape
    let isTransposed = isQuantised || call.bool("trans_qkvw")
    let shape = isTransposed ? Array(weight.dropLast()) : Array(weight.dropFirst())
    let all = biased(rows(input), "qkv", layer).converted(to: call.dtypes[0]).reshaped(
      to: Array(input.shape.prefix(2)) + shape)
    let parts: [DenseTensor]
    if shape.count == 3 {
      parts = all.split(sizes: [1, 1, 1], dim: 2).map { $0.squeezed([2]) }
    } else {
      let groups = call.int("gqa_group_size")
      parts = all.split(sizes: [shape[0] - 2 * groups, groups, groups], dim: 2)
    }
    return (turned(parts[0]), turned(parts[1]), parts[2])
  }

  /// The rotary embedding; each part of a head's features has its own angles.
  private func turned(_ heads: DenseTensor) -> DenseTensor {
    guard !isQuantised, let table = call.tensors("rotary_embs").first?.tensor else { return heads }
    let count = call.int("rotary_emb_dims")
    guard count > 0, !heads.isEmpty else { return heads }
    let (samples, tokens, width) = (heads.shape[0], heads.shape[1], heads.shape[3])
    let angles = table.converted(to: wide).reshaped(to: [2, samples * tokens, width])
    let isHalved = call.bool("use_neox_rotary_style")
    let sizes = [Int](repeating: width / count, count: isHalved ? count : 1)
    let parts = isHalved ? heads.split(sizes: sizes, dim: 3) : [heads]
    let tables = isHalved ? angles.split(sizes: sizes, dim: 2) : [angles]
    let places = DenseTensor((0..<(samples * tokens)).map { Int64($0) }, shape: [samples, tokens])
    let turned = zip(parts, tables).map { part, table in
      let (cos, sin) = (table.part(0), table.part(1))
      return part.rotaryEmbedding(
        .tables(sin: sin, cos: cos), style: isHalved ? .halves : .interleaved, positions: places)
    }
    return turned.count == 1 ? turned[0] : .concatenated(turned, dim: 3)
  }

  /// The values of all keys that each query meets, weighed: `[b, t, heads, d]`.
  mutating func attended(_ heads: Heads, _ layer: Int) -> DenseTensor {
    if !caches.isEmpty { keep(heads, layer) }
    guard let places else { return attendedInput(heads, layer) }
    let mask = mask(heads.query)
    let samples = places.enumerated().map { sample, place in
      func one(_ tensor: DenseTensor) -> DenseTensor {
        tensor.slice(
          offsets: [sample] + [Int](repeating: 0, count: tensor.ndim - 1),
          sizes: [1] + tensor.shape.dropFirst())
      }
      func kept(_ which: Int) -> DenseTensor {
        let cache = caches[layer]
        return cache.slice(
          offsets: [which, sample, 0, 0, 0],
          sizes: [1, 1, cache.shape[2], place + 1, cache.shape[4]]
        ).squeezed([0]).permuted([0, 2, 1, 3])
      }
      let added = mask.map(one)
      return DenseTensor.attention(
        query: one(heads.query), key: kept(0), value: kept(1),
        mask: added.map {
          $0.slice(offsets: [0, 0, 0, 0], sizes: Array($0.shape.dropLast()) + [place + 1])
        }
      ).result
    }
    return samples.isEmpty ? heads.query : .concatenated(samples, dim: 0)
  }

  /// Of a whole input: its own keys, after those of a prefix.
  private func attendedInput(_ heads: Heads, _ layer: Int) -> DenseTensor {
    var (key, value) = (heads.key, heads.value)
    let prefixes = call.tensors("pre_caches")
    if !prefixes.isEmpty {
      let prefix = prefixes[layer].tensor
      func joined(_ which: Int, _ own: DenseTensor) -> DenseTensor {
        let before = prefix.part(which).permuted([0, 2, 1, 3])
        return .concatenated([before, own], dim: 1)
      }
      (key, value) = (joined(0, key), joined(1, value))
    }
    return DenseTensor.attention(
      query: heads.query, key: key, value: value, mask: mask(heads.query),
      isCausal: call.bool("causal")
    ).result
  }

  /// What is added to the scores: of a mask of truths -10000 where it is false.
  private func mask(_ query: DenseTensor) -> DenseTensor? {
    guard let mask = call.tensors("src_mask").first?.tensor else { return nil }
    guard mask.dtype == .bool else { return mask.converted(to: wide) }
    return mask.converted(to: wide).subtracting(1).multiplied(by: 10_000)
  }

  /// Writes keys and values to a layer's cache: a whole input's from the start on, as many as the sample has; a
  /// token's at its place.
  private func keep(_ heads: Heads, _ layer: Int) {
    let cache = caches[layer]
    for sample in 0..<heads.key.shape[0] {
      let count = places == nil ? lengths?[sample] ?? heads.key.shape[1] : 1
      let start = places?[sample] ?? 0
      for (which, tensor) in [heads.key, heads.value].enumerated() {
        let rows = tensor.slice(
          offsets: [sample, 0, 0, 0], sizes: [1, count, tensor.shape[2], tensor.shape[3]])
        cache.slice(
          offsets: [which, sample, 0, start, 0],
          sizes: [1, 1, cache.shape[2], count, cache.shape[4]]
        ).squeezed([0]).copy(from: rows.permuted([0, 2, 1, 3]))
      }
    }
  }
}

extension DenseTensor {
  /// One of the first dim, without it.
  fileprivate func part(_ index: Int) -> DenseTensor {
    slice(
      offsets: [index] + [Int](repeating: 0, count: ndim - 1), sizes: [1] + shape.dropFirst()
    ).squeezed([0])
  }
}
