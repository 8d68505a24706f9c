import Programs

/// Calls that write into a tensor.
extension GraphImporter {
  /// Gives a tensor that a node writes into its new contents, and all that lies in its memory.
  ///
  /// - Throws: `Mismatch` where it is not known what of the memory changes.
  func write(
    _ value: Value, into name: String, at index: Int, _ recorder: ProgramRecorder
  ) throws {
    let sharers = memory.sharers(of: name, after: index)
    let dtype = try tensor(name).dtype
    set(name, try value.dtype == dtype ? value : value.cast(dtype))
    guard !sharers.isEmpty else { return }
    // The whole of which it is a part, up to where the memory begins.
    var part = memory.same(as: name)[0]
    var path: Set<String> = [part]
    while let view = memory.view(part) {
      guard view.isCertain else { throw unknownMemory(part) }
      set(
        view.parent, try whole(of: try tensor(view.parent), with: part, through: view, recorder))
      part = view.parent
      path.insert(part)
    }
    // Other parts of it.
    for sharer in sharers where !path.contains(sharer) {
      // Nobody reads what is not known.
      guard let view = memory.view(sharer), known[sharer] != nil else { continue }
      guard view.isCertain else { throw unknownMemory(sharer) }
      let (operation, old) = (view.node.operation, try tensor(sharer))
      let made = try CompositionCall(
        name: operation, arguments: try arguments(of: view.node), recorder: recorder,
        table: Compositions.table, expected: (shape: old.shape, dtype: old.dtype)
      ).carriedOut()
      guard made.indices.contains(view.place) else { throw unknownMemory(sharer) }
      set(sharer, made[view.place])
    }
  }

  /// Lets the running statistics that a norm moves hold what it gives them.
  func moveStatistics(
    of node: ExportedNode, _ call: CompositionCall, _ made: [Value], at index: Int,
    _ recorder: ProgramRecorder
  ) throws {
    let names = node.statistics
    let moved = try scoped(names[0]) { try Compositions.movedStatistics(call, made) }
    for (name, value) in zip(names, moved) {
      guard !memory.isHeld(name) else {
        throw Mismatch("it moves statistics that are shared, or are given to a graph of a call")
      }
      try write(value, into: name, at: index, recorder)
    }
  }

  private func set(_ name: String, _ value: Value) {
    for each in memory.same(as: name) { known[each] = .tensor(value) }
  }

  private func unknownMemory(_ name: String) -> Mismatch {
    Mismatch(
      "it writes into memory that '\(name)' shares, which is read later: run run_decompositions() before the export"
    )
  }

  /// A tensor of which a view has other contents than before.
  private func whole(
    of parent: Value, with name: String, through view: SharedMemory.View,
    _ recorder: ProgramRecorder
  ) throws -> Value {
    let part = try tensor(name)
    let given = try arguments(of: view.node)
    guard part.dtype == parent.dtype else { throw unknownMemory(name) }
    func called(_ operation: String, _ changes: [String: ImportedArgument]) throws -> Value {
      try CompositionCall(
        name: operation, arguments: changes, recorder: recorder, table: Compositions.table,
        expected: (shape: parent.shape, dtype: parent.dtype)
      ).carriedOut()[0]
    }
    /// With the part in the place of what stands along a dim from `start` to `end`.
    func spliced(_ dim: ImportedArgument, _ start: Int, _ end: Int) throws -> Value {
      try called(
        "aten.slice_scatter.default",
        [
          "self": .tensor(parent), "src": .tensor(part), "dim": dim, "start": .int(start),
          "end": .int(end),
        ])
    }
    let dim = given["dim"] ?? .int(0)
    switch view.node.operation.split(separator: ".").dropFirst().first ?? "" {
    case "detach": return trains ? try straightThrough(part, parent) : part
    case "alias", "to", "type_as", "contiguous", "feature_dropout": return part
    case "view", "_unsafe_view", "reshape", "flatten", "view_as", "reshape_as", "unflatten",
      "squeeze", "unsqueeze":
      return try part.reshape(parent.shape)
    case "transpose", "swapaxes", "swapdims", "t", "mT":
      return try called(
        view.node.operation, given.merging(["self": .tensor(part)]) { $1 })
    case "permute":
      guard case .ints(let dims)? = given["dims"] else { throw unknownMemory(name) }
      let order = dims.map(parent.place)
      return try part.permute(order.indices.map { order.firstIndex(of: $0) ?? 0 })
    case "slice":
      return try called(
        "aten.slice_scatter.default",
        given.merging(["self": .tensor(parent), "src": .tensor(part)]) { $1 })
    case "select":
      return try called(
        "aten.select_scatter.default",
        given.merging(["self": .tensor(parent), "src": .tensor(part)]) { $1 })
    case "diagonal":
      return try called(
        "aten.diagonal_scatter.default",
        given.merging(["self": .tensor(parent), "src": .tensor(part)]) { $1 })
    case "narrow":
      guard case .int(let start)? = given["start"], case .int(let length)? = given["length"] else {
        throw unknownMemory(name)
      }
      return try spliced(dim, start, start + length)
    case "unbind":
      return try called(
        "aten.select_scatter.default",
        [
          "self": .tensor(parent), "src": .tensor(part), "dim": dim, "index": .int(view.place),
        ])
    case "split", "split_with_sizes", "chunk", "tensor_split":
      guard case .int(let number) = dim else { throw unknownMemory(name) }
      let sizes = try view.node.outputs.flatMap(\.tensorNames).map {
        try memory.shape(of: $0)[parent.place(of: number)]
      }
      let start = sizes[..<view.place].reduce(0, +)
      return try spliced(dim, start, start + sizes[view.place])
    default: throw unknownMemory(name)
    }
  }
}
