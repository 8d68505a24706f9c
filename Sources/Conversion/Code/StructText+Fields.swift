import Elements
import Importing
import Programs

/// What the struct holds.
extension StructText {
  mutating func addFields() {
    for (name, id) in call.weights {
      add(.weight(name: name, id: id), SwiftNames.camel(name))
      texts[id] = Expression(fields[fields.count - 1].name)
    }
    for case .op(let op) in call.items where isLong(op) {
      let id = program.ops[op].outputs[0]
      let name = Self.base(program.values[id].name)
      add(.numbers(name: name, id: id), SwiftNames.camel(name))
      texts[id] = Expression(fields[fields.count - 1].name)
    }
    var seen: Set<[String]> = []
    for inner in call.calls {
      let (path, number) = (call.name(within: inner.path) ?? inner.path, classes.number(of: inner))
      guard seen.insert([path, "\(number)"]).inserted else { continue }
      addModule(path, number)
    }
    shortenLists()
  }

  /// A module, or one more of a list's.
  mutating func addModule(_ path: String, _ number: Int) {
    let parts = path.split(separator: ".")
    guard let index = parts.last.flatMap({ Int($0) }) else {
      return add(.module(path: path, number: number), SwiftNames.camel(path))
    }
    let list = parts.dropLast().joined(separator: ".")
    if case .modules(list, let indices, number)? = fields.last?.field, indices.upperBound == index {
      fields[fields.count - 1].field = .modules(
        list: list, indices: indices.lowerBound..<index + 1, number: number)
      return
    }
    add(.modules(list: list, indices: index..<index + 1, number: number), "")
  }

  /// Names lists, and makes of a list of one module that module.
  mutating func shortenLists() {
    for place in fields.indices {
      guard case .modules(let list, let indices, let number) = fields[place].field else { continue }
      let isAll =
        fields.count {
          if case .modules(list, _, _) = $0.field { true } else { false }
        } == 1
      let stem = list.isEmpty ? "layers" : SwiftNames.camel(list)
      let name: String
      if indices.count == 1 {
        name = "\(list.isEmpty ? "layer" : stem)\(indices.lowerBound)"
        fields[place].field = .module(
          path: list.isEmpty ? "\(indices.lowerBound)" : "\(list).\(indices.lowerBound)",
          number: number)
      } else {
        name = isAll ? stem : "\(stem)\(indices.lowerBound)To\(indices.upperBound - 1)"
      }
      fields[place].name = locals.unique(name)
    }
  }

  mutating func add(_ field: Field, _ name: String) {
    fields.append((name.isEmpty ? "" : locals.unique(name), field))
  }

  /// The text of the module that a call is of.
  func module(of inner: ModuleCall) -> String {
    let (path, number) = (call.name(within: inner.path) ?? inner.path, classes.number(of: inner))
    for (name, field) in fields {
      switch field {
      case .module(path, number): return SwiftNames.quoted(name)
      case .modules(let list, let indices, number):
        for index in indices where path == (list.isEmpty ? "\(index)" : "\(list).\(index)") {
          return "\(SwiftNames.quoted(name))[\(index - indices.lowerBound)]"
        }
      default: continue
      }
    }
    preconditionFailure("'\(path)' is a module of this struct")
  }

  /// Whether an op is of more numbers than are written out.
  func isLong(_ op: Int) -> Bool {
    guard case .constant(let numbers) = program.ops[op].action else { return false }
    return LiteralNumbers(numbers).isLong(program.values[program.ops[op].outputs[0]].dtype)
  }

  /// `add` of `add_12`, `transpose` of `linear.transpose_1`.
  static func base(_ name: String) -> String {
    let last = name.split(separator: ".").last.map(String.init) ?? name
    let parts = last.split(separator: "_")
    let kept = parts.count > 1 && Int(parts[parts.count - 1]) != nil ? parts.dropLast() : parts[...]
    let stem = kept.joined(separator: "_")
    return stem == "getitem" ? "part" : stem.isEmpty ? last : stem
  }
}
