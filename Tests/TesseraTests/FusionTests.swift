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
    /// Of cases that must stay: a word of the reason.
    var reason: String?

    var description: String { name }
  }

  private static let layer = "parameter w: f32[8,6], parameter b: f32[6]"

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
      #expect(fusion.program.ops.count <= 2, "\(fusion.program)")
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
