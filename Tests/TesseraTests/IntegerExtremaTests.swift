import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// Integer extrema.
@Suite
struct IntegerExtremaTests {
  /// The second row of ranks has no row of x: its part of the maximum is the dtype's lowest number.
  @Test(arguments: [DType.int8, .uint8])
  func `Arithmetic does not wrap what stands for nothing`(_ dtype: DType) throws {
    let cluster = Cluster.virtual(4)
    let mesh = try ProcessMesh(shape: [2, 2])
    let x = try DistTensor(
      DenseTensor([5, 6, 7, 8] as [Double], shape: [1, 4]).converted(to: dtype),
      attr: TensorDistAttr(parsing: "S(0),R", on: mesh), on: cluster)
    let top = try cluster.apply("max", [.one(x)], ["axis": .int(0)])[0]
    #expect(top.attr.isPartial)
    let minusOne = try DistTensor(
      DenseTensor([-1, -1, -1, -1] as [Double], shape: [4]).converted(to: .int8)
        .converted(to: dtype),
      attr: .replicated(on: mesh), on: cluster)

    func expect(
      _ op: String, _ inputs: [Operand<DistTensor>], _ attributes: [String: AttributeValue] = [:],
      gives values: [Double]
    ) throws {
      let result = try #require(try cluster.apply(op, inputs, attributes)[0].full())
      let wanted = DenseTensor(values, shape: [4]).converted(to: .int64).converted(to: dtype)
      #expect(result.isIdentical(to: wanted), "\(op)")
    }
    try expect("neg", [.one(top)], gives: [-5, -6, -7, -8])
    try expect(
      "scale", [.one(top)], ["scale": .int(-1), "bias": .int(0)], gives: [-5, -6, -7, -8])
    try expect("add", [.one(top), .one(minusOne)], gives: [4, 5, 6, 7])
    try expect("subtract", [.one(minusOne), .one(top)], gives: [-6, -7, -8, -9])
    try expect("add_n", [.list([top, minusOne])], gives: [4, 5, 6, 7])
    try expect("relu", [.one(top)], gives: [5, 6, 7, 8])
  }
}
