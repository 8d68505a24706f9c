import Elements
import Programs

/// Which keys each query of an attention sees.
struct OnnxAttentionMask {
  /// Whether a key is seen, or what is added to its score; nil where all are seen, or `isTriangle` says which.
  let mask: Value?
  /// Whether nothing is said but that a query sees the keys up to its own place, from the first one on.
  let isTriangle: Bool

  /// - Parameters:
  ///   - past: how many keys come from a cache; nil where there is none.
  ///   - keys: how many there are, with those of the cache.
  ///   - isWritten: whether a triangle is wanted as a mask too.
  init(
    _ call: OnnxCall, batch: Int, queries: Int, keys: Int, past: Int?, isWritten: Bool
  ) throws {
    let lengths = try call.optionalTensor(6)?.reshape([batch, 1, 1, 1])
    // How many places before a query, and behind it, a key is still seen.
    let (left, right) = (
      call.int("left_window_size", default: -1), call.int("right_window_size", default: -1)
    )
    let isCausal = call.int("is_causal", default: 0) == 1
    let least = left >= 0 ? -left : nil
    let most = isCausal ? 0 : right >= 0 ? right : nil
    isTriangle =
      try call.optionalTensor(3) == nil && lengths == nil && least == nil && most == 0
      && past ?? 0 == 0 && queries == keys
    if isTriangle, !isWritten {
      mask = nil
      return
    }
    var seen: Value?
    if least != nil || most != nil {
      let low = least ?? -(keys + queries)
      let high = most ?? keys + queries
      if past == nil, let lengths {
        // The last query is at the last key that is no padding.
        let rows = try Self.counted(call, queries, along: 2) - queries + lengths.cast(.int64)
        let distance = try Self.counted(call, keys, along: 3) - rows
        seen = try call.op("logical_and", distance .>= low, distance .<= high)
      } else {
        let numbers = try countedPlaces(queries, keys).map { place in
          (low...high).contains(place % keys - place / keys - (past ?? 0)) ? 1.0 : 0
        }
        seen = try call.constant(numbers, shape: [1, 1, queries, keys], dtype: .bool)
      }
    }
    if let lengths {
      let isThere = try Self.counted(call, keys, along: 3) .< lengths.cast(.int64)
      seen = try seen.map { try call.op("logical_and", $0, isThere) } ?? isThere
    }
    let given = try Self.given(call, keys)
    guard let given, let seen else {
      mask = given ?? seen
      return
    }
    if given.dtype == .bool {
      mask = try call.op("logical_and", given, seen)
    } else {
      let least = try call.constant([-.infinity], shape: [], dtype: given.dtype)
      mask = try call.op("where", seen, given, least)
    }
  }

  /// The numbers from 0 on, along one of four dims.
  private static func counted(_ call: OnnxCall, _ count: Int, along dim: Int) throws -> Value {
    try call.along(call.indices(Array(countedPlaces(count))), dim, of: 4)
  }

  /// The mask of four dims that the call has; keys beyond it are not seen.
  private static func given(_ call: OnnxCall, _ keys: Int) throws -> Value? {
    guard var mask = try call.optionalTensor(3) else { return nil }
    guard (1...4).contains(mask.shape.count), let own = mask.shape.last else {
      throw Mismatch("a mask of \(mask.shape.count) dims")
    }
    mask = try mask.reshape([Int](repeating: 1, count: 4 - mask.shape.count) + mask.shape)
    if own == 1 || own >= keys { return mask }
    let rest = try call.constant(
      [mask.dtype == .bool ? 0 : -.infinity], shape: mask.shape.dropLast() + [keys - own],
      dtype: mask.dtype)
    return try call.joined([mask, rest], along: 3)
  }
}
