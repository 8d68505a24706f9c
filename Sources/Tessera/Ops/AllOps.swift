import Ops

/// Every op that can be computed, by each of its names, in the order of the schema.
package enum AllOps {
  /// Every op that has a kernel.
  package static let definitions: [OpDefinition] = OpSchema.all.flatMap {
    schema -> [OpDefinition] in
    guard let name = schema.kernel else { return [] }
    guard let kernel = Kernel.named(name) else {
      preconditionFailure("\(schema.name): there is no kernel '\(name)'")
    }
    return schema.names.map { OpDefinition(name: $0, schema: schema, kernel: kernel) }
  }

  static let byName: [String: OpDefinition] = Dictionary(
    uniqueKeysWithValues: definitions.map { ($0.name, $0) })

  /// Why nothing computes them, of the ops that have a rule and no kernel, by name.
  package static let uncomputed: [String: String] = Dictionary(
    uniqueKeysWithValues: OpSchema.all.flatMap { schema in
      schema.names.compactMap { name in schema.uncomputed.map { (name, $0) } }
    })
}
