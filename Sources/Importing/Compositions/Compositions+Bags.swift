import Programs

extension Compositions {
  /// Sums, means and maxima of rows of a table, for each bag of indices.
  static let bags: [String: Composition] = [
    "aten.embedding_bag.default": bag,
    "aten.embedding_bag.padding_idx": bag,
    "aten._embedding_bag.default": bag,
    "aten._embedding_bag_forward_only.default": bag,
  ]

  private static func bag(_ call: CompositionCall) throws -> [Value] {
    let (table, indices) = (try call.tensor("weight"), try call.tensor("indices"))
    var offsets = try call.tensor("offsets")
    if call.bool("include_last_offset", default: false) {
      offsets = try call.range(offsets, along: 0, 0, offsets.shape[0] - 1)
    }
    let (count, bags) = (indices.shape[0], offsets.shape[0])
    // An index is of the last bag that begins at it or before.
    let places = try call.recorder.constant(
      countedPlaces(count).map(Double.init), shape: [count, 1], dtype: offsets.dtype)
    let bag =
      try call.op(
        "sum", (offsets .<= places).cast(.int64), with: ["axis": .ints([1])]) - 1
    var rows = try call.op("embedding", indices, table)
    if let weights = call.optionalTensor("per_sample_weights") {
      rows = try rows * weights.unsqueeze(1)
    }
    var counts: Value?
    let isMax = try call.int("mode", default: 0) == 2
    if let padding = call.optionalInt("padding_idx"), padding >= 0 {
      let isIn = try indices .!= padding
      rows = try call.op(
        "where", isIn.unsqueeze(1), rows, call.scalar(isMax ? -.infinity : 0, like: rows))
      counts = try isIn.cast(rows.dtype)
    }
    func zeros(_ shape: [Int]) throws -> Value {
      try call.recorder.constant([0], shape: shape, dtype: rows.dtype)
    }
    func folded(_ part: Value, _ reduce: String) throws -> Value {
      let each = try bag.reshape([count] + part.shape.dropFirst().map { _ in 1 }).expand(part.shape)
      return try Value.apply(
        "put_along_axis",
        [.one(zeros([bags] + part.shape.dropFirst())), .one(each), .one(part)],
        ["axis": .int(0), "reduce": .string(reduce), "include_self": .bool(reduce == "add")])[0]
    }
    switch try call.int("mode", default: 0) {
    case 0: return [try folded(rows, "add")]
    case 1:
      let ones = try counts ?? call.recorder.constant([1], shape: [count], dtype: rows.dtype)
      let sizes = try call.op(
        "maximum", folded(ones, "add"), call.scalar(1, like: rows)
      ).unsqueeze(1)
      return [try folded(rows, "add") / sizes]
    default:
      let most = try folded(rows, "amax")
      guard let counts else { return [most] }
      // A bag of padding alone is 0.
      let isFull = try folded(counts, "add") .> 0
      return [try call.op("where", isFull.unsqueeze(1), most, call.scalar(0, like: most))]
    }
  }
}
