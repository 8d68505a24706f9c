import Elements
import Resharding
import Sharding
import Tensors
import Testing

/// Who keeps the value when a tensor becomes partial, and what the others hold.
@Suite struct MakingPartialsTests {
  @Test func `coordinate 0 keeps the value and the others hold the identity`() throws {
    #expect(try Local.reshard([7, 7, 7] as [Float], "R", "P(sum)") == [7, 0, 0])
    #expect(try Local.reshard([7, 7, 7] as [Int8], "R", "P(prod)") == [7, 1, 1])
  }

  @Test func `coordinate 0 is that of the mesh, whatever its rank`() throws {
    let mesh = try ProcessMesh(shape: [3], ranks: [2, 0, 1])
    #expect(try Local.reshard([7, 7, 7] as [Float], "R", "P(sum)", on: mesh) == [7, 0, 0])
    let far = try ProcessMesh(shape: [2], ranks: [5, 4])
    #expect(try Local.reshard([7, 7] as [Float], "R", "P(sum)", target: far) == [7, 0])
  }

  @Test(arguments: ["max", "min", "any", "all", "avg"])
  func `with idempotent ops and avg all keep the value`(op: String) throws {
    #expect(try Local.reshard([7, 7, 7] as [Double], "R", "P(\(op))") == [7, 7, 7])
  }

  @Test func `between meshes an idempotent op's value crosses once`() throws {
    let far = try ProcessMesh(shape: [2], ranks: [4, 5])
    let (low, high) = (-Float.infinity, Float.infinity)
    #expect(try Local.reshard([7, 7] as [Float], "R", "P(max)", target: far) == [7, low])
    #expect(try Local.reshard([7, 7] as [Float], "R", "P(min)", target: far) == [7, high])
    #expect(try Local.reshard([7, 7] as [Int8], "R", "P(max)", target: far) == [7, -128])
    #expect(try Local.reshard([7, 7] as [UInt16], "R", "P(min)", target: far) == [7, 65535])
    #expect(try Local.reshard([true, true], "R", "P(all)", target: far) == [true, true])
    #expect(try Local.reshard([true, true], "R", "P(any)", target: far) == [true, false])
    #expect(try Local.reshard([7, 7] as [Float], "R", "P(avg)", target: far) == [7, 7])
  }

  @Test func `a shard is put into a block of the identity, without a byte moved`() throws {
    let mesh = try ProcessMesh(shape: [2])
    let trial = try Trial(
      Transition(
        shape: [4], dtype: .int32, from: TensorDistAttr(parsing: "S(0)", on: [mesh]),
        to: TensorDistAttr(parsing: "P(prod)", on: [mesh])),
      [
        0: DenseTensor([5, 6] as [Int32], shape: [2]),
        1: DenseTensor([7, 8] as [Int32], shape: [2]),
      ])
    #expect(trial.result[0]?.values(as: Int32.self) == [5, 6, 1, 1])
    #expect(trial.result[1]?.values(as: Int32.self) == [1, 1, 7, 8])
    #expect(trial.moved == 0)
  }

  @Test func `on several mesh dims the identities are those that fold away`() throws {
    let mesh = Local.square
    // Folded from the last mesh dim to the first: 7 * 1 = 7, and 0 * 1 = 0 or 0 * 0 = 0; 7 + 0 = 7.
    let values = try Local.reshard([7, 7, 7, 7] as [Float], "R,R", "P(sum),P(prod)", on: mesh)
    #expect(values[0] * values[1] + values[2] * values[3] == 7)
    #expect(values[0] == 7 && values[1] == 1)
  }
}
