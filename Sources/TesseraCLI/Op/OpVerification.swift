import Elements
import Resharding
import SPMDRules
import Sharding
import Tensors
import Tessera

/// Holds an op's outputs against the same op on whole tensors in one process.
struct OpVerification {
  private let expected: [DenseTensor]
  private let isExact: Bool

  init(_ op: String, _ inputs: [Operand<OpInput>], _ attributes: [String: AttributeValue]) throws {
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
    isExact = !isReduced && Self.movements.contains(op)
  }

  /// Compares bit for bit what was only moved, and integers; else to the dtype's precision.
  ///
  /// Partial outputs are reduced first. All ranks call it.
  ///
  /// - Throws: `TesseraError.Kind.software` on every rank if any shard differs.
  func check(_ outputs: [DistTensor]) throws {
    for (number, output) in outputs.enumerated() {
      // Sums are added up in another order: a few bits more than one operation costs.
      let tolerance = isExact && !output.attr.isPartial ? nil : 16 * output.dtype.precision
      try output.requireEqual(tolerance, of: "output \(number), \(output),") { box in
        expected[number].slice(offsets: box.offsets, sizes: box.sizes)
      }
    }
  }

  /// The ops that compute nothing.
  private static let movements: Set<String> = [
    "assign", "broadcast_to", "concat", "expand", "expand_as", "expand_as_v2", "expand_v2",
    "flatten", "flatten_contiguous_range", "flip", "gather", "gather_nd", "index_select",
    "moveaxis", "movedim", "pad", "permute", "repeat_interleave", "reshape", "reshape2", "roll",
    "slice",
    "split", "split_with_num", "squeeze", "squeeze2", "stack", "strided_slice", "swapaxes",
    "swapdims", "take_along_axis", "tile", "transpose", "transpose2", "tril", "tril_triu", "triu",
    "unbind", "unsqueeze", "unsqueeze2", "view", "where",
  ]
}
