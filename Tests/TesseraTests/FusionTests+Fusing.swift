extension FusionTests {
  static let fusing = [
    Case(
      name: "fc", text: "(x: f32[4,8], \(layer)) { h = matmul(x, w) y = add(h, b) return y }",
      ops: ["fc"]),
    Case(
      name: "fc with relu of three dims",
      text: "(x: f32[2,4,8], \(layer)) { h = matmul(x, w) s = add(b, h) y = relu(s) return y }",
      ops: ["fc"]),
    Case(
      name: "fc of a linear layer",
      text: "(x: f32[4,8], \(layer)) { y, r = linear_v2(x, w, b) return y }", ops: ["fc"]),
    Case(
      name: "gemm_epilogue",
      text:
        "(x: f32[4,8], \(layer)) { h = matmul(x, w) s = add(h, b) y = gelu(s, approximate=tanh) return y }",
      ops: ["fused_gemm_epilogue"]),
    Case(
      name: "repeated_fc_relu",
      text: """
        (x: f32[4,8], \(layer), parameter w2: f32[6,5], parameter b2: f32[5]) {
          h = matmul(x, w) s = add(h, b) a = relu(s)
          h2 = matmul(a, w2) s2 = add(h2, b2) y = relu(s2) return y
        }
        """, ops: ["fusion_repeated_fc_relu"]),
    Case(
      name: "squared_mat_sub",
      text: """
        (x: f32[4,8], y: f32[8,3]) {
          p = matmul(x, y) pp = square(p) xx = square(x) yy = square(y) q = matmul(xx, yy)
          z = subtract(pp, q) return z
        }
        """, ops: ["fusion_squared_mat_sub"]),
    Case(
      name: "skip_layernorm",
      text: """
        (x: f32[2,4,6], y: f32[2,4,6], parameter g: f32[6], parameter b: f32[6]) {
          s = add(x, y) z, m, v = layer_norm(s, g, b, begin_norm_axis=2) return z
        }
        """, ops: ["skip_layernorm"]),
    Case(
      name: "fc_elementwise_layernorm",
      text: """
        (x: f32[4,8], \(layer), y: f32[4,6], parameter g: f32[6], parameter c: f32[6]) {
          h = matmul(x, w) s = add(h, b) t = add(y, s)
          z, m, v = layer_norm(t, g, c, begin_norm_axis=1) return z
        }
        """, ops: ["fused_fc_elementwise_layernorm"]),
    Case(
      name: "bias_dropout_residual_layer_norm",
      text: """
        (x: f32[4,6], r: f32[4,6], parameter b: f32[6], parameter g: f32[6], parameter c: f32[6]) {
          s = add(x, b) d = dropout(s, p=0.5, is_test=true) t = add(r, d)
          z, m, v = layer_norm(t, g, c, begin_norm_axis=1) return z
        }
        """, ops: ["fused_bias_dropout_residual_layer_norm"]),
    Case(
      name: "embedding_eltwise_layernorm",
      text: """
        (i: i64[2,4], j: i64[2,4], parameter t: f32[9,6], parameter u: f32[5,6], parameter g: f32[6], parameter c: f32[6]) {
          a = embedding(i, t) b = embedding(j, u) s = add(a, b)
          z, m, v = layer_norm(s, g, c, begin_norm_axis=2) return z
        }
        """, ops: ["fused_embedding_eltwise_layernorm"]),
    Case(
      name: "self_attention",
      text: """
        (x: f32[2,5,3,2,4]) {
          t = transpose(x, perm=[2,0,3,1,4])
          q, k, v = unbind(t, axis=0)
          n = swapaxes(k, axis0=2, axis1=3)
          d = matmul(q, n) e = scale(d, scale=0.5) p = softmax(e, axis=-1)
          o = matmul(p, v) y = transpose(o, perm=[0,2,1,3]) return y
        }
        """, ops: ["self_dp_attention"]),
    Case(
      name: "transpose_flatten_concat",
      text: """
        (x: f32[2,3,4,5], y: f32[2,6,4,5]) {
          a = transpose(x, perm=[0,2,3,1]) b = reshape(a, shape=[2,60])
          c = transpose(y, perm=[0,2,3,1]) d = reshape(c, shape=[2,120])
          z = concat([b, d], axis=1) return z
        }
        """, ops: ["fusion_transpose_flatten_concat"]),
    Case(
      name: "embeddings of places and of one type",
      text: """
        (i: i64[2,4], parameter t: f32[9,6], parameter u: f32[5,6], parameter v: f32[2,6], parameter g: f32[6], parameter c: f32[6]) {
          p = constant([0,1,2,3]): i64[4] k = constant(1): i64[1]
          a = embedding(i, t) b = embedding(p, u) d = embedding(k, v) s = add(a, b) r = add(s, d)
          z, m, n = layer_norm(r, g, c, begin_norm_axis=2) return z
        }
        """, ops: ["fused_embedding_eltwise_layernorm"], rest: 4),
    Case(
      name: "seqconv_eltadd_relu",
      text: """
        (x: f32[6,2], parameter w: f32[6,5], parameter b: f32[5]) {
          p = pad(x, paddings=[1,1,0,0])
          l = slice(p, axes=[0], starts=[0], ends=[6]) m = slice(p, axes=[0], starts=[1], ends=[7])
          n = slice(p, axes=[0], starts=[2], ends=[8]) c = concat([l, m, n], axis=1)
          h = matmul(c, w) s = add(h, b) y = relu(s) return y
        }
        """, ops: ["fusion_seqconv_eltadd_relu"]),
    Case(
      name: "seq_concat_fc",
      text: """
        (x: f32[12,3], e: f32[6,2], parameter w: f32[5,4], parameter b: f32[4]) {
          r = repeat_interleave(e, repeats=2, axis=0) c = concat([x, r], axis=1)
          h = matmul(c, w) s = add(h, b) y = tanh(s) return y
        }
        """, ops: ["fusion_seqexpand_concat_fc"]),
    Case(
      name: "seqconv_eltadd_relu of several sequences",
      text: """
        (x: f32[7,2], parameter w: f32[6,5], parameter b: f32[5]) {
          h = sequence_conv(x, w, lengths=[4,1,2], context_length=3, context_start=-1)
          s = add(b, h) y = relu(s) return y
        }
        """, ops: ["fusion_seqconv_eltadd_relu"]),
    Case(
      name: "seq_concat_fc of sequences of several lengths",
      text: """
        (e: f32[3,2], x: f32[6,3], d: f32[3,1], parameter w: f32[6,4], parameter b: f32[4]) {
          r = sequence_expand(e, lengths=[3,1,2]) t = sequence_expand(d, lengths=[3,1,2])
          c = concat([x, r, t], axis=1) h = matmul(c, w) s = add(h, b) y = relu(s) return y
        }
        """, ops: ["fusion_seqexpand_concat_fc"]),
    Case(
      name: "fc_gru, the unit with a bias",
      text: """
        (x: f32[6,4], h: f32[3,2], parameter w: f32[4,6], parameter u: f32[2,6], parameter b: f32[1,6]) {
          p = matmul(x, w) y = gru(p, h, u, b, lengths=[3,1,2], is_reverse=true) return y
        }
        """, ops: ["fusion_gru"]),
    Case(
      name: "fc_gru, product and unit with biases",
      text: """
        (x: f32[6,4], parameter w: f32[4,6], parameter c: f32[6], parameter u: f32[2,6], parameter b: f32[1,6]) {
          p = matmul(x, w) s = add(p, c) n = constant(0): f32[0]
          y = gru(s, n, u, b, lengths=[2,2,2], activation=relu) return y
        }
        """, ops: ["fusion_gru"], rest: 3),
    Case(
      name: "squared_mat_sub, scaled",
      text: """
        (x: f32[4,8], y: f32[8,3]) {
          p = matmul(x, y) pp = square(p) xx = square(x) yy = square(y) q = matmul(xx, yy)
          d = subtract(pp, q) z = scale(d, scale=0.5) return z
        }
        """, ops: ["fusion_squared_mat_sub"], rest: 0),
    Case(
      name: "squared_mat_sub of one tensor, times a constant",
      text: """
        (x: f32[4,4]) {
          p = matmul(x, x) pp = square(p) xx = square(x) q = matmul(xx, xx)
          h = constant(-0.3): f32[] d = subtract(pp, q) z = multiply(h, d) return z
        }
        """, ops: ["fusion_squared_mat_sub"]),
    Case(
      name: "repeated_fc_relu whose first result is used before the second",
      text: """
        (x: f32[4,8], \(layer), parameter w2: f32[6,5], parameter b2: f32[5]) {
          h = matmul(x, w) s = add(h, b) a = relu(s) e = exp(a)
          h2 = matmul(a, w2) s2 = add(h2, b2) y = relu(s2) return y, a, e
        }
        """, ops: ["fusion_repeated_fc_relu"]),
    Case(
      name: "bias_dropout_residual_layer_norm, the bias first, in training",
      text: """
        (x: f32[4,6], r: f32[4,6], parameter b: f32[6], parameter g: f32[6], parameter c: f32[6]) {
          s = add(b, x) d = dropout(s, p=0.25, seed=7) t = add(d, r)
          z, m, v = layer_norm(t, g, c, begin_norm_axis=1) return z
        }
        """, ops: ["fused_bias_dropout_residual_layer_norm"], rest: 0),
    Case(
      name: "bias_dropout_residual_layer_norm without a bias",
      text: """
        (x: f32[4,6], r: f32[4,6], parameter g: f32[6], parameter c: f32[6]) {
          d = dropout(x, p=0.5, mode=downscale_in_infer, is_test=true) t = add(r, d)
          z, m, v = layer_norm(t, g, c, begin_norm_axis=1) return z
        }
        """, ops: ["fused_bias_dropout_residual_layer_norm"]),
    Case(
      name: "self_attention, its factor on the left",
      text: """
        (x: f32[2,5,3,2,4]) {
          t = transpose(x, perm=[2,0,3,1,4]) q, k, v = unbind(t, axis=0) h = constant(0.5): f32[]
          n = swapaxes(k, axis0=2, axis1=3) d = matmul(q, n) e = multiply(h, d) p = softmax(e, axis=-1)
          o = matmul(p, v) y = transpose(o, perm=[0,2,1,3]) return y
        }
        """, ops: ["self_dp_attention"]),
    Case(
      name: "transpose_flatten_concat, a dim of size 1 in one part",
      text: """
        (x: f32[1,2,3], y: f32[5,2,3]) {
          a = transpose(x, perm=[1,0,2]) b = reshape(a, shape=[2,3])
          c = transpose(y, perm=[1,0,2]) d = reshape(c, shape=[10,3]) z = concat([b, d], axis=0) return z
        }
        """, ops: ["fusion_transpose_flatten_concat"], rest: 0),
    Case(
      name: "multi_transformer, norms behind",
      text: encoder(
        norms: """
          z, z1, z2 = layer_norm(t, g, c, begin_norm_axis=2)
          """, input: "x", feeding: "z",
        ending: "y, y1, y2 = layer_norm(o, g2, c2, begin_norm_axis=2)"),
      ops: ["fused_multi_transformer"], rest: 20),
    Case(
      name: "multi_transformer, norms before",
      text: encoder(
        norms: """
          f, f1, f2 = layer_norm(t, g2, c2, begin_norm_axis=2)
          """, input: "a", feeding: "f", around: "t", ending: "y = scale(o, scale=1)",
        beginning: "a, a1, a2 = layer_norm(x, g, c, begin_norm_axis=2)"),
      ops: ["fused_multi_transformer"], rest: 20),
  ]
}
