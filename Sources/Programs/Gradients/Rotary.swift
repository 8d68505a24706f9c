import Foundation

/// The rotary position embedding, written out: each pair of features times a cosine, and turned times a sine.
extension GradientTable {
  mutating func addRotary() {
    self["fused_rotary_position_embedding"] = .writtenOut { call in
      let angles = try RotaryTables(call)
      return try (0..<3).map { place in
        guard let heads = call.given(place) else { return try call.unused(place) }
        return try heads * angles.cosine + heads.turned(angles.isInterleaved) * angles.sine
      }
    }
  }
}

/// Sines and cosines, as they broadcast to heads.
private struct RotaryTables {
  let sine: Value
  let cosine: Value
  /// Whether neighbours are a pair, and not the features of two halves.
  let isInterleaved: Bool

  init(_ call: GradientCall) throws {
    let isInterleaved = call.bool("use_neox_rotary_style")
    self.isInterleaved = isInterleaved
    let isTimeMajor = call.bool("time_major")
    let length = call.x.shape[isTimeMajor ? 0 : 1]
    let width = call.x.shape[3]
    let positions = call.given(5)
    /// Rows `[s, d]`, or `[b, s, d]` where positions are given, as they broadcast.
    func spread(_ rows: Value) throws -> Value {
      guard positions != nil else {
        return try rows.viewed(as: isTimeMajor ? [length, 1, 1, width] : [1, length, 1, width])
      }
      return try (isTimeMajor ? rows.swapaxes(0, 1) : rows).unsqueeze(2)
    }
    if let sine = call.given(3), let cosine = call.given(4) {
      func rows(_ table: Value) throws -> Value {
        let all = try table.viewed(as: [table.size / max(1, width), width])
        guard let positions else {
          return try all.slice(axes: [0], starts: [0], ends: [length])
        }
        return try all.gather(positions.viewed(as: [positions.size]))
          .viewed(as: positions.shape + [width])
      }
      self.sine = try spread(rows(sine))
      self.cosine = try spread(rows(cosine))
      return
    }
    let dtype = call.x.dtype
    let base = call.double("rotary_emb_base")
    let numbers = (0..<width).map { element in
      let pair = isInterleaved ? element / 2 : element % max(1, width / 2)
      return pow(base, -2 * Double(pair) / Double(width))
    }
    let steps =
      try positions?.cast(dtype)
      ?? call.x.constant((0..<length).map(Double.init), shape: [length], dtype: dtype)
    let angles =
      try steps.unsqueeze(-1)
      * call.x.constant(numbers, shape: [width], dtype: dtype)
    sine = try spread(angles.sin())
    cosine = try spread(angles.cos())
  }
}

extension Value {
  /// The second of each pair of features with the other sign in the place of the first, and the first in its place.
  fileprivate func turned(_ isInterleaved: Bool) throws -> Value {
    guard isInterleaved else {
      let halves = try splitWithNum(2, axis: ndim - 1)
      return try .concat([-halves[1], halves[0]], axis: ndim - 1)
    }
    let pairs = try viewed(as: shape.dropLast() + [shape[ndim - 1] / 2, 2]).unbind(axis: ndim)
    return try .stack([-pairs[1], pairs[0]], axis: ndim).viewed(as: shape)
  }
}
