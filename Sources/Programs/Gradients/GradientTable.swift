/// How the gradient of each op comes, by its name.
package struct GradientTable: Sendable {
  private var rules: [String: GradientRule] = [:]

  /// The gradients of all ops.
  package static let all: GradientTable = {
    var table = GradientTable()
    table.addFunctions()
    table.addActivations()
    table.addArithmetic()
    table.addViews()
    table.addParts()
    table.addReductions()
    table.addRows()
    table.addProducts()
    table.addConvolutions()
    table.addPools()
    table.addLookUps()
    table.addScatters()
    table.addNorms()
    table.addLosses()
    table.addAttention()
    table.addRotary()
    table.addFused()
    table.addSequences()
    table.addRouting()
    table.addRegions()
    table.addReasons()
    return table
  }()

  /// The rule of an op, by its own name.
  package subscript(op: String) -> GradientRule? {
    get { rules[op] }
    set {
      precondition(rules[op] == nil, "one rule for the gradient of \(op)")
      rules[op] = newValue
    }
  }

  /// The same rule for several ops.
  mutating func add(_ ops: String..., rule: GradientRule) {
    for op in ops { self[op] = rule }
  }
}
