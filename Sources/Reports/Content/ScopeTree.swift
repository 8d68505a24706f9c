import Elements
import Programs

/// The ops of a program by the modules whose code they are of.
final class Scope {
  /// The last part of its path: `c_attn`, `0`.
  let name: String
  /// The whole path: `h.0.c_attn`; empty of all.
  let path: String
  /// What is in it, in the program's order.
  private(set) var items: [Item] = []
  private var children: [String: Scope] = [:]

  enum Item {
    case op(Int)
    case scope(Scope)
  }

  init(name: String, path: String) { (self.name, self.path) = (name, path) }

  /// Puts an op into the scope of a path below this one.
  func add(_ op: Int, at path: ArraySlice<String>) {
    guard let first = path.first else { return items.append(.op(op)) }
    let child: Scope
    if let known = children[first] {
      child = known
    } else {
      child = Scope(name: first, path: self.path.isEmpty ? first : "\(self.path).\(first)")
      children[first] = child
      items.append(.scope(child))
    }
    child.add(op, at: path.dropFirst())
  }

  /// The ops of it and of all below it, in order.
  var ops: [Int] {
    items.flatMap { item in
      switch item {
      case .op(let op): [op]
      case .scope(let scope): scope.ops
      }
    }
  }
}

extension ReportContents {
  /// The ops of the pass that the first result needs, or of the other one.
  func scopes(isForward: Bool) -> Scope {
    let root = Scope(name: "", path: "")
    let paths = paths
    for (index, op) in completed.program.ops.enumerated()
    where op.outputs.contains(where: { self.isForward[$0] }) == isForward {
      let path = paths[index] ?? ""
      root.add(index, at: path.split(separator: ".").map(String.init)[...])
    }
    return root
  }

  /// By op: the module that it is of. What no module says is of that of the next op in its pass: a reshard stands before
  /// its reader, and what a gradient is computed from before the gradient.
  private var paths: [String?] {
    let program = completed.program
    var paths = program.ops.map { op in
      op.outputs.lazy.compactMap { self.module(of: program.values[$0].name) }.first
    }
    adoptGradients(&paths)
    var next: [Bool: String] = [:]
    for (index, op) in program.ops.enumerated().reversed() {
      let pass = op.outputs.contains { isForward[$0] }
      if let path = paths[index] { next[pass] = path } else { paths[index] = next[pass] }
    }
    var last: [Bool: String] = [:]
    for (index, op) in program.ops.enumerated() {
      let pass = op.outputs.contains { isForward[$0] }
      if let path = paths[index] { last[pass] = path } else { paths[index] = last[pass] }
    }
    return paths
  }

  /// What makes the gradient by a value is of the module that reads the value first: it is the reverse of that op.
  private func adoptGradients(_ paths: inout [String?]) {
    guard trains else { return }
    let program = completed.program
    let readers = program.readers
    var ids: [String: Program.ID] = [:]
    for (id, value) in program.values.enumerated() { ids[value.name] = id }
    let forward = paths
    for (index, op) in program.ops.enumerated() {
      let reader = op.outputs.lazy.compactMap { id -> Int? in
        let name = program.values[id].name
        guard name.hasPrefix("grad.") else { return nil }
        let of = String(name.dropFirst("grad.".count))
        // Before it is moved, a gradient has a number behind its name.
        let plain = of.replacing(/_\d+$/, with: "")
        guard let value = ids[of] ?? ids[plain] else { return nil }
        return readers[value].first { reader in
          program.ops[reader].outputs.contains { self.isForward[$0] } && forward[reader] != nil
        }
      }.first
      if let reader { paths[index] = forward[reader] }
    }
  }

  /// The module of a value: that of the model's file, or the scopes in its name. Nil where neither says one.
  private func module(of name: String) -> String? {
    var name = name
    if trains, name.hasPrefix("grad.") { name.removeFirst("grad.".count) }
    if let known = modules[name] { return known }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let scope = String(name[..<dot])
    // In an imported model the first part of a name is a node, whose module is known.
    if !modules.isEmpty {
      if let known = modules[String(name.prefix { $0 != "." })] { return known }
      return completed.program.value(named: name).flatMap { id in
        completed.program.values[id].role == .parameter ? scope : nil
      }
    }
    return scope
  }
}
