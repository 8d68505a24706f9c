import SPMDRules
import Sharding
import Tensors

@testable import Tessera

extension LocalCall {
  /// A call of parts that are given one by one.
  init(
    op: String, inputs: [Operand<Part>], attributes: [String: AttributeValue], outputs: [Box],
    outputShapes: [[Int]], dtypes: [DType]
  ) {
    let parts = inputs.flatMap(\.elements)
    let site = Site(
      op: op, inputs: inputs.places(), attributes: attributes, inputBoxes: parts.map(\.box),
      inputShapes: parts.map(\.shape), outputs: outputs, outputShapes: outputShapes,
      dtypes: dtypes)
    self.init(site: site, tensors: parts.map(\.tensor))
  }
}
