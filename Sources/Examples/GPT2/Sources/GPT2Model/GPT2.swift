// Converted from gpt2.pt2 by tessera convert.
import Tessera

/// The model of the class `__main__.GPT2`.
public struct GPT2<Tensor: TensorValue> {
  let wte: Embedding<Tensor>
  let wpe: Embedding<Tensor>
  let h: [GPT2Block<Tensor>]
  let lnF: LayerNorm<Tensor>
  let lmHead: Linear<Tensor>

  /// - Parameter weights: the weights, by the names that the model has for them.
  public init(_ weights: ModuleWeights<Tensor>) throws {
    wte = try Embedding(weights.module("wte"))
    wpe = try Embedding(weights.module("wpe"))
    h = try (0..<2).map { try GPT2Block(weights.module("h.\($0)")) }
    lnF = try LayerNorm(weights.module("ln_f"))
    lmHead = try Linear(weights.module("lm_head"))
  }

  /// `ids`: i64[2,16]; returns f32[2,16,64].
  public func callAsFunction(_ ids: Tensor) throws(TesseraError) -> Tensor {
    let wteOutput = try wte(ids)  // f32[2,16,16]
    // i64[16]
    let arange = try ids.constant((0..<16).map(Double.init), shape: [16], dtype: .int64)
    let wpeOutput = try wpe(arange)  // f32[16,16]
    var hidden = try wteOutput + wpeOutput  // f32[2,16,16]
    for block in h { hidden = try block(hidden) }
    let lnFOutput = try lnF(hidden)  // f32[2,16,16]
    return try lmHead(lnFOutput)
  }
}

/// `torch.nn.modules.sparse.Embedding`: `wte`, `wpe`. In shapes `_` is a size that differs between
/// them.
struct Embedding<Tensor: TensorValue> {
  let weight: Tensor  // f32[_,16]

  init(_ weights: ModuleWeights<Tensor>) throws {
    weight = try weights["weight"]
  }

  /// `x`: i64[…]; returns f32[…].
  func callAsFunction(_ x: Tensor) throws(TesseraError) -> Tensor {
    return try weight.embedding(x)
  }
}

/// `__main__.GPT2Block`: `h.0`, `h.1`.
struct GPT2Block<Tensor: TensorValue> {
  let ln1: LayerNorm<Tensor>
  let cAttn: Conv1D<Tensor>
  let cProj: Conv1D<Tensor>
  let ln2: LayerNorm<Tensor>
  let cFc: Conv1D<Tensor>
  let cOut: Conv1D<Tensor>

  init(_ weights: ModuleWeights<Tensor>) throws {
    ln1 = try LayerNorm(weights.module("ln_1"))
    cAttn = try Conv1D(weights.module("c_attn"))
    cProj = try Conv1D(weights.module("c_proj"))
    ln2 = try LayerNorm(weights.module("ln_2"))
    cFc = try Conv1D(weights.module("c_fc"))
    cOut = try Conv1D(weights.module("c_out"))
  }

  /// `x`: f32[2,16,16]; returns f32[2,16,16].
  func callAsFunction(_ x: Tensor) throws(TesseraError) -> Tensor {
    let ln1Output = try ln1(x)  // f32[2,16,16]
    let cAttnOutput = try cAttn(ln1Output)  // f32[2,16,48]
    let parts = try cAttnOutput.split([16, 16, 16], axis: 2)  // 3 of f32[2,16,16]
    let view = try parts[0].reshape([2, 16, 2, 8])  // f32[2,16,2,8]
    let transpose = try view.swapaxes(1, 2)  // f32[2,2,16,8]
    let view2 = try parts[1].reshape([2, 16, 2, 8])  // f32[2,16,2,8]
    let transpose2 = try view2.swapaxes(1, 2)  // f32[2,2,16,8]
    let view3 = try parts[2].reshape([2, 16, 2, 8])  // f32[2,16,2,8]
    let transpose3 = try view3.swapaxes(1, 2)  // f32[2,2,16,8]
    // f32[2,16,2,8]
    let flashAttention = try transpose.swapaxes(1, 2).flashAttention(
      transpose2.swapaxes(1, 2), v: transpose3.swapaxes(1, 2), causal: true
    ).out
    let scaledDotProductAttention = try flashAttention.swapaxes(1, 2)  // f32[2,2,16,8]
    let transpose4 = try scaledDotProductAttention.swapaxes(1, 2)  // f32[2,16,2,8]
    let reshape = try transpose4.reshape([2, 16, 16])  // f32[2,16,16]
    let cProjOutput = try cProj(reshape)  // f32[2,16,16]
    let add = try x + cProjOutput  // f32[2,16,16]
    let ln2Output = try ln2(add)  // f32[2,16,16]
    let cFcOutput = try cFc(ln2Output)  // f32[2,16,64]
    let mul = try cFcOutput * 0.5  // f32[2,16,64]
    let pow = try cFcOutput.pow(factor: 3)  // f32[2,16,64]
    let mul2 = try pow * 0.044715  // f32[2,16,64]
    let add2 = try cFcOutput + mul2  // f32[2,16,64]
    let mul3 = try add2 * 0.7978845608028654  // f32[2,16,64]
    let tanh = try mul3.tanh()  // f32[2,16,64]
    let add3 = try tanh + 1  // f32[2,16,64]
    let mul4 = try mul * add3  // f32[2,16,64]
    let cOutOutput = try cOut(mul4)  // f32[2,16,16]
    return try add + cOutOutput
  }
}

/// `torch.nn.modules.normalization.LayerNorm`: `h.0.ln_1`, `h.0.ln_2`, `h.1.ln_1` and 2 more.
struct LayerNorm<Tensor: TensorValue> {
  let weight: Tensor  // f32[16]
  let bias: Tensor  // f32[16]

  init(_ weights: ModuleWeights<Tensor>) throws {
    weight = try weights["weight"]
    bias = try weights["bias"]
  }

  /// `x`: f32[2,16,16]; returns f32[2,16,16].
  func callAsFunction(_ x: Tensor) throws(TesseraError) -> Tensor {
    return try x.layerNorm(weight: weight, bias: bias)
  }
}

/// `__main__.Conv1D`: `h.0.c_attn`, `h.0.c_proj`, `h.0.c_fc` and 5 more. In shapes `_` is a size
/// that differs between them.
struct Conv1D<Tensor: TensorValue> {
  let weight: Tensor  // f32[_,_]
  let bias: Tensor  // f32[_]

  init(_ weights: ModuleWeights<Tensor>) throws {
    weight = try weights["weight"]
    bias = try weights["bias"]
  }

  /// `x`: f32[2,16,_]; returns f32[2,16,_].
  func callAsFunction(_ x: Tensor) throws(TesseraError) -> Tensor {
    let reshape = try x.reshape([32, -1])  // f32[32,_]
    let addmm = try reshape.fusedGemmEpilogue(weight, bias: bias).out  // f32[32,_]
    return try addmm.reshape([2, 16, -1])
  }
}

/// `torch.nn.modules.linear.Linear`: `lm_head`.
struct Linear<Tensor: TensorValue> {
  let weight: Tensor  // f32[64,16]

  init(_ weights: ModuleWeights<Tensor>) throws {
    weight = try weights["weight"]
  }

  /// `x`: f32[2,16,16]; returns f32[2,16,64].
  func callAsFunction(_ x: Tensor) throws(TesseraError) -> Tensor {
    return try x.linearV2(weight, transposeWeight: true).out
  }
}
