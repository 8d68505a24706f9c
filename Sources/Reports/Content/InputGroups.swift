import Programs

/// Inputs whose names differ in the numbers of modules alone, as `h.0.ln_1.weight` and `h.1.ln_1.weight`, and that lie alike.
struct InputGroup {
  /// With an asterisk in the place of numbers that differ.
  let name: String
  fileprivate(set) var inputs: [Program.ID]
}

extension Program {
  /// The inputs in groups, in the order of the first of each.
  ///
  /// - Parameter places: by value, how it lies.
  func inputGroups(_ places: [Int]) -> [InputGroup] {
    var groups: [InputGroup] = []
    var known: [String: Int] = [:]
    for id in inputs {
      let words = values[id].name.split(separator: ".", omittingEmptySubsequences: false)
      let name = words.map { Int($0) == nil ? String($0) : "*" }.joined(separator: ".")
      let key = "\(name) \(places[id]) \(values[id].role)"
      if let place = known[key] {
        groups[place].inputs.append(id)
      } else {
        known[key] = groups.count
        groups.append(InputGroup(name: name, inputs: [id]))
      }
    }
    return groups
  }
}
