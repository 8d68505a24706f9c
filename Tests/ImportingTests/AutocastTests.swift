import Elements
import Files
import Foundation
import Importing
import Programs
import Sharding
import Tensors
import Tessera
import Testing

/// Regions of autocast, in both dialects: products of narrow operands, and a loss in float32.
@Suite struct AutocastTests {
  private static func model(_ name: String) throws -> ImportedModel {
    try ImportedModel(Fixture.folder.appending(path: name).path)
  }

  /// The dtypes of the operands of each call of these ops, in order.
  private static func operands(_ program: Program, of names: Set<String>) -> [[DType]] {
    program.ops.filter { names.contains($0.name) }
      .map { op in op.operands.map { program.values[$0].dtype } }
  }

  @Test func `operands are cast as PyTorch casts them`() throws {
    let program = try Self.model("autocast.pt2").program
    let products = Self.operands(program, of: ["linear_v2", "matmul"])
    let narrow: [DType] = [.bfloat16, .bfloat16, .bfloat16]
    #expect(Set(products) == [narrow, [.float32, .float32]] && products.count == 3)
    // The norm takes narrow elements and wide scales.
    #expect(Self.operands(program, of: ["layer_norm"]) == [[.bfloat16, .float32, .float32]])
  }

  @Test(arguments: ["autocast.pt2", "autocast-aten.pt2"])
  func `the loss is PyTorch's`(file: String) throws {
    let model = try Self.model(file)
    let cluster = Cluster.virtual(1)
    let completed = try Completion(on: [.single(0)])(model.program)
    var given: [String: DistTensor] = [:]
    for id in completed.program.inputs {
      let value = completed.program.values[id]
      let stored =
        try model.weights[value.name]
        ?? NpyFile(Fixture.folder.appending(path: "train.\(value.name).npy").path).stored(nil)
      given[value.name] = try DistTensor(
        shape: value.shape, dtype: value.dtype, attr: completed.attrs[id], on: cluster
      ) { try stored.box(offsets: $0.offsets, sizes: $0.sizes) }
    }
    let loss = try CompiledProgram(completed, on: cluster)(given)[0].number()
    let json = Fixture.folder.appending(path: "autocast.json")
    let want = try JSONDecoder().decode(Double.self, from: Data(contentsOf: json))
    // Elements of bfloat16 may be rounded the other way.
    #expect(abs(loss - want) < 2e-3 * want, "\(loss), PyTorch has \(want)")
  }
}
