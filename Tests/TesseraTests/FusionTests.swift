import Elements
import Programs
import Sharding
import Tensors
import Tessera
import Testing

/// What one fused op does is found, and nothing else is; results stay, and no more bytes move.
@Suite struct FusionTests {
  /// A program, and the fused ops that must be in it afterwards.
  struct Case: CustomStringConvertible, Sendable {
    let name: String
    let text: String
    var ops: [String] = []
    /// How many other ops may be left: those that make operands.
    var rest = 1
    /// Of cases that must stay: a word of the reason.
    var reason: String?

    var description: String { name }
  }

  private static let layer = "parameter w: f32[8,6], parameter b: f32[6]"

  /// A layer of 2 heads of 3 features; of its products one is an einsum, one of linear layers, one of matrices.
  private static func encoder(
    norms: String, input: String, feeding: String, around: String = "z", ending: String,
    beginning: String = "", mask: String = "mask: f32[3,1,1,4]", gelu: String = "gelu(u)"
  ) -> String {
    """
    (x: f32[3,4,6], \(mask), parameter wq: f32[2,3,6], parameter bq: f32[2,3], parameter wk: f32[6,6],
      parameter bk: f32[6], parameter wv: f32[6,6], parameter bv: f32[6], parameter wo: f32[6,2,3], parameter bo: f32[6],
      parameter w1: f32[8,6], parameter b1: f32[8], parameter w2: f32[8,6], parameter b2: f32[6], parameter g: f32[6],
      parameter c: f32[6], parameter g2: f32[6], parameter c2: f32[6]) {
      \(beginning)
      q0 = einsum([\(input), wq], equation="bsi,hdi->bshd") q = add(q0, bq)
      k0, k1 = linear_v2(\(input), wk, bk, transpose_weight=true) k = reshape(k0, shape=[3,4,2,3])
      v0 = matmul(\(input), wv) v1 = add(bv, v0) v = reshape(v1, shape=[3,4,2,3])
      seed = constant(0): i64[]
      n, n1, n2, n3 = flash_attention(q, k, v, seed, mask)
      o0 = einsum([n, wo], equation="bshd,ohd->bso") o1 = add(o0, bo) t = add(x, o1)
      \(norms)
      u0 = einsum([\(feeding), w1], equation="bsi,oi->bso") u = add(u0, b1) a9 = \(gelu)
      d0 = matmul(a9, w2) d = add(d0, b2) o = add(d, \(around))
      \(ending) return y
    }
    """
  }

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

  private static func program(_ each: Case) throws -> Program {
    try Program(parsing: "program p" + each.text)
  }

  private static let fusedOps: Set<String> = Set(fusing.flatMap(\.ops))

  @Test(arguments: fusing + staying)
  func `what is of a form is fused, and what a condition forbids is not`(each: Case) throws {
    let fusion = try Fusion(try Self.program(each))
    let found = fusion.program.ops.map(\.name).filter(Self.fusedOps.contains)
    #expect(found == each.ops, "\(fusion.program)")
    if let reason = each.reason {
      #expect(fusion.notes.contains { $0.reason?.contains(reason) == true }, "\(fusion.notes)")
    } else {
      #expect(fusion.program.ops.count <= 1 + each.rest, "\(fusion.program)")
    }
  }

  @Test(arguments: fusing)
  func `results stay, on one rank and sharded, and no more bytes move`(each: Case) throws {
    let program = try Self.program(each)
    let fused = try Fusion(program).program
    for (ranks, placement) in [(1, "R"), (2, "S(0)"), (3, "S(0)")] {
      let mesh = try ProcessMesh(shape: [ranks])
      var plans: [[DenseTensor]] = []
      var bytes: [Int] = []
      for var each in [program, fused] {
        let first = each.inputs[0]
        each.values[first].annotation = try Annotation(parsing: placement)
        let completed = try Completion(on: [mesh])(each).applying()
        let cluster = Cluster.virtual(ranks)
        var given: [String: DistTensor] = [:]
        for (number, id) in each.inputs.enumerated() {
          let value = each.values[id]
          let fill =
            value.dtype.isInteger ? Fill.zeros : .random(seed: UInt64(number))
          given[value.name] = try DistTensor(
            fill: fill, shape: value.shape, dtype: value.dtype, attr: completed.attrs[id],
            on: cluster)
        }
        let (results, trace) = try Trace.record {
          try CompiledProgram(completed, on: cluster)(given)
        }
        plans.append(try results.map { try #require(try $0.full(on: 0)) })
        bytes.append(trace.totals.reduce(0) { $0 + $1.bytes })
      }
      for (have, want) in zip(plans[1], plans[0]) {
        let difference = have.difference(from: want, relative: 1e-5, absolute: 1e-5)
        #expect(difference == nil, "\(ranks) ranks: \(difference.map { "\($0)" } ?? "")")
      }
      #expect(bytes[1] <= bytes[0], "\(ranks) ranks: \(bytes)")
    }
  }
}
