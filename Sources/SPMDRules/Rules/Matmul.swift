import Sharding

/// Matrix product, batched and broadcast: `bmk,bkn->bmn`.
///
/// A shard of k makes the product partial. The product is linear in each factor, so that a partial
/// sum of one passes where the other is replicated.
enum Matmul: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (x, y) = (try call.shape(0), try call.shape(1))
    return try AxisMap(
      equation(call), op: call.op, shapes: [x, y], flows: bilinearFlows)
  }

  /// `mk,kn,mn->mk,kn`: each gradient is a product too.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    let sides = try equation(call).split(separator: ">").map { $0.filter { $0 != "-" } }
    return try AxisMap(
      "\(sides[0]),\(sides.count > 1 ? sides[1] : "")->\(sides[0])", op: call.op,
      shapes: [try call.shape(0), try call.shape(1), try call.shape(2)],
      flows: bilinearGradientFlows
    ).summed()
  }

  private static func equation(_ call: RuleCall) throws(RuleError) -> String {
    let (x, y) = (try call.shape(0), try call.shape(1))
    guard !x.isEmpty, !y.isEmpty else {
      throw .shape("\(call.op): both factors must have at least 1 dim, they have \(x) and \(y)")
    }
    return Product(
      x: x, y: y, transX: try call.bool("trans_x"),
      transY: try call.bool("trans_y")
    ).equation
  }

  /// Partial sums and averages of one factor, the other being replicated.
  static let bilinearFlows: [Flow] =
    Flow.passing(.linear, [0], of: 2) + Flow.passing(.linear, [1], of: 2)

  /// Of x, y and the output's gradient: each gradient lacks its own factor.
  static let bilinearGradientFlows: [Flow] =
    Flow.passing(.linear, [0], of: 3, to: [1], of: 2)
    + Flow.passing(.linear, [1], of: 3, to: [0], of: 2)
    + Flow.passing(.linear, [2], of: 3, to: [0, 1], of: 2)
}

/// The letters of a matrix product: batch dims from the right, `1` where one side is broadcast.
struct Product {
  let x: [Int]
  let y: [Int]
  let transX: Bool
  let transY: Bool

  var equation: String {
    let batch = max(x.count, y.count) - 2
    // 'k', 'm' and 'n' stand for themselves.
    let letters = Array("abcdefghijlopqrstuvw").suffix(max(0, batch))
    let xBatch = batchLetters(x, y, letters)
    let yBatch = batchLetters(y, x, letters)
    let left = x.count == 1 ? "k" : xBatch + (transX ? "km" : "mk")
    let right = y.count == 1 ? "k" : yBatch + (transY ? "nk" : "kn")
    let out =
      letters.map(String.init).joined() + (x.count > 1 ? "m" : "") + (y.count > 1 ? "n" : "")
    return "\(left),\(right)->\(out)"
  }

  /// A side's own batch letters; `1` where it has size 1 and the other has not.
  private func batchLetters(_ own: [Int], _ other: [Int], _ letters: ArraySlice<Character>)
    -> String
  {
    let count = max(0, own.count - 2)
    let lead = max(0, other.count - 2)
    return zip(0..<count, letters.suffix(count)).map { dim, letter in
      let opposite = dim - count + lead
      let isBroadcast = own[dim] == 1 && opposite >= 0 && other[opposite] != 1
      return isBroadcast ? "1" : String(letter)
    }.joined()
  }
}
