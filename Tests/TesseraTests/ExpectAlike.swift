import Elements
import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// A tensor to make on any cluster.
struct Input {
  let shape: [Int]
  let dtype: DType
  /// On a mesh of 2 x 2.
  let placements: String
  let fill: Fill

  init(_ shape: [Int], _ placements: String, _ fill: Fill = .random(seed: 1)) {
    self.init(shape, .float32, placements, fill)
  }

  init(
    _ shape: [Int], _ dtype: DType, _ placements: String,
    _ fill: Fill = .random(seed: 1)
  ) {
    (self.shape, self.dtype, self.placements, self.fill) = (shape, dtype, placements, fill)
  }
}

/// The whole outputs of `op` on a virtual cluster: of 4 ranks with the inputs' placements, or of 1.
@discardableResult
func run(
  _ op: String, _ inputs: [Operand<Input>], _ attributes: [String: AttributeValue], ranks: Int
) throws -> [DenseTensor] {
  let cluster = Cluster.virtual(ranks)
  let mesh = try ProcessMesh(shape: ranks == 1 ? [1, 1] : [2, 2])
  func tensor(_ input: Input) throws -> DistTensor {
    try DistTensor(
      fill: input.fill, shape: input.shape, dtype: input.dtype,
      ranks == 1 ? "R,R" : input.placements, on: mesh, in: cluster)
  }
  let operands = try inputs.map { operand -> Operand<DistTensor> in
    switch operand {
    case .one(let input): .one(try tensor(input))
    case .list(let inputs): .list(try inputs.map(tensor))
    }
  }
  return try cluster.apply(op, operands, attributes).map { output in
    for (rank, shard) in output.shards {
      let box = try #require(output.attr.box(of: rank, shape: output.shape))
      #expect(shard.shape == box.sizes && shard.dtype == output.dtype, "\(op) on rank \(rank)")
    }
    return try #require(try output.full())
  }
}

/// Compares 4 ranks with 1.
func expectAlike(
  _ op: String, lists: [[Input]] = [], _ inputs: [Input] = [],
  _ attributes: [String: AttributeValue] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let operands = lists.map { Operand.list($0) } + inputs.map { .one($0) }
  let whole = try run(op, operands, attributes, ranks: 1)
  let sharded = try run(op, operands, attributes, ranks: 4)
  try #require(whole.map(\.shape) == sharded.map(\.shape), sourceLocation: sourceLocation)
  for (alone, together) in zip(whole, sharded) {
    let difference = together.difference(from: alone, relative: 1e-5, absolute: 1e-6)
    #expect(difference == nil, "\(op) \(attributes)", sourceLocation: sourceLocation)
  }
}
