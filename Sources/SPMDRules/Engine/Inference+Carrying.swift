import Sharding

extension Inference {
  /// Where the tensors of a call would lie if each had what the others ask for: along the mesh dims on which none
  /// contradicts another. Along the others, and along those of which nobody asks anything, they are replicated.
  ///
  /// Inputs and outputs are asked alike, all of them at hand.
  ///
  /// - Returns: inputs first, lists flattened.
  /// - Throws: `RuleError` where the call is not one of the op's.
  package static func carried(_ call: RuleCall) throws(RuleError) -> [TensorDistAttr] {
    if let known = carryings[call] { return known }
    let attrs = try carriedAnew(call)
    carryings.store(attrs, to: call)
    return attrs
  }

  private static let carryings = InferenceCache<[TensorDistAttr]>()

  private static func carriedAnew(_ call: RuleCall) throws(RuleError) -> [TensorDistAttr] {
    var asked = call
    asked.direction = .forward
    asked.outputs = []
    var question = try question(asked, by: try rule(named: call.op))
    let outputs = call.outputs.flatMap(\.elements)
    let shapes = question.map.outputs.map(question.map.shape)
    guard outputs.map(\.shape) == shapes else {
      throw .shape("\(call.op): the outputs have the shapes \(shapes), not \(outputs.map(\.shape))")
    }
    for (index, tensor) in outputs.enumerated() {
      question.given.append((question.map.inputs.count + index, tensor))
    }
    guard question.map.digests.isEmpty else { return question.given.map(\.tensor.attr) }
    let search = Search(question.map, question.given, on: question.mesh)
    let columns = search.agreedColumns().map { $0 ?? Column.none }
    return search.attrs(search.claims.assignment(columns))
  }
}
