import Elements
import Ops
import PlanningCommands
import SPMDRules
import Sharding
import Tensors
import Tessera

/// Holds an op's outputs against the same op on whole tensors in one process.
struct OpVerification {
  let expected: [DenseTensor]
  private let isExact: Bool

  init(
    _ op: String, _ inputs: [Operand<OpInput>], _ attributes: [String: AttributeValue],
    isRounded: Bool = false
  ) throws {
    let cluster = Cluster.virtual(1)
    let whole = TensorDistAttr.replicated(on: .single(0))
    let tensors = try inputs.map { operand -> Operand<DistTensor> in
      switch operand {
      case .one(let input): .one(try input.tensor(whole, on: cluster))
      case .list(let list): .list(try list.map { try $0.tensor(whole, on: cluster) })
      }
    }
    expected = try cluster.apply(op, tensors, attributes).compactMap { $0.shards[0] }
    let isReduced = inputs.flatMap(\.elements).contains { $0.attr.isPartial }
    isExact = !isReduced && !isRounded && OpSchema.named(op)?.kind.isExact == true
  }

  /// Compares bit for bit what ops compute that only move elements or take each by itself, and integers;
  /// else to the dtype's precision.
  ///
  /// Partial outputs are reduced first. All ranks call it.
  ///
  /// - Throws: `TesseraError.Kind.software` on every rank if any shard differs.
  func check(_ outputs: [DistTensor]) throws -> Equality {
    try outputs.enumerated().reduce(.exact) { found, entry in
      let (number, output) = entry
      // Sums are added up in another order: a few bits more than one operation costs.
      let tolerance = isExact && !output.attr.isPartial ? nil : 16 * output.dtype.precision
      return found.and(
        try output.requireEqual(tolerance, of: "output \(number), \(output),") { box in
          expected[number].slice(offsets: box.offsets, sizes: box.sizes)
        })
    }
  }
}
