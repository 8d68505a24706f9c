/// A pickle, taken apart: its values in a list, each of which names its parts by their numbers.
///
/// Values that refer to each other in a circle, and deep nests, are harmless this way. Nothing in it has been executed:
/// an object is what Python would call, with what arguments.
package struct Pickle: Sendable {
  /// The number of a value.
  package typealias ID = Int

  package enum Value: Hashable, Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// Where the bytes are in what was read.
    case bytes(Range<Int>)
    case tuple([ID])
    case list([ID])
    /// Keys and values by turns.
    case dictionary([ID])
    /// A name of a module: a class or a function.
    case global(module: String, name: String)
    /// The result of a call, with the state that it was given after it.
    case object(callee: ID, arguments: [ID], state: ID?)
    /// What the writer keeps elsewhere, by the words that it is found with.
    case persistent(ID)
  }

  package internal(set) var values: [Value] = []
  package internal(set) var root: ID = 0

  package subscript(id: ID) -> Value { values[id] }
}

extension Pickle {
  /// The elements of a tuple or a list, also of one that a class like `torch.Size` wraps; nil of anything else.
  package func elements(_ id: ID) -> [ID]? {
    switch values[id] {
    case .tuple(let ids), .list(let ids): return ids
    case .object(_, let arguments, _) where arguments.count == 1:
      switch values[arguments[0]] {
      case .tuple(let ids), .list(let ids): return ids
      default: return nil
      }
    default: return nil
    }
  }

  /// The integers of a tuple, a list or a `torch.Size`; nil of anything else.
  package func integers(_ id: ID) -> [Int]? {
    guard let ids = elements(id) else { return nil }
    var result: [Int] = []
    for id in ids {
      guard case .int(let number) = values[id] else { return nil }
      result.append(number)
    }
    return result
  }

  package func string(_ id: ID) -> String? {
    if case .string(let text) = values[id] { text } else { nil }
  }

  package func integer(_ id: ID) -> Int? {
    if case .int(let number) = values[id] { number } else { nil }
  }

  /// The entries of a dictionary, in its order; nil of anything else.
  package func entries(_ id: ID) -> [(key: ID, value: ID)]? {
    guard case .dictionary(let ids) = values[id] else { return nil }
    return stride(from: 0, to: ids.count, by: 2).map { (ids[$0], ids[$0 + 1]) }
  }

  /// The class of an object; nil of anything else.
  package func className(_ id: ID) -> String? {
    guard case .object(let callee, _, _) = values[id],
      case .global(_, let name) = values[callee]
    else { return nil }
    return name
  }

  /// The fields of an object by their names; nil where its state is no dictionary of names.
  package func fields(_ id: ID) -> [String: ID]? {
    guard case .object(_, _, let state?) = values[id], let entries = entries(state) else {
      return nil
    }
    var fields: [String: ID] = [:]
    for entry in entries {
      guard let name = string(entry.key) else { return nil }
      fields[name] = entry.value
    }
    return fields
  }
}
