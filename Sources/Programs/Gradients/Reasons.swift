import Ops

/// The ops that have no gradient: the schema says why.
extension GradientTable {
  mutating func addReasons() {
    for schema in OpSchema.all {
      switch schema.gradient {
      case .zero(let reason): self[schema.name] = .flat(reason)
      case .missing(let reason): self[schema.name] = .missing(reason)
      case .formula, .writtenOut: break
      }
    }
  }
}
