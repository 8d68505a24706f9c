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

  static let layer = "parameter w: f32[8,6], parameter b: f32[6]"

  /// A layer of 2 heads of 3 features; of its products one is an einsum, one of linear layers, one of matrices.
  static func encoder(
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
