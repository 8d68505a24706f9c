import Elements
import Sharding
import Tensors
import Tessera

/// Holds a tensor against the single-process result, on every rank that has a shard of it.
struct Verification {
  private let value: (Box) throws -> DenseTensor
  private let isReduced: Bool

  /// - Parameter from: how the input lay at first.
  init(of input: Input, _ from: TensorDistAttr) throws {
    value = try input.reference(from)
    isReduced = from.isPartial
  }

  /// Compares bit for bit where nothing was reduced, else to the dtype's precision.
  ///
  /// A partial tensor is reduced first, so that its value is compared. All ranks call it.
  ///
  /// - Throws: `TesseraError.Kind.software` on every rank if any shard differs.
  func check(_ tensor: DistTensor) throws {
    let whole =
      tensor.attr.isPartial ? try tensor.resharded(to: .replicated(on: tensor.mesh)) : tensor
    try tensor.cluster.together {
      for (rank, shard) in whole.shards.sorted(by: { $0.key < $1.key }) {
        guard let box = whole.attr.box(of: rank, shape: whole.shape) else { continue }
        let expected = try value(box)
        let exact = !isReduced && !tensor.attr.isPartial
        let precision = whole.dtype.precision
        let difference =
          exact
          ? shard.difference(from: expected)
          : shard.difference(from: expected, relative: precision, absolute: precision)
        if let difference {
          throw TesseraError(
            .software,
            "--verify: rank \(rank)'s shard \(box) of \(tensor) must equal the single-process "
              + "result: \(difference)")
        }
      }
    }
  }
}

extension DType {
  /// A few units in the last place of a number near 1; 0 where arithmetic is exact.
  var precision: Double {
    switch self {
    case .float16: 0x1p-8
    case .bfloat16: 0x1p-5
    case .float32, .complex64: 0x1p-20
    case .float64: 0x1p-48
    default: 0
    }
  }
}
