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
      windows, fakeQuantization, bessel,
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
    "aten.to.dtype": throughWhole,
    "aten._to_copy.default": throughWhole,
    "aten._scaled_dot_product_flash_attention_for_cpu.default": widenedMask,
  ]
}

extension Compositions {
  private static let exceptions: [String: @Sendable (CompositionCall) -> Bool] = [
    // The op normalises the last dim alone.
    "aten.rms_norm.default": { (try? $0.ints("normalized_shape"))?.count != 1 },
    // The op takes its number as a float64.
    "aten.rsub.Scalar": { call in
      if case .int(let number)? = call.arguments["other"] {
        Int(exactly: Double(number)) != number
      } else {
        false
      }
    },
  ]
}

extension CompositionCall: OpCalling {}
