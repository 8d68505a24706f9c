import Sharding

/// Matrix products one after the other, each with a bias and a relu: `ma,ab,bc,…,b,c,…->mb,…,mz`; the results
/// before the last are outputs too.
///
/// Every letter is free. Where the rows of a weight are sharded, as after one whose columns are, the op
/// folds the product within itself, before bias and relu: of two layers one parallel by columns and one
/// by rows cost one all-reduce. Every other letter of one width is one axis, so that a mesh dim shards all
/// pairs of layers so. Paddle has no rule of it.
enum FusionRepeatedFCRelu: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0, dims: 2...2, "x")
    let (weights, biases) = (try call.list(1).map(\.shape), try call.list(2).map(\.shape))
    guard weights.count > 1, weights.count == biases.count else {
      throw .arguments(
        "\(call.op): two weights or more, and as many biases, are required, given are "
          + "\(weights.count) weights and \(biases.count) biases")
    }
    var table = AxisTable()
    let m = table.dim("m", x[0])
    // By parity and width: every other letter of one width is one axis.
    var known: [[Int]: [Int]] = [[0, x[1]]: table.dims([x[1]])[0]]
    var letters = [known[[0, x[1]]] ?? []]
    for weight in weights {
      let rows = table.axes[letters[letters.count - 1][0]].size
      try call.require(
        weight.count == 2 && weight[0] == rows,
        "each weight must have 2 dims, and a row for each column before it")
      let key = [letters.count % 2, weight[1]]
      let letter = known[key] ?? table.dims([weight[1]])[0]
      known[key] = letter
      letters.append(letter)
    }
    var inputs = [[m, letters[0]]]
    inputs += weights.indices.map { [letters[$0], letters[$0 + 1]] }
    for (shape, width) in zip(biases, letters.dropFirst()) {
      inputs.append(try call.biasDims(shape, over: width, table))
    }
    return table.map(inputs, to: letters.dropFirst().map { [m, $0] })
  }

  static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] {
    let weights = try call.list(1)
    var folds: [InnerFold] = []
    for (layer, weight) in weights.enumerated() {
      let cutters = inputs[1 + layer].cutters(of: 0)
      guard !cutters.isEmpty else { continue }
      folds.append(
        InnerFold(
          "product \(layer)", .sum, over: cutters, shape: [try call.shape(0)[0], weight.shape[1]],
          dtype: call.foldedDType, to: outputs[layer]))
    }
    return folds
  }
}
