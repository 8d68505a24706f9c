/// A program of plain ops that a fused op stands for, at the sizes of a small encoder: 8 samples of 128 tokens, 384
/// features.
struct FusedCase: Sendable {
  /// The rule that fuses it, and what tells it from another of the same.
  let name: String
  /// The op that it becomes.
  let op: String
  /// The program behind its name, where FLOAT stands for the dtype.
  private let source: String
  /// The rows of its tables.
  let rows: Int
  /// Whether the fused op multiplies integers of 8 bits, for which an example says the scales.
  let isQuantised: Bool

  private init(
    _ name: String, _ op: String, _ source: String, rows: Int = 1, isQuantised: Bool = false
  ) {
    (self.name, self.op, self.source, self.rows) = (name, op, source, rows)
    self.isQuantised = isQuantised
  }

  /// The program with values of a dtype.
  func text(_ dtype: String) -> String {
    "program p\(source.replacing("FLOAT", with: dtype))"
  }
}

extension FusedCase {
  static let all = norms + products + layers + arrangements + sequences

  private static let norm = "parameter g: FLOAT[384]{R}, parameter c: FLOAT[384]{R}"
  private static let lengths = "lengths=[100,28,64,64,90,38,120,8]"

  private static let norms = [
    FusedCase(
      "skip_layernorm", "skip_layernorm",
      """
      (x: FLOAT[8,128,384]{S(0)}, y: FLOAT[8,128,384]{S(0)}, \(norm)) {
        s = add(x, y) z, m, v = layer_norm(s, g, c, begin_norm_axis=2) return z
      }
      """),
    FusedCase(
      "embedding_eltwise_layernorm", "fused_embedding_eltwise_layernorm",
      """
      (i: i64[8,128]{S(0)}, j: i64[8,128]{S(0)}, k: i64[8,128]{S(0)}, parameter t: FLOAT[30522,384]{R},
       parameter u: FLOAT[512,384]{R}, parameter w: FLOAT[500,384]{R}, \(norm)) {
        a = embedding(i, t) b = embedding(j, u) d = embedding(k, w) s = add(a, b) r = add(s, d)
        z, m, v = layer_norm(r, g, c, begin_norm_axis=2) return z
      }
      """, rows: 500),
    FusedCase(
      "bias_dropout_residual_layer_norm", "fused_bias_dropout_residual_layer_norm",
      """
      (x: FLOAT[8,128,384]{S(0)}, r: FLOAT[8,128,384]{S(0)}, parameter b: FLOAT[384]{R}, \(norm)) {
        s = add(x, b) d = dropout(s, p=0.1, seed=7) t = add(r, d)
        z, m, v = layer_norm(t, g, c, begin_norm_axis=2) return z
      }
      """),
    FusedCase(
      "bias_dropout_residual_layer_norm in inference", "fused_bias_dropout_residual_layer_norm",
      """
      (x: FLOAT[8,128,384]{S(0)}, r: FLOAT[8,128,384]{S(0)}, parameter b: FLOAT[384]{R}, \(norm)) {
        s = add(x, b) d = dropout(s, p=0.1, is_test=true) t = add(r, d)
        z, m, v = layer_norm(t, g, c, begin_norm_axis=2) return z
      }
      """),
    FusedCase(
      "fc_elementwise_layernorm", "fused_fc_elementwise_layernorm",
      """
      (x: FLOAT[1024,384]{S(0)}, parameter w: FLOAT[384,384]{R}, parameter b: FLOAT[384]{R},
       y: FLOAT[1024,384]{S(0)}, \(norm)) {
        h = matmul(x, w) s = add(h, b) t = add(y, s)
        z, m, v = layer_norm(t, g, c, begin_norm_axis=1) return z
      }
      """),
  ]

  private static let products = [
    FusedCase(
      "fc", "fc",
      """
      (x: FLOAT[1024,384]{R}, parameter w: FLOAT[384,1536]{S(1)}, parameter b: FLOAT[1536]{S(0)}) {
        h = matmul(x, w) s = add(h, b) y = relu(s) return y
      }
      """),
    FusedCase(
      "gemm_epilogue", "fused_gemm_epilogue",
      """
      (x: FLOAT[1024,384]{R}, parameter w: FLOAT[384,1536]{S(1)}, parameter b: FLOAT[1536]{S(0)}) {
        h = matmul(x, w) s = add(h, b) y = gelu(s, approximate=tanh) return y
      }
      """),
    FusedCase(
      "repeated_fc_relu", "fusion_repeated_fc_relu",
      """
      (x: FLOAT[1024,384]{S(0)}, parameter w: FLOAT[384,1536]{R}, parameter b: FLOAT[1536]{R},
       parameter w2: FLOAT[1536,384]{R}, parameter b2: FLOAT[384]{R}) {
        h = matmul(x, w) s = add(h, b) a = relu(s) h2 = matmul(a, w2) s2 = add(h2, b2) y = relu(s2)
        return y
      }
      """),
    FusedCase(
      "squared_mat_sub", "fusion_squared_mat_sub",
      """
      (x: FLOAT[1024,16]{S(0)}, y: FLOAT[16,384]{R}) {
        p = matmul(x, y) pp = square(p) xx = square(x) yy = square(y) q = matmul(xx, yy)
        d = subtract(pp, q) z = scale(d, scale=0.5) return z
      }
      """),
    FusedCase(
      "self_attention", "self_dp_attention",
      """
      (x: FLOAT[8,128,3,12,32]{S(0)}) {
        t = transpose(x, perm=[2,0,3,1,4]) q, k, v = unbind(t, axis=0)
        n = swapaxes(k, axis0=2, axis1=3) d = matmul(q, n) e = scale(d, scale=0.17)
        p = softmax(e, axis=-1) o = matmul(p, v) y = transpose(o, perm=[0,2,1,3]) return y
      }
      """),
  ]

