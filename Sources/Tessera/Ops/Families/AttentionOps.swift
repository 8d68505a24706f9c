import SPMDRules
import Tensors

/// Attention: outputs are the result, the softmax, the logarithm of its sums, and the seed with an offset.
///
/// The softmax is computed where `return_softmax` asks for it, before anything is dropped; else it is
/// zeros that take no memory. What is dropped depends on the seed and the score's place in the whole
/// tensor only, so that it is the same however heads and samples are spread.
extension Kernel {
  static let flashAttention = Kernel { call in
    let heads = Attention(call)
    let (result, sums) = heads.result()
    let rate = call.bool("is_test") ? 0 : call.double("dropout")
    let isReturned = call.bool("return_softmax")
    let weights = rate > 0 || isReturned ? heads.weights() : nil
    let softmax =
      isReturned && weights != nil
      ? weights?.converted(to: call.dtypes[1])
      : DenseTensor(zeros: [], dtype: call.dtypes[1]).expanded(to: call.outputs[1].sizes)
    var seed = call.zeros(3)
    if let given = call.given(3)?.converted(to: .int64), given.shape == seed.shape { seed = given }
    guard rate > 0, let weights, let softmax else {
      return [result, softmax ?? call.zeros(1), sums, seed]
    }
    let place = RandomPlace(
      seed: UInt64(bitPattern: seed.element([0], as: Int64.self)),
      globalShape: call.outputShapes[1], offsets: call.outputs[1].offsets)
    let kept = weights.droppingOut(probability: rate, at: place).values
    return [heads.sum(kept), softmax, sums, seed]
  }
}

extension Kernel {
  static let selfDPAttention = single { call in
    let x = call.tensor(0)
    let parts = (0..<3).map { place in
      x.strided(dim: 2, start: place, count: 1, step: 1).squeezed([2])
    }
    return DenseTensor.attention(
      query: parts[0], key: parts[1], value: parts[2], scale: call.double("alpha")
    ).result
  }
}

/// The heads that one rank has.
private struct Attention {
  let query: DenseTensor
  let key: DenseTensor
  let value: DenseTensor
  let mask: DenseTensor?
  let isCausal: Bool

  init(_ call: LocalCall) {
    let dtype = call.dtypes[0]
    query = call.tensor(0).converted(to: dtype)
    key = call.tensor(1).converted(to: dtype)
    value = call.tensor(2).converted(to: dtype)
    mask = call.given(4).map { $0.dtype == .bool ? $0 : $0.converted(to: dtype.statistics) }
    isCausal = call.bool("causal")
  }

  func result() -> (result: DenseTensor, logSumExp: DenseTensor) {
    DenseTensor.attention(query: query, key: key, value: value, mask: mask, isCausal: isCausal)
  }

  /// The softmax `[b, h, s, t]`, in the dtype of statistics: the attention to unit vectors.
  func weights() -> DenseTensor {
    let wide = query.dtype.statistics
    let count = key.shape[1]
    let units = DenseTensor(ones: [count, count], dtype: wide).tril().triu()
      .unsqueezed(1).expanded(to: [key.shape[0], count, key.shape[2], count])
    let (rows, _) = DenseTensor.attention(
      query: query.converted(to: wide), key: key.converted(to: wide), value: units, mask: mask,
      isCausal: isCausal)
    return rows.permuted([0, 2, 1, 3])
  }

  /// The sum of the values by given weights.
  func sum(_ weights: DenseTensor) -> DenseTensor {
    let (heads, shared) = (weights.shape[1], value.shape[2])
    var spread = value.shape
    spread.insert(shared == 0 ? 1 : heads / shared, at: 3)
    let all = value.converted(to: weights.dtype).unsqueezed(3).expanded(to: spread).contiguous()
      .reshaped(to: [value.shape[0], value.shape[1], heads, value.shape[3]])
    return .einsum("bhst,bthe->bshe", [weights, all]).converted(to: value.dtype)
  }
}
