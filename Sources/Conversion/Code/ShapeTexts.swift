import Elements
import Programs

/// What values of a struct are, in words: `f32[2,16,16]`, with `_` for sizes that differ between its modules.
struct ShapeTexts {
  private let program: Program
  /// By value of the first call: those of all calls.
  private let values: [Program.ID: [Program.ID]]
  private let calls: [ModuleCall]
  /// Whether a size differs.
  let isMixed: Bool

  init(_ calls: [ModuleCall], _ program: Program) {
    (self.calls, self.program) = (calls, program)
    let lists = calls.map { Self.values($0, program) }
    var values: [Program.ID: [Program.ID]] = [:]
    for (place, id) in lists[0].enumerated() { values[id] = lists.map { $0[place] } }
    self.values = values
    isMixed = values.values.contains { ids in
      ids.contains { program.values[$0].shape != program.values[ids[0]].shape }
    }
  }

  /// All values of a call in one order.
  private static func values(_ call: ModuleCall, _ program: Program) -> [Program.ID] {
    call.inputs + call.weights.map(\.id)
      + call.items.flatMap { item in
        switch item {
        case .op(let op): program.ops[op].outputs
        case .call(let inner): inner.outputs
        }
      }
  }

  /// What is in the place of a value of the first call.
  func value(_ id: Program.ID, in call: ModuleCall) -> Program.ID {
    let place = calls.firstIndex { $0 === call } ?? 0
    return values[id]?[place] ?? id
  }

  func text(_ id: Program.ID) -> String {
    let value = program.values[id]
    let shapes = (values[id] ?? [id]).map { program.values[$0].shape }
    guard shapes.allSatisfy({ $0.count == value.shape.count }) else {
      return "\(value.dtype.notation)[…]"
    }
    let sizes = value.shape.indices.map { dim in
      shapes.allSatisfy { $0[dim] == value.shape[dim] } ? "\(value.shape[dim])" : "_"
    }
    return "\(value.dtype.notation)[\(sizes.joined(separator: ","))]"
  }
}
