/// Which values of a graph lie in the same memory in PyTorch, so that one that is written into changes others.
///
/// A call that writes is carried out as one that makes a new value, which is right as long as nobody reads another view
/// of the memory afterwards.
struct SharedMemory {
  /// By name: what stands for the memory.
  private var roots: [String: String] = [:]
  /// By root: all names.
  private var members: [String: [String]] = [:]
  /// Names of one tensor: an operand that was written into, and the result.
  private var twins: [String: String] = [:]
  /// Memory of the caller's and of the model's.
  private var held: Set<String> = []
  /// By name: the last node that reads it.
  private var lastUses: [String: Int] = [:]

  /// Calls whose result may lie in the memory of their operand.
  private static let views: Set<String> = [
    "view", "_unsafe_view", "reshape", "flatten", "unflatten", "transpose", "t", "permute",
    "expand", "expand_as", "broadcast_to", "slice", "select", "unsqueeze", "squeeze", "split",
    "split_with_sizes", "chunk", "unbind", "narrow", "diagonal", "movedim", "moveaxis", "swapaxes",
    "swapdims", "contiguous", "to", "type_as", "alias", "detach", "dropout", "view_as",
    "reshape_as", "real", "imag", "view_as_real", "view_as_complex", "as_strided", "unfold",
    "numpy_T", "mT",
  ]

  /// Finds out where each value is read last.
  mutating func plan(_ graph: ExportedGraph) {
    for (index, node) in graph.nodes.enumerated() {
      for name in node.inputs.flatMap({ $0.value.tensorNames }) { lastUses[name] = index }
    }
    for name in graph.outputs.flatMap(\.tensorNames) { lastUses[name] = .max }
  }

  /// Whether a node, or the caller, reads a value.
  func isRead(_ name: String) -> Bool { lastUses[name] != nil }

  /// The memory of an input or a weight, which nobody may write into.
  mutating func hold(_ name: String) { held.insert(root(of: name)) }

  private func root(of name: String) -> String { roots[name] ?? name }

  /// Notes where the results of a node lie.
  mutating func note(_ node: ExportedNode) {
    let operand = node.inputs.lazy.flatMap { $0.value.tensorNames }.first
    let isView = Self.views.contains(
      String(node.operation.split(separator: ".").dropFirst().first ?? ""))
    for name in node.outputs.flatMap(\.tensorNames) {
      guard let operand, isView || node.isInPlace else { continue }
      let root = root(of: operand)
      roots[name] = root
      members[root, default: [root]].append(name)
      if node.isInPlace { twins[name] = twins[operand] ?? operand }
    }
  }

  /// The names of the tensor that `name` is.
  func same(as name: String) -> [String] {
    let first = twins[name] ?? name
    return [first] + twins.filter { $0.value == first }.keys
  }

  /// - Throws: `Mismatch` where somebody would see that the node writes.
  func checkWriting(_ node: ExportedNode, at index: Int) throws {
    guard let name = node.inputs.lazy.flatMap({ $0.value.tensorNames }).first else { return }
    let root = root(of: name)
    guard !held.contains(root) else {
      throw Mismatch(
        "it writes into '\(root)', an input or a weight: export the model without that")
    }
    let same = Set(same(as: name))
    let others = (members[root] ?? [root]).filter { !same.contains($0) }
    if let reader = others.first(where: { (lastUses[$0] ?? -1) > index }) {
      throw Mismatch(
        "it writes into memory that '\(reader)' shares, which is read later: run run_decompositions() before the export"
      )
    }
  }
}
