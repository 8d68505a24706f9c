import SPMDRules
import Sharding
import Tessera
import Testing

/// What fused ops fold within themselves, and how often.
@Suite struct FusedFoldTests {
  /// The collectives of a call on two ranks, by where they are: before the op, or within it.
  private func collectives(
    _ op: String, _ inputs: [Operand<String>], _ attributes: [String: AttributeValue] = [:]
  ) throws -> (before: [String], within: [String]) {
    let cluster = Cluster.virtual(2)
    let operands = try cluster.operands(inputs)
    let (_, trace) = try Trace.record { try cluster.apply(op, operands, attributes) }
    let count = inputs.flatMap(\.elements).count
    let moves = trace.entries[0].moves
    func names(_ moves: [Trace.Move]) -> [String] {
      moves.flatMap(\.collectives).filter { $0 != "local" }
    }
    return (names(moves.filter { $0.input < count }), names(moves.filter { $0.input >= count }))
  }

  @Test func `a layer of a transformer over two ranks costs two all-reduces`() throws {
    let (e, none) = ("f32[8]{R}", Operand<String>.list([]))
    func twice(_ text: String) -> Operand<String> { .list([text, text]) }
    let found = try collectives(
      "fused_multi_transformer",
      [
        .one("f32[2,3,8]{R}"), twice(e), twice(e), twice("f32[3,2,4,8]{S(1)}"),
        twice("f32[3,2,4]{S(1)}"), none, none, .one("f32[0]{R}"), .one("f32[0]{R}"),
        .one("f32[0]{R}"), twice("f32[8,8]{S(0)}"), twice(e), twice(e), twice(e),
        twice("f32[8,12]{S(1)}"), twice("f32[12]{S(0)}"), twice("f32[12,8]{S(0)}"), twice(e),
      ])
    #expect(found.before == [])
    #expect(found.within == [String](repeating: "all-reduce", count: 4))
  }

  @Test func `of two layers one parallel by columns and one by rows cost one all-reduce`() throws {
    let found = try collectives(
      "fusion_repeated_fc_relu",
      [
        .one("f32[4,6]{R}"), .list(["f32[6,8]{S(1)}", "f32[8,2]{S(0)}"]),
        .list(["f32[8]{S(0)}", "f32[2]{R}"]),
      ])
    #expect(found.before == [] && found.within == ["all-reduce"])
  }

  @Test func `all tables that are sharded by rows cost one all-reduce`() throws {
    let ids = Operand.list(["i64[2,3]{R}", "i64[2,3]{R}"])
    let found = try collectives(
      "fused_embedding_eltwise_layernorm",
      [
        ids, .list(["f32[10,4]{S(0)}", "f32[10,4]{S(0)}"]), .one("f32[4]{R}"), .one("f32[4]{R}"),
      ])
    #expect(found.before == [] && found.within == ["all-reduce"])
  }

  @Test func `the sum of two partial sums is folded once`() throws {
    let found = try collectives(
      "skip_layernorm",
      [.one("f32[4,6]{P(sum)}"), .one("f32[4,6]{P(sum)}"), .one("f32[6]{R}"), .one("f32[6]{R}")],
      ["epsilon": .double(1e-5), "begin_norm_axis": .int(1)])
    #expect(found.before == [] && found.within == ["all-reduce"])
  }
}
