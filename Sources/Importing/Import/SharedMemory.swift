/// Which values of a graph lie in the same memory in PyTorch, so that one that is written into changes others.
///
/// A call that writes is carried out as one that makes a new value. Where another view of the memory is read afterwards,
/// it is made anew: the memory from the view that was written into, and other views from the memory.
struct SharedMemory {
  /// How a value came from another one whose memory it lies in.
  struct View {
    let parent: String
    let node: ExportedNode
    /// Which of the node's results it is.
    let place: Int
    /// Whether PyTorch may have copied: what is written does not show, or does.
    let isCertain: Bool
  }

  /// By name: what stands for the memory.
  private var roots: [String: String] = [:]
  /// By root: all names, in the order in which they were made.
  private var members: [String: [String]] = [:]
  private var views: [String: View] = [:]
  /// Names of one tensor: an operand that was written into, and the result.
  private var twins: [String: String] = [:]
  /// Memory of the model's parameters.
  private var held: Set<String> = []
  /// Memory that nodes write into.
  private var written: Set<String> = []
  /// By name: the last node that reads it.
  private var lastUses: [String: Int] = [:]
  private var tensors: [String: ExportedTensor] = [:]
  private let symbols: SymbolBinding

  /// - Parameter symbols: what symbols of sizes and strides stand for.
  init(_ symbols: SymbolBinding) { self.symbols = symbols }

  /// Calls whose result always lies in the memory of their operand.
  private static let views: Set<String> = [
    "view", "_unsafe_view", "transpose", "t", "permute", "expand", "expand_as", "broadcast_to",
    "slice", "select", "unsqueeze", "squeeze", "split", "split_with_sizes", "chunk", "unbind",
    "narrow", "diagonal", "movedim", "moveaxis", "swapaxes", "swapdims", "alias", "detach",
    "view_as", "real", "imag", "view_as_real", "view_as_complex", "as_strided", "unfold",
    "numpy_T", "mT", "unflatten", "tensor_split",
  ]

  /// Calls that copy where the operand does not lie as the result has to.
  private static let arrangements: Set<String> = ["reshape", "flatten", "contiguous", "reshape_as"]

  /// Calls that give what they are given, unless they change it.
  private static let passes: Set<String> = ["to", "type_as", "dropout", "feature_dropout"]

  /// Finds out where each value is read last.
  mutating func plan(_ graph: ExportedGraph) {
    tensors = graph.tensors
    for (index, node) in graph.nodes.enumerated() {
      for name in node.inputs.flatMap({ $0.value.tensorNames }) { lastUses[name] = index }
    }
    for name in graph.outputs.flatMap(\.tensorNames) { lastUses[name] = .max }
  }

  /// The memory of a graph behind its last node.
  init(after graph: ExportedGraph, _ symbols: SymbolBinding) {
    self.init(symbols)
    plan(graph)
    for node in graph.nodes { note(node) }
  }

  /// Lets a value be read behind the last node.
  mutating func keep(_ name: String) { lastUses[name] = .max }

  /// Whether a node writes into the memory of a value.
  func isWritten(_ name: String) -> Bool { written.contains(root(of: name)) }

  /// The places of those names whose memory is no other's, and may be written into.
  func alone(_ names: [String]) -> Set<Int> {
    let roots = names.map(root)
    return Set(
      roots.indices.filter { place in
        !held.contains(roots[place]) && roots.count { $0 == roots[place] } == 1
      })
  }

  /// Whether a node, or the caller, reads a value.
  func isRead(_ name: String) -> Bool { lastUses[name] != nil }

  /// The memory of a parameter, which nobody may write into.
  mutating func hold(_ name: String) { held.insert(root(of: name)) }

  func isHeld(_ name: String) -> Bool { held.contains(root(of: name)) }

  private func root(of name: String) -> String { roots[name] ?? name }

  /// Notes where the results of a node lie, and what it writes into.
  mutating func note(_ node: ExportedNode) {
    if let region = node.wrapped { return note(region, calledBy: node) }
    written.formUnion(node.statistics.map(root))
    guard let operand = node.inputs.lazy.flatMap({ $0.value.tensorNames }).first else { return }
    let call = String(node.operation.split(separator: ".").dropFirst().first ?? "")
    let names = node.outputs.flatMap(\.tensorNames)
    if node.isInPlace { written.insert(root(of: operand)) }
    for (place, name) in names.enumerated() {
      if node.isInPlace {
        twins[name] = same(as: operand)[0]
      } else if let isCertain = isView(call, of: operand, as: name) {
        views[name] = View(
          parent: same(as: operand)[0], node: node, place: place, isCertain: isCertain)
      } else {
        continue
      }
      join(name, operand)
    }
  }

