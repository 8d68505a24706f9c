import SPMDRules
import Tensors

extension OpTrial {
  /// What the op gives of the whole inputs that its independent reference does not; nil where nothing is, or where
  /// the op has no reference.
  public func referenceFault() throws -> String? {
    guard let reference = Reference.all[op] else { return nil }
    let known = try RuleCall(op: op, inputs: [], attributes: local.attributes)
      .checkingAttributes(complete: true).attributes
    let given = local.operands(wholes.map(Grid.init)).map(\.elements)
    let outputs = reference(
      ReferenceCall(
        attributes: known.merging(local.attributes) { checked, _ in checked }, inputs: given,
        outputShapes: expected.map(\.shape)))
    for (number, (output, kernel)) in zip(outputs, expected).enumerated() {
      guard output.shape == kernel.shape else {
        return
          "output \(number) of the whole inputs is \(kernel.shape), of the reference \(output.shape)"
      }
      let tolerance = kernel.dtype.tolerance
      let difference = kernel.converted(to: .float64)
        .difference(from: output.tensor(.float64), relative: tolerance, absolute: tolerance)
      if let difference {
        return "output \(number) of the whole inputs, by the reference: \(difference)"
      }
    }
    return nil
  }
}
