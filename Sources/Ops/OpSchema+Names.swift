extension OpSchema {
  /// By name and alias.
  private static let byName: [String: OpSchema] = {
    var schemas: [String: OpSchema] = [:]
    for schema in all {
      for name in schema.names {
        precondition(schemas[name] == nil, "two ops are named '\(name)'")
        schemas[name] = schema
      }
    }
    return schemas
  }()

  /// The op of this name or alias; nil if there is none.
  public static func named(_ name: String) -> OpSchema? { byName[name] }

  /// All names and aliases, in alphabetical order.
  public static let allNames: [String] = byName.keys.sorted()

  /// What people look for under the name that an op has in PyTorch, Paddle, NumPy or JAX: the op's name
  /// here, by the last part of theirs. What is an op's own name here is not in it.
  private static let foreignNames: [String: String] = {
    var names: [String: String] = [:]
    for schema in all {
      for name in schema.knownAs { names[name] = schema.name }
    }
    for schema in all {
      for name in (schema.pytorch + schema.paddle).flatMap(\.functions) {
        guard let last = name.split(separator: ".").last else { continue }
        let word = String(last)
        if byName[word] == nil, names[word] == nil { names[word] = schema.name }
      }
    }
    return names
  }()

  /// The names that one who writes `name` is likely to mean, at most three: the op that other systems call
  /// so, then those that are spelt alike.
  package static func nearest(to name: String) -> [String] {
    let known = foreignNames[name].map { [$0] } ?? []
    let alike = name.nearest(among: allNames).filter { !known.contains($0) }
    return Array((known + alike).prefix(3))
  }

  /// The names of so many outputs, lists flattened: `out[0]`, `out[1]`, `found_infinite`.
  public func outputNames(count: Int) -> [String] {
    let listed = count - (outputs.count - 1)
    return Array(
      outputs.flatMap { output in
        output.isList
          ? (0..<max(0, listed)).map { "\(output.name)[\($0)]" } : [output.name]
      }.prefix(count))
  }
}
