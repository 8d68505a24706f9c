extension FusionTests {
  static let staying = [
    Case(
      name: "a bias of two rows",
      text:
        "(x: f32[2,8], parameter w: f32[8,6], parameter b: f32[2,6]) { h = matmul(x, w) y = add(h, b) return y }",
      reason: "neither"),
    Case(
      name: "a product that is used twice",
      text: "(x: f32[4,8], \(layer)) { h = matmul(x, w) y = add(h, b) return y, h }",
      reason: "used elsewhere"),
    Case(
      name: "a weight that a caller gives",
      text:
        "(x: f32[4,8], w: f32[8,6], parameter b: f32[6]) { h = matmul(x, w) y = add(h, b) return y }",
      reason: "no constant"),
    Case(
      name: "a gelu by erf",
      text: "(x: f32[4,8], \(layer)) { h = matmul(x, w) s = add(h, b) y = gelu(s) return y }",
      ops: ["fc"], reason: "erf"),
    Case(
      name: "addends of different shapes",
      text: """
        (x: f32[2,4,6], y: f32[4,6], parameter g: f32[6], parameter b: f32[6]) {
          s = add(x, y) z, m, v = layer_norm(s, g, b, begin_norm_axis=2) return z
        }
        """, reason: "different shapes"),
    Case(
      name: "a sum that is used elsewhere",
      text: """
        (x: f32[2,4,6], y: f32[2,4,6], parameter g: f32[6], parameter b: f32[6]) {
          s = add(x, y) z, m, v = layer_norm(s, g, b, begin_norm_axis=2) return z, s
        }
        """, reason: "used elsewhere"),
    Case(
      name: "a look-up with a padding index",
      text: """
        (i: i64[2,4], j: i64[2,4], parameter t: f32[9,6], parameter u: f32[5,6], parameter g: f32[6], parameter c: f32[6]) {
          a = embedding(i, t, padding_idx=0) b = embedding(j, u) s = add(a, b)
          z, m, v = layer_norm(s, g, c, begin_norm_axis=2) return z
        }
        """, ops: ["skip_layernorm"], reason: "padding"),
    Case(
      name: "different permutations",
      text: """
        (x: f32[2,3,4,5], y: f32[2,4,5,6]) {
          a = transpose(x, perm=[0,2,3,1]) b = reshape(a, shape=[2,60])
          c = transpose(y, perm=[0,1,3,2]) d = reshape(c, shape=[2,120])
          z = concat([b, d], axis=1) return z
        }
        """, reason: "differently"),
    Case(
      name: "places that a caller gives",
      text: """
        (i: i64[2,4], j: i64[4], parameter t: f32[9,6], parameter u: f32[5,6], parameter g: f32[6], parameter c: f32[6]) {
          a = embedding(i, t) b = embedding(j, u) s = add(a, b)
          z, m, v = layer_norm(s, g, c, begin_norm_axis=2) return z
        }
        """, reason: "different shapes"),
    Case(
      name: "padding that is learned",
      text: """
        (x: f32[6,2], parameter w: f32[4,5], parameter b: f32[5]) {
          p = pad(x, paddings=[1,0,0,0], pad_value=2)
          l = slice(p, axes=[0], starts=[0], ends=[6]) m = slice(p, axes=[0], starts=[1], ends=[7])
          c = concat([l, m], axis=1) h = matmul(c, w) s = add(h, b) y = relu(s) return y
        }
        """, ops: ["fc"], reason: "rows of zeros"),
    Case(
      name: "a recurrent unit of origin mode",
      text: """
        (x: f32[6,4], h: f32[3,2], parameter w: f32[4,6], parameter u: f32[2,6]) {
          p = matmul(x, w) y = gru(p, h, u, lengths=[3,1,2], origin_mode=true) return y
        }
        """, reason: "origin mode"),
    Case(
      name: "a recurrent unit of what a relu leaves",
      text: """
        (x: f32[6,4], h: f32[3,2], parameter w: f32[4,6], parameter c: f32[6], parameter u: f32[2,6]) {
          p = matmul(x, w) s = add(p, c) r = relu(s) y = gru(r, h, u, lengths=[3,1,2]) return y
        }
        """, ops: ["fc"], reason: "an activation"),
    Case(
      name: "rows beside those of sequences of other lengths",
      text: """
        (x: f32[6,3], e: f32[3,2], d: f32[3,1], parameter w: f32[6,4], parameter b: f32[4]) {
          r = sequence_expand(e, lengths=[3,1,2]) t = sequence_expand(d, lengths=[2,2,2])
          c = concat([x, r, t], axis=1) h = matmul(c, w) y = add(h, b) return y
        }
        """, ops: ["fc"], reason: "other lengths"),
    Case(
      name: "a context with a bias that is no row",
      text: """
        (x: f32[5,2], b: f32[5,5], parameter w: f32[4,5]) {
          h = sequence_conv(x, w, lengths=[3,2], context_length=2) s = add(h, b) y = relu(s) return y
        }
        """, reason: "neither"),
    Case(
      name: "a product that is added to itself",
      text: """
        (x: f32[4,8], \(layer), parameter g: f32[6], parameter c: f32[6]) {
          h = matmul(x, w) s = add(h, b) t = add(s, s)
          z, m, v = layer_norm(t, g, c, begin_norm_axis=1) return z
        }
        """, ops: ["fc", "skip_layernorm"], reason: "used elsewhere"),
    Case(
      name: "queries that are asked for",
      text: """
        (x: f32[2,5,3,2,4]) {
          t = transpose(x, perm=[2,0,3,1,4]) q, k, v = unbind(t, axis=0)
          n = swapaxes(k, axis0=2, axis1=3) d = matmul(q, n) p = softmax(d, axis=-1)
          o = matmul(p, v) y = transpose(o, perm=[0,2,1,3]) return y, q
        }
        """, reason: "used elsewhere"),
    Case(
      name: "parts of two dtypes",
      text: """
        (x: f32[4,8], y: f64[4,8]) {
          a = transpose(x, perm=[1,0]) b = reshape(a, shape=[8,4])
          c = transpose(y, perm=[1,0]) d = reshape(c, shape=[8,4]) z = concat([b, d], axis=1) return z
        }
        """, reason: "different dtypes"),
    Case(
      name: "look-ups whose norm has no scale",
      text: """
        (i: i64[2,4], j: i64[2,4], parameter t: f32[9,6], parameter u: f32[5,6], parameter c: f32[6]) {
          k = constant([]): f32[0] a = embedding(i, t) b = embedding(j, u) s = add(a, b)
          z, m, v = layer_norm(s, k, c, begin_norm_axis=2) return z
        }
        """, reason: "no scale"),
    Case(
      name: "other numbers of sequences",
      text: """
        (x: f32[12,3], e: f32[6,2], f: f32[3,2], parameter w: f32[7,4], parameter b: f32[4]) {
          r = repeat_interleave(e, repeats=2, axis=0) q = repeat_interleave(f, repeats=4, axis=0)
          c = concat([x, r, q], axis=1) h = matmul(c, w) y = add(h, b) return y
        }
        """, ops: ["fc"], reason: "numbers of sequences"),
    Case(
      name: "a layer with a gelu by tanh",
      text: encoder(
        norms: "z, z1, z2 = layer_norm(t, g, c, begin_norm_axis=2)", input: "x", feeding: "z",
        ending: "y, y1, y2 = layer_norm(o, g2, c2, begin_norm_axis=2)",
        gelu: "gelu(u, approximate=tanh)"),
      ops: ["fc", "skip_layernorm", "fused_fc_elementwise_layernorm"], reason: "by tanh"),
    Case(
      name: "a layer whose mask is of truths",
      text: encoder(
        norms: "z, z1, z2 = layer_norm(t, g, c, begin_norm_axis=2)", input: "x", feeding: "z",
        ending: "y, y1, y2 = layer_norm(o, g2, c2, begin_norm_axis=2)",
        mask: "mask: bool[3,1,1,4]"),
      ops: ["fc", "skip_layernorm", "fused_fc_elementwise_layernorm"], reason: "of truths"),
  ]
}
