import Ops
import Programs
import SPMDRules

/// Calls that several ops carry out, by the name of the operator. A file each for a family adds its own.
enum Compositions {
  typealias Composition = CompositionTable.Composition

  /// All of them.
  static let table = CompositionTable(
    compositions: all, preparations: preparations, exceptions: exceptions)

  private static let all: [String: Composition] = {
    let families = [
      convolutions, pooling, products, arithmetic, reductions, searches, indexing, normalization,
      attention, losses, shapes, resampling, sampling, recurrence, writes, batchNorms, margins,
      bags, integers, matrices, functions, solves, fourier, places, draws, quantiles, repeats,
      windows, fakeQuantization, bessel, vectors,
    ]
    var all: [String: Composition] = [:]
    for family in families { all.merge(family) { $1 } }
    return all
  }()
}

extension Compositions {
  private static let preparations: [String: CompositionTable.Preparation] = [
    "aten.cat.default": withoutEmpty,
    "aten.layer_norm.default": flattenedScales,
    "aten.native_layer_norm.default": flattenedScales,
    "aten.rms_norm.default": namedEpsilon,
    "aten.scaled_dot_product_attention.default": widenedMask,
    "aten.amax.default": namedDims,
    "aten.amin.default": namedDims,
    "aten.to.dtype": held,
    "aten.to.dtype_layout": held,
    "aten.to.device": held,
    "aten.to.other": held,
    "aten.type_as.default": held,
    "aten._to_copy.default": held,
    "aten._scaled_dot_product_flash_attention_for_cpu.default": widenedMask,
  ]
}

extension Compositions {
  private static let exceptions: [String: @Sendable (CompositionCall) -> Bool] = [
    // The op normalises the last dim alone.
    "aten.rms_norm.default": { (try? $0.ints("normalized_shape"))?.count != 1 },
    // The op keeps NaN.
    "aten.sign.default": { $0.arguments.subject?.dtype.kind == .floatingPoint },
    "aten.sgn.default": { $0.arguments.subject?.dtype.kind == .floatingPoint },
    // The op's statistics are float32, whatever the tensor is.
    "aten.native_layer_norm.default": { call in
      call.shapes.dropFirst().contains { $0 != nil }
        && (try? call.tensor("input"))?.dtype.byteCount == 2
    },
    // The ops take their numbers as float64.
    "aten.rsub.Scalar": { $0.arguments["other"]?.isLong == true },
    "aten.fill.Scalar": { $0.arguments["value"]?.isLong == true && isOfIntegers($0) },
    "aten.clamp.default": hasLongBounds,
    "aten.clip.default": hasLongBounds,
    "aten.clamp_min.default": hasLongBounds,
    "aten.clamp_max.default": hasLongBounds,
  ]

  private static func isOfIntegers(_ call: CompositionCall) -> Bool {
    call.arguments.subject?.dtype == .int64
  }

  /// Whether bounds are integers that no float64 holds.
  @Sendable private static func hasLongBounds(_ call: CompositionCall) -> Bool {
    let bounds = ["min", "max"].compactMap { call.arguments[$0] }
    return isOfIntegers(call) && bounds.contains(where: \.isLong)
      && bounds.allSatisfy {
        switch $0 {
        case .int, .none: true
        default: false
        }
      }
  }
}

extension CompositionCall: OpCalling {}
