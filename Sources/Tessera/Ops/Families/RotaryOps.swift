import SPMDRules
import Tensors

/// Rotary position embedding of q, and of k and v where they are given.
///
/// A rank has the rows of the tables of its own positions, or all of them to look `position_ids` up in;
/// without tables it has all positions.
extension Kernel {
  static let fusedRotaryPositionEmbedding = Kernel { call in
    let positions = call.given(5)
    var angles = RotaryAngles.base(call.double("rotary_emb_base"))
    if let sin = call.given(3), let cos = call.given(4) {
      angles = .tables(sin: sin, cos: cos)
      if let positions {
        let width = Swift.max(1, sin.shape[sin.ndim - 1])
        try call.require(positions, "position_ids", in: 0..<(sin.count / width))
      }
    }
    return (0..<3).map { index in
      guard index < call.inputs.count, let heads = call.given(index) else {
        return call.zeros(index)
      }
      return heads.rotaryEmbedding(
        angles,
        style: call.bool("use_neox_rotary_style") ? .interleaved : .halves,
        positions: positions, isTimeMajor: call.bool("time_major"))
    }
  }
}
