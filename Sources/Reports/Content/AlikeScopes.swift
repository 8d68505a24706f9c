import Programs

/// Neighbouring scopes of a list of modules, such as `h.0` to `h.11`, in which the same happens.
struct AlikeScopes {
  /// The first of them, which stands for all.
  let first: Scope
  /// The others.
  fileprivate(set) var others: [Scope] = []

  /// `0`; `1 to 11, 11 alike`.
  var name: String {
    guard let last = others.last else { return first.name }
    return others.count == 1
      ? "\(first.name) and \(last.name), alike"
      : "\(first.name) to \(last.name), \(others.count + 1) alike"
  }
}

extension ReportContents {
  /// What is in a scope, with scopes in which the same happens as one.
  enum Entry {
    case op(Int)
    case scopes(AlikeScopes)
  }

  func entries(of scope: Scope) -> [Entry] {
    var entries: [Entry] = []
    var last: (signature: [String], place: Int)?
    for item in scope.items {
      switch item {
      case .op(let op):
        entries.append(.op(op))
        last = nil
      case .scope(let child):
        guard Int(child.name) != nil else {
          entries.append(.scopes(AlikeScopes(first: child)))
          last = nil
          continue
        }
        let signature = signature(of: child)
        if let last, last.signature == signature,
          case .scopes(var group) = entries[last.place]
        {
          group.others.append(child)
          entries[last.place] = .scopes(group)
        } else {
          entries.append(.scopes(AlikeScopes(first: child)))
          last = (signature, entries.count - 1)
        }
      }
    }
    return entries
  }

  /// What happens in a scope, without the names of values: ops, with what they take and make and where that lies.
  private func signature(of scope: Scope) -> [String] {
    let program = completed.program
    return scope.items.flatMap { item -> [String] in
      switch item {
      case .scope(let child): return ["(\(child.name)"] + signature(of: child) + [")"]
      case .op(let index):
        let op = program.ops[index]
        return [op.name]
          + (op.operands + op.outputs).map { id in
            "\(program.values[id].dtype.notation)\(program.values[id].shape)\(completed.attrs[id])"
          }
      }
    }
  }
}
