import Sharding

/// Layers of a transformer: `bt!e!,3!hd!e!,(hd!)e!,e!f,fe!,…->bt!e!`, caches `2!bhl!d!`.
///
/// Samples are free. Heads and the hidden features of the feed-forward part are too: where they are sharded,
/// each layer folds the products with the two weights whose rows they are within itself, before their
/// biases: two all-reduces a layer. A mesh dim shards both, where there are as many features for each head. Heads in
/// groups, which lie in one dim with the keys', and features in pairs for a gated activation must be whole, and so must
/// tokens. Paddle has no rule of it.
enum FusedMultiTransformer: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    var layout = try TransformerLayout(call)
    var inputs: [[[Int]]] = []
    for (place, argument) in call.declaredInputs.prefix(call.inputs.count).enumerated() {
      let shapes = call.inputs[place].elements.map(\.shape)
      if !argument.isList, try call.optionalShape(place) == nil {
        inputs.append(layout.table.whole(shapes[0]))
        continue
      }
      let isAbsent = argument.isOptional && shapes.isEmpty
      guard !argument.isList || isAbsent || shapes.count == layout.layers else {
        throw .arguments(
          "\(call.op): \(argument.name) must have a tensor for each of the \(layout.layers) layers, "
            + "it has \(shapes.count)")
      }
      for shape in shapes { inputs.append(try layout.dims(argument.name, shape, call)) }
    }
    let given = zip(call.declaredInputs, call.inputs).first { $0.0.name == "cache_kvs" }
    let caches = given?.1.elements.map { _ in layout.cache } ?? []
    return layout.table.map(inputs, to: [layout.x] + caches)
  }

  static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] {
    func cutters(_ name: String, dim: Int) -> [Int] {
      guard let input = call.declaredInputs.firstIndex(where: { $0.name == name }) else {
        return []
      }
      return inputs[call.place(ofInput: input)].cutters(of: dim)
    }
    let isQuantised = call.schema?.attribute("qkv_in_scale") != nil
    let isTransposed = isQuantised ? true : try call.bool("trans_qkvw")
    let heads = cutters("qkv_weights", dim: isTransposed ? 1 : 2)
    let features = cutters("ffn1_weights", dim: isQuantised ? 0 : 1)
    let shape = try call.shape(0)
    let dtype = isQuantised ? .int32 : call.foldedDType
    let layer = [(InnerFold.attention, heads), (InnerFold.feedForward, features)].filter {
      !$0.1.isEmpty
    }.map {
      InnerFold($0, .sum, over: $1, shape: shape, dtype: dtype, to: outputs[0])
    }
    return Array(repeatElement(layer, count: try TransformerLayout(call).layers).joined())
  }
}
