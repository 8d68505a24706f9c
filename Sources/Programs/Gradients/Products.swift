import Elements
import Foundation

/// Products of matrices, and sums of products.
extension GradientTable {
  mutating func addProducts() {
    self["matmul"] = .formula { call in
      try call.x.productGradients(
        call.y, call.gradient(), call.bool("trans_x"), call.bool("trans_y"))
    }
    self["bmm"] = .formula { try $0.x.productGradients($0.y, $0.gradient(), false, false) }
    self["einsum"] = .formula { call in
      let terms = try EinsumTerms(call)
      let inputs = call.inputs
      return try inputs.indices.map { place in
        try terms.gradient(of: place, inputs, call.gradient())
      }
    }
  }
}

extension Value {
  /// The gradients of the factors of a product by that of the product.
  fileprivate func productGradients(
    _ other: Value, _ gradient: Value, _ transX: Bool, _ transY: Bool
  ) throws -> [Value] {
    let x = ndim == 1 ? try unsqueeze(0) : self
    let y = other.ndim == 1 ? try other.unsqueeze(1) : other
    let (transX, transY) = (transX && ndim > 1, transY && other.ndim > 1)
    let lead = gradient.shape.dropLast((ndim > 1 ? 1 : 0) + (other.ndim > 1 ? 1 : 0))
    let (rows, columns) = (x.shape[x.ndim - (transX ? 1 : 2)], y.shape[y.ndim - (transY ? 2 : 1)])
    let g = try gradient.viewed(as: Array(lead) + [rows, columns])
    // A matrix that meets many is summed over them at once.
    let batch = String("abcdefgh".prefix(lead.count))
    func term(_ value: Value, _ matrix: String) -> String {
      String(batch.suffix(value.ndim - 2)) + matrix
    }
    let (ofX, ofY) = (term(x, transX ? "km" : "mk"), term(y, transY ? "nk" : "kn"))
    let first: Value
    if x.ndim == 2, !lead.isEmpty {
      first = try .einsum("\(batch)mn,\(ofY)->\(ofX)", g, y)
    } else if transX {
      first = try y.matmul(g, transposed: transY, otherTransposed: true)
    } else {
      first = try g.matmul(y, otherTransposed: !transY)
    }
    let second: Value
    if y.ndim == 2, !lead.isEmpty {
      second = try .einsum("\(ofX),\(batch)mn->\(ofY)", x, g)
    } else if transY {
      second = try g.matmul(x, transposed: true, otherTransposed: transX)
    } else {
      second = try x.matmul(g, transposed: !transX)
    }
    return [
      try first.fitted(to: x).viewed(as: shape), try second.fitted(to: y).viewed(as: other.shape),
    ]
  }
}

/// The letters of an equation; batch dims, for which an ellipsis stands, have letters too.
private struct EinsumTerms {
  var operands: [[Character]] = []
  var result: [Character] = []

  init(_ call: GradientCall) throws(TesseraError) {
    let equation = call.string("equation").filter { $0 != " " }
    guard let arrow = equation.range(of: "->") else {
      throw TesseraError(
        .usage, "the gradient of einsum '\(equation)': the equation must say its result by '->'")
    }
    let free = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".filter {
      !equation.contains($0)
    }
    func letters(_ term: Substring, _ ndim: Int) -> [Character] {
      let named = term.filter { $0 != "." }
      let batch = Array(free.prefix(max(0, ndim - named.count)).reversed())
      guard let dot = term.firstIndex(of: ".") else { return Array(named) }
      return Array(term[..<dot]) + batch + term[dot...].filter { $0 != "." }
    }
    let terms = equation[..<arrow.lowerBound].split(
      separator: ",", omittingEmptySubsequences: false)
    operands = zip(terms, call.inputs).map { letters($0, $1.ndim) }
    result = letters(equation[arrow.upperBound...], call.out.ndim)
    for term in operands where Set(term).count < term.count {
      throw TesseraError(
        .usage,
        "the gradient of einsum '\(equation)': a letter must stand once in an operand, "
          + "'\(String(term))' repeats one")
    }
  }

  /// The gradient of an operand: the sum of products of the others and the result's. Along a letter that only it has, it
  /// is the same everywhere.
  func gradient(of place: Int, _ inputs: [Value], _ gradient: Value) throws -> Value {
    let others = inputs.indices.filter { $0 != place }
    let known = Set(result).union(others.flatMap { operands[$0] })
    let kept = operands[place].filter(known.contains)
    let terms = ([result] + others.map { operands[$0] }).map { String($0) }
    let equation = terms.joined(separator: ",") + "->" + String(kept)
    let factors = [gradient] + others.map { inputs[$0] }
    let product = try Value.apply(
      "einsum", [.list(factors)], ["equation": .string(equation)])[0]
    guard kept.count < operands[place].count else { return product }
    var sizes = product.shape[...]
    let shape = operands[place].map { known.contains($0) ? sizes.removeFirst() : 1 }
    return try product.viewed(as: shape)
  }
}