  /// Notes what a region writes into of what it is given, and which of that it gives.
  private mutating func note(_ region: ExportedGraph, calledBy node: ExportedNode) {
    let inner = SharedMemory(after: region, symbols)
    let operands = node.operands.flatMap(\.value.tensorNames)
    let given = Dictionary(
      zip(region.inputs.flatMap(\.tensorNames), operands), uniquingKeysWith: { first, _ in first })
    for (name, operand) in given where inner.isWritten(name) { written.insert(root(of: operand)) }
    for (result, name) in zip(
      region.outputs.flatMap(\.tensorNames), node.outputs.flatMap(\.tensorNames))
    {
      guard let operand = given[inner.same(as: result)[0]] else { continue }
      twins[name] = same(as: operand)[0]
      join(name, operand)
    }
  }

  /// A name lies in the memory of another one.
  private mutating func join(_ name: String, _ other: String) {
    let root = root(of: other)
    roots[name] = root
    members[root, default: [root]].append(name)
  }

  /// Whether a result lies in the memory of the operand; nil where it does not.
  private func isView(_ call: String, of operand: String, as name: String) -> Bool? {
    if Self.views.contains(call) { return true }
    if Self.passes.contains(call) {
      return tensors[operand]?.code == tensors[name]?.code ? call != "dropout" : nil
    }
    guard Self.arrangements.contains(call) else { return nil }
    guard let old = layout(of: operand), let new = layout(of: name) else { return false }
    let isKept =
      call == "contiguous"
      ? zip(old.sizes, zip(old.strides, new.strides)).allSatisfy { $0 == 1 || $1.0 == $1.1 }
      : Self.isView(of: old, new.sizes)
    return isKept ? true : nil
  }

  /// The sizes and strides of a tensor; nil where they are not known.
  private func layout(of name: String) -> (sizes: [Int], strides: [Int])? {
    guard let tensor = tensors[name], let sizes = try? tensor.sizes.map(symbols.number),
      let strides = try? tensor.strides.map(symbols.number), sizes.count == strides.count
    else { return nil }
    return (sizes, strides)
  }

  /// Whether PyTorch gives a tensor another shape where it lies: where the dims that become others lie one behind the other
  /// without gaps. Else it copies.
  private static func isView(of old: (sizes: [Int], strides: [Int]), _ shape: [Int]) -> Bool {
    if old.sizes.contains(0) || old.sizes.isEmpty { return true }
    var (next, run, made) = (shape.count - 1, 1, 1)
    var step = old.strides[old.sizes.count - 1]
    for dim in old.sizes.indices.reversed() {
      run *= old.sizes[dim]
      let isEnd =
        dim == 0 || old.sizes[dim - 1] != 1 && old.strides[dim - 1] != run * step
      guard isEnd else { continue }
      while next >= 0, made < run || shape[next] == 1 {
        made *= shape[next]
        next -= 1
      }
      if made != run { return false }
      if dim > 0 { (step, run, made) = (old.strides[dim - 1], 1, 1) }
    }
    return next < 0
  }

  /// What the file says of a tensor.
  func shape(of name: String) throws -> [Int] {
    guard let tensor = tensors[name] else { throw Mismatch("the shape of '\(name)' is not known") }
    return try symbols.shape(tensor)
  }

  /// Whether elements lie in order, without gaps.
  private func isDense(_ tensor: ExportedTensor) -> Bool {
    var step = 1
    for (size, stride) in zip(tensor.sizes, tensor.strides).reversed() {
      guard let size = try? symbols.number(size), let stride = try? symbols.number(stride),
        size == 1 || stride == step
      else { return false }
      step *= size
    }
    return true
  }

  /// Whether a tensor lies in order from the start of its memory.
  func isWhole(_ name: String) -> Bool {
    guard let tensor = tensors[name], isDense(tensor) else { return false }
    return tensor.offset.map { (try? symbols.number($0)) == 0 } ?? true
  }

  /// The names of the tensor that `name` is, the first one of all before those of the calls that wrote into it.
  func same(as name: String) -> [String] {
    let first = twins[name] ?? name
    return [first] + twins.filter { $0.value == first }.keys
  }

  /// How a tensor came from another one; nil of one that has its own memory.
  func view(_ name: String) -> View? { views[same(as: name)[0]] }

  /// Other tensors in the memory of `name`, in the order in which they were made, where any of them is read after the
  /// node.
  func sharers(of name: String, after index: Int) -> [String] {
    let same = Set(same(as: name))
    let others = (members[root(of: name)] ?? []).filter { !same.contains($0) }
    guard others.contains(where: { (lastUses[$0] ?? -1) > index }) else { return [] }
    return others.filter { twins[$0] == nil }
  }
}
