import Ops
import Programs

/// Calls of modules that are one struct: of one class, and of one code.
///
/// Sizes that a reshape names may differ in one dim between them: it then follows from the others.
struct ModuleClasses {
  /// A struct.
  struct Class {
    /// The calls; the first stands for all.
    var calls: [ModuleCall]
    /// By the place of a reshape in the items: the dim whose size follows from the others.
    var inferred: [Int: Int] = [:]
  }

  /// Those whose parts come first.
  private(set) var classes: [Class] = []
  private var numbers: [ObjectIdentifier: Int] = [:]
  private let tree: ModuleTree

  init(_ tree: ModuleTree) {
    self.tree = tree
    let calls = tree.root.all
    for height in 0...tree.root.height {
      var order: [[CodeToken]] = []
      var alike: [[CodeToken]: [ModuleCall]] = [:]
      for call in calls where call.height == height {
        let tokens = tokens(of: call, exact: false)
        if alike[tokens] == nil { order.append(tokens) }
        alike[tokens, default: []].append(call)
      }
      for tokens in order { add(alike[tokens] ?? []) }
    }
  }

  /// The numbers of the structs in the order in which one reads them: the model itself, then what it calls first.
  var reading: [Int] {
    classes.indices.sorted {
      let (left, right) = (classes[$0].calls[0], classes[$1].calls[0])
      return (left.places.lowerBound, -left.height) < (right.places.lowerBound, -right.height)
    }
  }

  /// The struct that a call is of.
  func number(of call: ModuleCall) -> Int { numbers[ObjectIdentifier(call), default: 0] }

  /// Makes a struct of calls whose code is the same but for sizes, or several where these do not follow.
  private mutating func add(_ calls: [ModuleCall]) {
    if let inferred = inferred(in: calls) {
      return append(Class(calls: calls, inferred: inferred))
    }
    var order: [[CodeToken]] = []
    var same: [[CodeToken]: [ModuleCall]] = [:]
    for call in calls {
      let tokens = tokens(of: call, exact: true)
      if same[tokens] == nil { order.append(tokens) }
      same[tokens, default: []].append(call)
    }
    for tokens in order { append(Class(calls: same[tokens] ?? [])) }
  }

  private mutating func append(_ new: Class) {
    for call in new.calls { numbers[ObjectIdentifier(call)] = classes.count }
    classes.append(new)
  }

  /// The dims of reshapes whose sizes differ; nil where more than one differs in one of them.
  private func inferred(in calls: [ModuleCall]) -> [Int: Int]? {
    var inferred: [Int: Int] = [:]
    for (place, item) in calls[0].items.enumerated() {
      guard case .op = item else { continue }
      let shapes = calls.compactMap { call -> [Int]? in
        guard case .op(let op) = call.items[place], reshaped(op) != nil else { return nil }
        // What the op makes: the sizes that it names may have a -1 already.
        return tree.program.values[tree.program.ops[op].outputs[0]].shape
      }
      guard let first = shapes.first else { continue }
      let differing = first.indices.filter { dim in shapes.contains { $0[dim] != first[dim] } }
      guard let dim = differing.first else { continue }
      guard differing.count == 1, !shapes.contains(where: { $0.contains(0) })
      else { return nil }
      inferred[place] = dim
    }
    return inferred
  }

  /// The sizes that a reshape names; nil of other ops.
  private func reshaped(_ op: Int) -> [Int]? {
    guard tree.unsupported[op] == nil,
      case .op("reshape", let attributes) = tree.program.ops[op].action,
      case .ints(let shape)? = attributes["shape"]
    else { return nil }
    return shape
  }

  /// What a call does, with its values numbered.
  private func tokens(of call: ModuleCall, exact: Bool) -> [CodeToken] {
    var tokens: [CodeToken] = [.word(call.className ?? "a block of \(call.listName)")]
    var names: [Program.ID: Int] = [:]
    func number(_ id: Program.ID) -> CodeToken {
      let number = names[id] ?? names.count
      names[id] = number
      return .number(number)
    }
    tokens += call.inputs.map(number)
    for (name, id) in call.weights { tokens += [.word(name), number(id)] }
    for item in call.items {
      switch item {
      case .call(let inner):
        let own = call.name(within: inner.path) ?? inner.path
        tokens += [.word("call"), .word(own), .number(self.number(of: inner))]
        tokens += inner.inputs.map(number) + [.word("gives")] + inner.outputs.map(number)
      case .op(let op):
        let entry = tree.program.ops[op]
        tokens.append(.word(tree.unsupported[op]?.origin.target ?? entry.name))
        switch entry.action {
        case .constant(let numbers)
        where LiteralNumbers(numbers).isLong(tree.program.values[entry.outputs[0]].dtype):
          // They come from a file.
          tokens.append(.number(numbers.count))
        case .constant(let numbers): tokens.append(.attribute(.doubles(numbers)))
        case .reshard: break
        case .op(_, let attributes):
          let isLoose = !exact && reshaped(op) != nil
          for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            tokens.append(.word(name))
            if isLoose, name == "shape", case .ints(let shape) = value {
              tokens.append(.number(shape.count))
            } else {
              tokens.append(.attribute(value))
            }
          }
        }
        for operand in entry.inputs {
          if case .list = operand { tokens.append(.word("list")) }
          tokens += operand.elements.map(number)
        }
        tokens += tree.unsupported[op] == nil ? [] : tree.operands[op].map(number)
        for id in entry.outputs {
          let value = tree.program.values[id]
          tokens += [.word(value.dtype.rawValue), number(id)]
          // The text of a constant says its sizes, that of a layer norm hangs on the number of dims.
          if entry.inputs.isEmpty { tokens.append(.attribute(.ints(value.shape))) }
          if entry.name == "layer_norm" { tokens.append(.number(value.shape.count)) }
        }
      }
    }
    return tokens + [.word("returns")] + call.outputs.map(number)
  }
}

/// A piece of what tells the code of one module from another's.
private enum CodeToken: Hashable {
  case word(String)
  case number(Int)
  case attribute(AttributeValue)
}

extension ModuleCall {
  /// Of a block of a list the list's name: `blocks` of `model.blocks.0`.
  var listName: String {
    let parts = path.split(separator: ".")
    return parts.last { Int($0) == nil }.map(String.init) ?? path
  }
}
