import Sharding

/// The distinct elements, or with `axis` the distinct slices along it, in order; then, as asked for,
/// the index of the first of each, the place of each element among them, and how many of each
/// there are: `a!b!->u!,u!,(a!b!),u!`.
///
/// Whether an element is a new one depends on all others: everything must be whole. How many are
/// found depends on the values; forward the most that there can be stands for it.
///
/// Source: Paddle's `unique.cc`.
enum Unique: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let listed = try call.ints("axis")
    guard listed.count < 2 else {
      throw .attribute("\(call.op): attribute 'axis' must name one axis at most, it is \(listed)")
    }
    let dims = try call.dims(of: x.count)
    var map = AxisMap.rows(x, whole: Set(x.indices))
    let places = listed.isEmpty ? Array(x.indices) : dims.sorted()
    let most = places.reduce(1) { $0 * x[$1] }
    let place = listed.isEmpty ? 0 : places.first ?? 0
    let found = map.axes.count
    map.axes.append(Axis("u", try call.found(along: place, atMost: most), .whole))
    map.outputs = [
      listed.isEmpty || x.isEmpty ? [[found]] : x.indices.map { [$0 == place ? found : $0] }
    ]
    if try call.bool("return_index") { map.outputs.append([[found]]) }
    if try call.bool("return_inverse") { map.outputs.append([places]) }
    if try call.bool("return_counts") { map.outputs.append([[found]]) }
    return map
  }
}

extension RuleCall {
  /// How many an op finds whose result's size depends on the values: backward, what the given first
  /// output says along `dim`; forward the most that there can be.
  func found(along dim: Int, atMost most: Int) throws(RuleError) -> Int {
    guard let shape = outputs.first?.elements.first?.shape else { return most }
    guard shape.indices.contains(dim), (0...most).contains(shape[dim]) else {
      throw .shape("\(op): the output must have at most \(most) along dim \(dim), it has \(shape)")
    }
    return shape[dim]
  }
}
