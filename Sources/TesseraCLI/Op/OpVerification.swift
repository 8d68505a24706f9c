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
      let value =
        output.attr.isPartial
        ? try output.resharded(to: .replicated(on: output.mesh)) : output
      try output.cluster.together {
        for (rank, shard) in value.shards.sorted(by: { $0.key < $1.key }) {
          guard let box = value.attr.box(of: rank, shape: value.shape) else { continue }
          // Sums are added up in another order: a few bits more than one operation costs.
          let precision = 16 * value.dtype.precision
          let part = expected[number].slice(offsets: box.offsets, sizes: box.sizes)
          let difference =
            isExact && !output.attr.isPartial
            ? shard.difference(from: part)
            : shard.difference(from: part, relative: precision, absolute: precision)
          if let difference {
            throw TesseraError(
              .software,
              "--verify: rank \(rank)'s shard \(box) of output \(number), \(output), must equal the "
                + "single-process result: \(difference)")
          }
        }
      }
    }
  }

  /// The ops that compute nothing.
  private static let movements: Set<String> = [
    "assign", "broadcast_to", "concat", "expand", "expand_as", "expand_as_v2", "expand_v2",
    "flatten", "flatten_contiguous_range", "flip", "gather", "gather_nd", "index_select",
    "moveaxis",
    "movedim", "pad", "permute", "repeat_interleave", "reshape", "reshape2", "roll", "slice",
    "split", "split_with_num", "squeeze", "squeeze2", "stack", "strided_slice", "swapaxes",
    "swapdims", "take_along_axis", "tile", "transpose", "transpose2", "tril", "tril_triu", "triu",
    "unbind", "unsqueeze", "unsqueeze2", "view", "where",
  ]
}
