import Programs

/// Finds the blocks of a list of modules whose parts the code around it calls one by one, as `blocks.0.norm1` and
/// `blocks.0.fc1`, and makes a call of each.
struct BlockFinder {
  let program: Program
  let operands: [[Program.ID]]

  /// A list's name, and which of its modules.
  private struct Place: Hashable {
    let list: String
    let index: Int
  }

  /// Cuts the code of a module, and of those in it.
  func cutBlocks(of call: ModuleCall) {
    for inner in call.calls { cutBlocks(of: inner) }
    let lists = call.items.flatMap { touched(by: $0, in: call).map(\.list) }
    var seen: Set<String> = []
    for list in lists where seen.insert(list).inserted { cut(list, in: call) }
  }

  /// The modules of lists that an item reads weights of, or calls a part of.
  private func touched(by item: ModuleCall.Item, in call: ModuleCall) -> [Place] {
    switch item {
    case .op(let op):
      operands[op].filter { program.values[$0].role == .parameter }
        .compactMap { place(program.values[$0].name, in: call) }
    case .call(let inner): place(inner.path, in: call).map { [$0] } ?? []
    }
  }

  /// Of `blocks.0.norm1` the list `blocks` and 0; nil of what is no part of a list's module, and of that module itself.
  private func place(_ name: String, in call: ModuleCall) -> Place? {
    guard let parts = call.name(within: name)?.split(separator: "."),
      let number = parts.firstIndex(where: { Int($0) != nil }), number > 0,
      number < parts.count - 1, let index = Int(parts[number])
    else { return nil }
    return Place(list: parts[..<number].joined(separator: "."), index: index)
  }

  /// Puts the items of each module of a list into a call of its own: from the first that touches it to the first that
  /// touches the next one. The last block has as many as the one before.
  private func cut(_ list: String, in call: ModuleCall) {
    var starts: [(index: Int, item: Int)] = []
    var lastTouch = 0
    for (item, entry) in call.items.enumerated() {
      let indices = Set(touched(by: entry, in: call).filter { $0.list == list }.map(\.index))
      guard let index = indices.first else { continue }
      lastTouch = item
      if starts.last?.index == index, indices.count == 1 { continue }
      // Blocks that are read across each other are no blocks.
      guard indices.count == 1, !starts.contains(where: { $0.index == index }) else { return }
      starts.append((index, item))
    }
    guard starts.count > 1, let last = starts.last else { return }
    let length = last.item - starts[starts.count - 2].item
    var ends = starts.dropFirst().map(\.item)
    ends.append(max(lastTouch + 1, min(call.items.count, last.item + length)))
    var items = Array(call.items[..<starts[0].item])
    for (start, end) in zip(starts, ends) {
      let path = (call.path.isEmpty ? "" : call.path + ".") + "\(list).\(start.index)"
      let block = ModuleCall(path: path, className: nil, key: path)
      block.items = Array(call.items[start.item..<end])
      items.append(.call(block))
    }
    call.items = items + call.items[ends[ends.count - 1]...]
  }
}
