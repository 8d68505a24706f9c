import Sharding

/// Einstein summation: the equation is the rule.
///
/// A letter that the result lacks is summed over. An ellipsis stands for batch dims that broadcast
/// from the right; a size of 1 broadcasts too. A letter that a tensor repeats has to be whole, since
/// a mesh dim cuts one dim of a tensor. Linear in each operand; a mere permutation or diagonal
/// selects elements. Paddle: einsum.cc; DTensor: ops/einsum_utils.py.
enum EinsumRule: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let terms = try EinsumTerms(call)
    var map = try terms.map(call)
    let count = map.inputs.count
    let isSelection = count == 1 && !map.axes.contains { $0.kind == .reduced(.sum) }
    map.flows = (0..<count).flatMap {
      Flow.passing(isSelection ? .selection : .linear, [$0], of: count)
    }
    return map
  }

  /// `ij,jk,ik->ij,jk`; the operands' caches are whole.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 2...3)
    let terms = try EinsumTerms(call)
    var map = try terms.map(call)
    let result = map.outputs[0]
    map.outputs = map.inputs
    let operands = map.inputs.count
    if call.inputs.count == 3 {
      for cache in try call.list(1) { map.inputs.append(cache.shape.map { _ in [] }) }
    }
    let last = try call.shape(call.inputs.count - 1)
    try call.require(
      last == map.shape(result), "the output's gradient must be \(map.shape(result))")
    map.inputs.append(result)
    let count = map.inputs.count
    let all = Set(0..<operands)
    map.flows =
      Flow.passing(.linear, [count - 1], of: count, to: all, of: operands)
      + (0..<operands).flatMap {
        Flow.passing(.linear, [$0], of: count, to: all.subtracting([$0]), of: operands)
      }
    map.outputsAreOneList = true
    return map.summed()
  }
}

/// An equation's terms, a label for each dim: a letter, or a batch dim's number from the right.
private struct EinsumTerms {
  var operands: [[String]]
  var result: [String]

  init(_ call: RuleCall) throws(RuleError) {
    let shapes = try call.list(0).map(\.shape)
    let text = try call.string("equation").filter { $0 != " " }
    func invalid(_ requirement: String) -> RuleError {
      .attribute("\(call.op): in the equation '\(text)' \(requirement)")
    }
    let sides = text.replacing("->", with: ">").split(
      separator: ">", omittingEmptySubsequences: false)
    let left = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard sides.count <= 2, left.count == shapes.count else {
      throw invalid("there must be a term for each of \(shapes.count) operands, and one result")
    }
    operands = []
    var batch = 0
    for (term, shape) in zip(left, shapes) {
      let labels = try Self.labels(term, ndim: shape.count, invalid)
      guard labels.count == shape.count else {
        throw .shape(
          "\(call.op): '\(term)' needs a tensor of \(labels.count) dims, given is \(shape)")
      }
      operands.append(labels)
      batch = max(batch, labels.filter { Int($0) != nil }.count)
    }
    let used = operands.joined()
    if sides.count == 2 {
      let letters = sides[1].filter(\.isLetter).count
      result = try Self.labels(
        String(sides[1]), ndim: letters + (sides[1].contains("...") ? batch : 0), invalid)
      guard Set(result).count == result.count, result.allSatisfy(used.contains) else {
        throw invalid("the result's letters must be distinct and occur on the left")
      }
    } else {
      let letters = Set(used).filter { label in
        Int(label) == nil && used.count { $0 == label } == 1
      }
      result = (0..<batch).reversed().map(String.init) + letters.sorted()
    }
  }

  private static func labels(_ term: String, ndim: Int, _ invalid: (String) -> RuleError)
    throws(RuleError) -> [String]
  {
    let parts = term.replacing("...", with: ".").map(String.init)
    guard parts.count(where: { $0 == "." }) <= 1,
      parts.allSatisfy({ $0 == "." || $0.allSatisfy { $0.isASCII && $0.isLetter } })
    else { throw invalid("a term must be letters and at most one '...', one is '\(term)'") }
    let batch = max(0, ndim - parts.count { $0 != "." })
    return parts.flatMap { $0 == "." ? (0..<batch).reversed().map(String.init) : [$0] }
  }

  func map(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shapes = try call.list(0).map(\.shape)
    var sizes: [String: Int] = [:]
    for (labels, shape) in zip(operands, shapes) {
      for (label, size) in zip(labels, shape) where size != 1 || sizes[label] == nil {
        if let known = sizes[label], known != 1, known != size {
          throw .shape(
            "\(call.op): every '\(label)' must have one size, they have \(known) and \(size) in the "
              + "shapes \(shapes)")
        }
        sizes[label] = size
      }
    }
    var table = AxisTable()
    var dims: [String: [Int]] = [:]
    for label in operands.joined() where dims[label] == nil {
      let isRepeated = operands.contains { $0.count { $0 == label } > 1 }
      dims[label] = table.dim(
        label, sizes[label] ?? 1,
        isRepeated ? .whole : result.contains(label) ? .free : .reduced(.sum))
    }
    let inputs = zip(operands, shapes).map { labels, shape in
      zip(labels, shape).map { label, size in size == sizes[label] ? dims[label] ?? [] : [] }
    }
    return table.map(inputs, to: [result.map { dims[$0] ?? [] }])
  }
}
