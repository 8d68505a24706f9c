import Sharding

/// Layers of a transformer: `bt!e!,3!hd!e!,(hd!)e!,e!f,fe!,…->bt!e!`, caches `2!bhl!d!`.
///
/// Samples are free. Heads and the hidden features of the feed-forward part are too: where they are sharded,
/// each layer folds the products with the two weights whose rows they are within itself, before their
/// biases: two all-reduces a layer. A mesh dim shards both, where there are as many features for each head. Heads in groups, which lie in one dim with the keys', and
/// features in pairs for a gated activation must be whole, and so must tokens. Paddle has no rule of it.
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
}
