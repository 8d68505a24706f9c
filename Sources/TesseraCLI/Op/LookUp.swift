import PlanningCommands
import SPMDRules

/// Which inputs of ops name places, and how many places there are.
enum LookUp {
  /// One more than the highest place that the input at `index` may name; nil where it names none.
  ///
  /// - Parameter shapes: those of all inputs, lists flattened.
  static func limit(
    _ op: String, _ index: Int, _ shapes: [[Int]], _ attributes: [String: AttributeValue]
  ) -> Int? {
    func axis(_ shape: [Int]) -> Int? {
      var axis = 0
      if case .int(let value) = attributes["axis"] { axis = value }
      let place = axis < 0 ? axis + shape.count : axis
      return shape.indices.contains(place) ? shape[place] : nil
    }
    guard let first = shapes.first else { return nil }
    switch (op, index) {
    case ("gather", 1), ("index_select", 1), ("take_along_axis", 1), ("put_along_axis", 1):
      return axis(first)
    case ("embedding", 0), ("lookup_table_v2", 0):
      return shapes.count > 1 ? shapes[1].first : nil
    case ("c_embedding", 1), ("scatter", 1):
      return first.first
    case ("gather_nd", 1), ("scatter_nd_add", 1):
      return first.prefix(shapes[1].last ?? 0).min()
    case ("index_put", let place) where place > 0 && place < shapes.count - 1:
      return first.min()
    case ("one_hot", 0):
      if case .int(let classes) = attributes["num_classes"] { return classes }
      return nil
    case ("cross_entropy_with_softmax", 1), ("softmax_with_cross_entropy", 1):
      return attributes["soft_label"] == .bool(true) ? nil : first.last
    default: return nil
    }
  }
}
