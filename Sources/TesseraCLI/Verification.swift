import PlanningCommands
import Resharding
import Elements
import Sharding
import Tensors
import Tessera

/// Holds a tensor against the single-process result, on every rank that has a shard of it.
struct Verification {
  private let value: (Box) throws -> DenseTensor
  private let isReduced: Bool
  private let isFolded: Bool

  /// - Parameter legs: the reshards that the input went through.
  init(of input: Input, through legs: [Transition]) throws {
    value = try input.reference(legs[0].from)
    isReduced = legs[0].from.isPartial
    isFolded = legs.contains { $0.from.isPartial || $0.to.isPartial }
  }

  /// Compares bit for bit where nothing was reduced, else to the dtype's precision. Of what was partial in
  /// between, a NaN is the canonical one, as folds leave it.
  ///
  /// A partial tensor is reduced first, so that its value is compared. All ranks call it.
  ///
  /// - Throws: `TesseraError.Kind.software` on every rank if any shard differs.
  func check(_ tensor: DistTensor) throws -> Equality {
    let isExact = !isReduced && !tensor.attr.isPartial
    return try tensor.requireEqual(
      isExact ? nil : tensor.dtype.precision, of: "\(tensor)", takesAnyNaN: isFolded, value: value)
  }
}

extension DistTensor {
  /// Holds the tensor's value against the single-process one, on every rank that has a shard of it. A
  /// partial tensor is reduced first. All ranks call it.
  ///
  /// - Parameters:
  ///   - tolerance: relative and absolute; nil, or 0, where the bits have to agree.
  ///   - name: what the error calls it.
  ///   - takesAnyNaN: whether two NaN are equal, whatever their bits.
  ///   - value: a box of what it must be.
  /// - Throws: `TesseraError.Kind.software` on every rank if any shard differs.
  func requireEqual(
    _ tolerance: Double?, of name: String, takesAnyNaN: Bool = false,
    value: (Box) throws -> DenseTensor
  ) throws -> Equality {
    let tolerance = tolerance == 0 ? nil : tolerance
    var greatest = 0.0
    let whole = attr.isPartial ? try resharded(to: .replicated(on: mesh)) : self
    try cluster.together {
      for (rank, shard) in whole.shards.sorted(by: { $0.key < $1.key }) {
        guard let extent = whole.attr.extent(of: rank, shape: shape) else { continue }
        let expected = try extent.gathered(dtype, value)
        var difference = shard.difference(
          from: expected, relative: tolerance, absolute: tolerance ?? 0)
        if difference != nil, tolerance == nil, takesAnyNaN {
          difference = shard.settled().difference(from: expected.settled())
        }
        if let difference {
          throw TesseraError(
            .software,
            "--verify: rank \(rank)'s shard \(extent) of \(name) must equal the single-process "
              + "result: \(difference)")
        }
        if tolerance != nil {
          greatest = Swift.max(greatest, shard.greatestDistance(from: expected))
        }
      }
    }
    guard let tolerance else { return .exact }
    // The bits of distances, none of them negative, are in the order of the distances.
    let bits = try cluster.gathered([Int(greatest.bitPattern)]).map { UInt64($0[0]) }.max() ?? 0
    return Equality(tolerance: tolerance, greatestDifference: Double(bitPattern: bits))
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
