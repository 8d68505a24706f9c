import Elements
import ReshardCases
import SPMDRules
import Sharding
import Tensors
import Tessera

/// One call of an op: its case, and how its inputs lie.
public struct OpTrial {
  /// The name of the op.
  public let op: String
  /// The case: shapes, attributes and the numbers of the operands.
  public let local: OpCase
  /// The placements of the operands.
  public let attrs: [TensorDistAttr]
  /// Of each input, by rank.
  public let shards: [[Int: DenseTensor]]
  /// The whole inputs.
  public let wholes: [DenseTensor]
  /// What the op gives of the whole inputs.
  public let expected: [DenseTensor]

  /// Makes the inputs from random contributions, and the op's result in one process.
  package init(
    _ op: String, _ local: OpCase, _ attrs: [TensorDistAttr],
    using generator: inout SeededGenerator
  ) throws {
    (self.op, self.local, self.attrs) = (op, local, attrs)
    let shapes = local.shapes.flatMap(\.elements)
    var shards: [[Int: DenseTensor]] = []
    for (index, attr) in attrs.enumerated() {
      shards.append(local.domain(index).shards(shapes[index], attr, using: &generator))
    }
    self.shards = shards
    let cluster = Cluster.virtual(1)
    let whole = TensorDistAttr.replicated(on: .single(0))
    wholes = shapes.indices.map { index in
      attrs[index].globalValue(
        of: shards[index], shape: shapes[index], dtype: local.domain(index).dtype)
    }
    let inputs = try wholes.map { try DistTensor($0, attr: whole, on: cluster) }
    expected = try cluster.apply(op, local.operands(inputs), local.attributes)
      .compactMap { $0.shards[0] }
  }

  /// The op on a cluster that has the ranks of the mesh.
  public func outputs(on cluster: Cluster) throws -> [DistTensor] {
    try cluster.apply(op, local.operands(try inputs(on: cluster)), local.attributes)
  }

  /// The operands on a cluster.
  public func inputs(on cluster: Cluster) throws -> [DistTensor] {
    let shapes = local.shapes.flatMap(\.elements)
    return try shapes.indices.map { index in
      try DistTensor(
        shards: shards[index], shape: shapes[index], dtype: local.domain(index).dtype,
        attr: attrs[index], on: cluster)
    }
  }

  /// What is wrong with an output of which all shards are at hand; nil where nothing is.
  public func fault(
    _ number: Int, _ attr: TensorDistAttr, _ shape: [Int], _ shards: [Int: DenseTensor]
  ) -> String? {
    guard number < expected.count else { return "there is no output \(number) of the whole inputs" }
    let whole = expected[number]
    guard shape == whole.shape else { return "output \(number) is \(shape), not \(whole.shape)" }
    do { try attr.validate(shape: shape, dtype: whole.dtype) } catch {
      return "output \(number), \(attr): \(error)"
    }
    for rank in attr.mesh.ranks {
      let sizes = attr.box(of: rank, shape: shape)?.sizes
      guard let shard = shards[rank], shard.shape == sizes, shard.dtype == whole.dtype else {
        let given = shards[rank].map { "\($0.dtype)\($0.shape)" } ?? "absent"
        return "output \(number), \(attr): the shard of rank \(rank) is \(given), not "
          + "\(whole.dtype)\(sizes ?? [])"
      }
    }
    for position in attr.mesh.ranks.indices {
      let coordinate = attr.mesh.coordinate(at: position)
      let first = coordinate.indices.map { attr.placements[$0] == .replicate ? 0 : coordinate[$0] }
      guard let own = shards[attr.mesh.rank(at: coordinate)],
        let other = shards[attr.mesh.rank(at: first)]
      else { continue }
      if let difference = own.difference(from: other, relative: 1e-9, absolute: 1e-9) {
        return "output \(number), \(attr): replicas differ: \(difference)"
      }
    }
    let tolerance = whole.dtype.tolerance
    return attr.globalValue(of: shards, shape: shape, dtype: whole.dtype)
      .difference(from: whole, relative: tolerance, absolute: tolerance)
      .map { "output \(number), \(attr): \($0)" }
  }

  /// The call in words.
  public var words: String {
    let shapes = local.shapes.flatMap(\.elements)
    let inputs = zip(shapes, attrs).map { "\($0){\($1)}" }.joined(separator: " ")
    let attributes = local.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(op) on \(attrs[0].mesh.shape): \(inputs) \(attributes.joined(separator: " "))"
  }
}

extension OpCase {
  /// The tensors as the op's arguments.
  public func operands<Tensor>(_ tensors: [Tensor]) -> [Operand<Tensor>] {
    var rest = tensors[...]
    return shapes.map { $0.map { _ in rest.removeFirst() } }
  }

  /// All placements of each input on a mesh, and where they cut also some of explicit sizes.
  public func placements(on mesh: ProcessMesh) -> [[TensorDistAttr]] {
    zip(shapes.flatMap(\.elements), chunked(on: mesh)).map { shape, all in
      all + all.compactMap { $0.uneven(shape) }
    }
  }

  /// All placements of each input on a mesh, without explicit sizes.
  public func chunked(on mesh: ProcessMesh) -> [[TensorDistAttr]] {
    shapes.flatMap(\.elements).enumerated().map { index, shape in
      TensorDistAttr.all(on: mesh, ndim: shape.count, dtype: domain(index).dtype)
    }
  }
}

extension DType {
  /// How far results may be apart that were added up in another order.
  var tolerance: Double {
    switch self {
    case .float64: 1e-9
    case .float32, .complex64: 1e-4
    case .float16, .bfloat16: 0.05
    default: 0
    }
  }
}