  private static let layer = """
    (x: FLOAT[8,128,384]{S(0)}, mask: FLOAT[8,1,1,128]{S(0)},
     parameter wq: FLOAT[384,384]{R}, parameter bq: FLOAT[384]{R}, parameter wk: FLOAT[384,384]{R},
     parameter bk: FLOAT[384]{R}, parameter wv: FLOAT[384,384]{R}, parameter bv: FLOAT[384]{R},
     parameter wo: FLOAT[384,384]{R}, parameter bo: FLOAT[384]{R}, parameter w1: FLOAT[384,1536]{R},
     parameter b1: FLOAT[1536]{R}, parameter w2: FLOAT[1536,384]{R}, parameter b2: FLOAT[384]{R}, \(norm),
     parameter g2: FLOAT[384]{R}, parameter c2: FLOAT[384]{R}) {
      q0 = matmul(x, wq) q1 = add(q0, bq) q = reshape(q1, shape=[8,128,12,32])
      k0 = matmul(x, wk) k1 = add(k0, bk) k = reshape(k1, shape=[8,128,12,32])
      v0 = matmul(x, wv) v1 = add(v0, bv) v = reshape(v1, shape=[8,128,12,32])
      seed = constant(0): i64[]
      n, n1, n2, n3 = flash_attention(q, k, v, seed, mask) n4 = reshape(n, shape=[8,128,384])
      o0 = matmul(n4, wo) o = add(o0, bo) t = add(x, o) z, z1, z2 = layer_norm(t, g, c, begin_norm_axis=2)
      u0 = matmul(z, w1) u = add(u0, b1) a = gelu(u) d0 = matmul(a, w2) d1 = add(d0, b2) d = add(d1, z)
      y, y1, y2 = layer_norm(d, g2, c2, begin_norm_axis=2) return y
    }
    """

  private static let layers = [
    FusedCase("multi_transformer", "fused_multi_transformer", layer),
    FusedCase(
      "multi_transformer in int8", "fused_multi_transformer_int8", layer, isQuantised: true),
  ]

  private static let arrangements = [
    FusedCase(
      "transpose_flatten_concat", "fusion_transpose_flatten_concat",
      """
      (x: FLOAT[8,64,32,32]{S(0)}, y: FLOAT[8,128,32,32]{S(0)}) {
        a = transpose(x, perm=[0,2,3,1]) b = reshape(a, shape=[8,65536])
        c = transpose(y, perm=[0,2,3,1]) d = reshape(c, shape=[8,131072])
        z = concat([b, d], axis=1) return z
      }
      """)
  ]

  private static let sequences = [
    FusedCase(
      "seqconv_eltadd_relu", "fusion_seqconv_eltadd_relu",
      """
      (x: FLOAT[512,64]{R}, parameter w: FLOAT[256,128]{S(1)}, parameter b: FLOAT[128]{S(0)}) {
        h = sequence_conv(x, w, \(lengths), context_length=4, context_start=-1)
        s = add(h, b) y = relu(s) return y
      }
      """),
    FusedCase(
      "seq_concat_fc", "fusion_seqexpand_concat_fc",
      """
      (x: FLOAT[512,128]{R}, e: FLOAT[8,64]{R}, d: FLOAT[8,64]{R}, parameter w: FLOAT[256,128]{S(1)},
       parameter b: FLOAT[128]{S(0)}) {
        p = sequence_expand(e, \(lengths)) q = sequence_expand(d, \(lengths))
        c = concat([x, p, q], axis=1) h = matmul(c, w) s = add(h, b) y = relu(s) return y
      }
      """),
    FusedCase(
      "fc_gru", "fusion_gru",
      """
      (x: FLOAT[512,128]{R}, h: FLOAT[8,128]{R}, parameter w: FLOAT[128,384]{R}, parameter u: FLOAT[128,384]{R},
       parameter b: FLOAT[1,384]{R}) {
        p = matmul(x, w) y = gru(p, h, u, b, \(lengths)) return y
      }
      """),
  ]
}
