import OpCases
import ReshardCases
import SPMDRules
import Sharding
import Tensors
import Testing

@testable import Tessera

/// The dtypes that come out of kernels are those that the schema says.
@Suite struct OpDTypeTests {
  private let cluster = Cluster.virtual(1)

  @Test(arguments: AllOps.definitions.map(\.name))
  func `a kernel gives the dtypes that the schema says, or the call is refused`(op: String) throws {
    let definition = try #require(AllOps.byName[op])
    for local in (OpCase.all[op] ?? []).prefix(2) {
      for dtype in DType.allCases {
        var generator = SeededGenerator(seed: 1)
        let whole = TensorDistAttr.replicated(on: .single(0))
        let tensors = try local.shapes.flatMap(\.elements).enumerated().map { index, shape in
          let domain = local.domain(index)
          let made = try DistTensor(
            shards: domain.shards(shape, whole, using: &generator), shape: shape,
            dtype: domain.dtype, attr: whole, on: cluster)
          // Indices and truths stay what they are.
          return domain.dtype == .float64 ? try made.cast(dtype) : made
        }
        do {
          let outputs = try cluster.apply(op, local.operands(tensors), local.attributes)
          for output in outputs {
            let held = output.shards.values.map(\.dtype)
            #expect(
              held.allSatisfy { $0 == output.dtype }, "\(op) of \(dtype): \(output) holds \(held)")
          }
        } catch {
          #expect(error.kind == .usage || error.kind == .data, "\(op) of \(dtype): \(error)")
          #expect(error.message.hasPrefix("\(op): "), "\(op) of \(dtype): \(error)")
        }
      }
    }
    #expect(definition.schema.dtypes != nil)
  }

  /// A number that one operand alone has.
  static let others: [DType] = [.float16, .float64, .int64, .bool]

  @Test(arguments: AllOps.definitions.map(\.name))
  func `one operand of another dtype is computed with, or refused`(op: String) throws {
    for local in (OpCase.all[op] ?? []).prefix(2) {
      let whole = TensorDistAttr.replicated(on: .single(0))
      let shapes = local.shapes.flatMap(\.elements)
      func tensors(_ odd: Int, _ dtype: DType) throws -> [DistTensor] {
        var generator = SeededGenerator(seed: 1)
        return try shapes.enumerated().map { index, shape in
          let domain = local.domain(index)
          let made = try DistTensor(
            shards: domain.shards(shape, whole, using: &generator), shape: shape,
            dtype: domain.dtype, attr: whole, on: cluster)
          if index == odd { return try made.cast(dtype) }
          return domain.dtype == .float64 ? try made.cast(.float32) : made
        }
      }
      for odd in shapes.indices {
        for dtype in Self.others {
          do {
            _ = try cluster.apply(
              op, local.operands(try tensors(odd, dtype)), local.attributes)
          } catch {
            let error = TesseraError(error)
            #expect(error.kind == .usage || error.kind == .data, "\(op): \(error)")
            #expect(error.message.hasPrefix("\(op): "), "\(op): \(error)")
          }
        }
      }
    }
  }
}
