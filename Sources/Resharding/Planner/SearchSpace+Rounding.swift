import Elements
import Sharding

/// Where partial values may be reduced so that they are rounded once.
extension SearchSpace {
  /// Whether elements are rounded whenever they are written: the 16-bit floats, which folds have as float32.
  var isRounding: Bool { transition.dtype == .float16 || transition.dtype == .bfloat16 }

  /// Whether a reduction of these partial mesh dims of the source rounds.
  func rounds(_ dims: [Int]) -> Bool {
    isRounding
      && dims.contains { dim in
        switch start.places[dim].reduceOp {
        case .sum, .avg, .prod: true
        default: false
        }
      }
  }
}
