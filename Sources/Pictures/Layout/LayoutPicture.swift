import Sharding

/// How a tensor lies, in one state or in several one after the other: who holds which block.
///
/// - A block with one holder has the rank's colour; one with several names them, each in its colour.
/// - Partial values lie in layers, one for each value that is folded, and are marked with the op.
/// - Of a tensor with more than two dims the last two are drawn, once for each piece of the others.
/// - Where shards are too many to draw each, neighbours are drawn as one with their number.
package struct LayoutPicture: Sendable {
  /// The tensor's element type, for what a shard weighs.
  package let dtype: DType
  /// The global shape.
  package let shape: [Int]
  /// How it lies, first to last.
  package let states: [TensorDistAttr]

  /// A picture of a tensor of `shape`.
  ///
  /// - Throws: `ShardingError.placement` if the tensor cannot lie as said.
  package init(dtype: DType, shape: [Int], states: [TensorDistAttr]) throws(ShardingError) {
    precondition(!states.isEmpty, "a picture shows a state")
    for state in states { try state.validate(shape: shape, dtype: dtype) }
    self.dtype = dtype
    self.shape = shape
    self.states = states
  }
}

extension LayoutPicture {
  /// `f32[8, 6]`.
  var tensor: String { "\(dtype)[\(shape.map(String.init).joined(separator: ", "))]" }

  /// What is written above a state: its mesh, and what a rank holds.
  func notes(on layout: Layout) -> [String] {
    let mesh = layout.attr.mesh
    let axes = zip(mesh.axes, mesh.shape).map { "\($0)=\($1)" }.joined(separator: " × ")
    let name = mesh.name.map { "mesh \($0)" } ?? "mesh"
    let elements = layout.largestShard
    let bytes = Quantity.bytes.text(Double(elements) * Double(dtype.byteCount))
    return [
      "\(name): \(axes.isEmpty ? "one rank" : axes), \(RankList.named(mesh.ranks))",
      "at most \(elements) element\(elements == 1 ? "" : "s") (\(bytes)) per rank",
    ] + shape.indices.dropLast(2).compactMap { label(of: $0, on: layout) }
  }

  /// What is written below a state.
  func remarks(on layout: Layout, panelsLeft: Int) -> [String] {
    var remarks: [String] = []
    let attr = layout.attr
    func axes(_ isTold: (Placement) -> Bool) -> String {
      attr.placements.indices.filter { isTold(attr.placements[$0]) && attr.mesh.shape[$0] > 1 }
        .map { attr.mesh.axes[$0] }.joined(separator: ", ")
    }
    let replicated = axes { $0 == .replicate }
    if !replicated.isEmpty { remarks.append("replicated over \(replicated)") }
    if let mark = layout.partialMark {
      let partial = axes { $0.reduceOp != nil }
      remarks.append("layers are folded: \(mark)" + (partial.isEmpty ? "" : " over \(partial)"))
    }
    if panelsLeft > 0 { remarks.append("\(panelsLeft) more slices") }
    if !layout.idle.isEmpty {
      remarks.append("holds nothing: \(RankList.named(layout.idle))")
    }
    return remarks
  }

  /// `dim 0: 8, cut by dp, tp` in the order of the cuts.
  func label(of dim: Int?, on layout: Layout) -> String? {
    guard let dim else { return nil }
    let cutters = layout.attr.cutters(of: dim).map { layout.attr.mesh.axes[$0] }
    let cut = cutters.isEmpty ? "" : ", cut by \(cutters.joined(separator: ", "))"
    return "dim \(dim): \(shape[dim])\(cut)"
  }
}
