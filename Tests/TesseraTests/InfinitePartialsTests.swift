import Sharding
import Tensors
import Tessera
import Testing

/// What a partial sum gives where the other operand is infinite, or a zero that is divided by: the book
/// says so in Numbers.
@Suite struct InfinitePartialsTests {
  static let calls: [(op: String, operand: Float, whole: Float)] = [
    ("multiply", .infinity, .infinity), ("divide", 0, .infinity),
  ]

  @Test(arguments: calls)
  func `a partial sum gives NaN where the value gives an infinity, unless it is reduced first`(
    op: String, operand: Float, whole: Float
  ) throws {
    let cluster = Cluster.virtual(2)
    let mesh = try ProcessMesh(shape: [2])
    let shards: [Int: DenseTensor] = [
      0: DenseTensor([2 as Float], shape: [1]), 1: DenseTensor([0 as Float], shape: [1]),
    ]
    let x = try DistTensor(
      shards: shards, shape: [1], dtype: .float32,
      attr: TensorDistAttr(parsing: "P(sum)", on: mesh), on: cluster)
    let y = try DistTensor(
      DenseTensor([operand], shape: [1]), attr: .replicated(on: mesh), on: cluster)
    let partial = try cluster.apply(op, [.one(x), .one(y)])[0]
    #expect(partial.attr.description == "P(sum)")
    let folded = try #require(try partial.full())
    #expect(folded.values(as: Float.self)[0].isNaN)
    let reduced = try x.resharded(to: "R")
    let first = try #require(try cluster.apply(op, [.one(reduced), .one(y)])[0].full())
    #expect(first.values(as: Float.self) == [whole])
  }
}
