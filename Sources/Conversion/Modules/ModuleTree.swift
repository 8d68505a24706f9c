import Importing
import Programs

/// The calls of a model's modules, of what a file says about each op.
struct ModuleTree {
  let model: ImportedModel
  let program: Program
  /// The call of the model itself.
  let root: ModuleCall
  /// By op whose result stands for what nothing gives: why.
  let unsupported: [Int: ImportedModel.Unsupported]
  /// By op: the values that it takes; of what stands for a call, those that the call takes.
  let operands: [[Program.ID]]
  /// By weight: the other names that the model has for it.
  let otherNames: [String: [String]]
  /// By value: the op that makes it.
  private let makers: [Program.ID: Int]

  init(_ model: ImportedModel) {
    (self.model, program) = (model, model.program)
    var makers: [Program.ID: Int] = [:]
    for (index, op) in program.ops.enumerated() {
      for id in op.outputs { makers[id] = index }
    }
    self.makers = makers
    var ids: [String: Program.ID] = [:]
    for (id, value) in program.values.enumerated() { ids[value.name] = id }
    var unsupported: [Int: ImportedModel.Unsupported] = [:]
    var operands = program.ops.map(\.operands)
    for call in model.unsupported {
      for result in call.results {
        guard let op = ids[result].flatMap({ makers[$0] }) else { continue }
        unsupported[op] = call
        operands[op] = call.operands.compactMap { ids[$0] }
      }
    }
    (self.unsupported, self.operands) = (unsupported, operands)
    var otherNames: [String: [String]] = [:]
    for (other, name) in model.aliases { otherNames[name, default: []].append(other) }
    self.otherNames = otherNames.mapValues { $0.sorted() }
    root = Self.calls(model, Self.live(program, operands))
    placeConstants()
    BlockFinder(program: program, operands: operands).cutBlocks(of: root)
    connect()
  }

  /// By op: whether a result hangs on it.
  private static func live(_ program: Program, _ operands: [[Program.ID]]) -> [Bool] {
    var isRead = [Bool](repeating: false, count: program.values.count)
    for id in program.results { isRead[id] = true }
    var isLive = [Bool](repeating: false, count: program.ops.count)
    for (index, op) in program.ops.enumerated().reversed()
    where op.outputs.contains(where: { isRead[$0] }) {
      isLive[index] = true
      for id in operands[index] { isRead[id] = true }
    }
    return isLive
  }

  /// The ops by the modules whose code they are of, in their order.
  private static func calls(_ model: ImportedModel, _ isLive: [Bool]) -> ModuleCall {
    let first = model.modules.lazy.compactMap(\.first).first { $0.path.isEmpty }
    let root = ModuleCall(
      path: "", className: first?.className ?? model.program.name, key: first?.key ?? "")
    var open = [root]
    for (op, modules) in model.modules.enumerated() where isLive[op] {
      let stack = modules.drop { $0.path.isEmpty }
      var depth = 0
      for module in stack {
        depth += 1
        if depth < open.count, open[depth].key == module.key, open[depth].path == module.path {
          continue
        }
        open.removeLast(max(0, open.count - depth))
        let call = ModuleCall(path: module.path, className: module.className, key: module.key)
        open[depth - 1].items.append(.call(call))
        open.append(call)
      }
      open.removeLast(open.count - depth - 1)
      open[depth].items.append(.op(op))
    }
    return root
  }

  /// Puts each constant that no module's code makes, which the export has lifted out of it, into the innermost module that
  /// all its readers are in, before the first of them.
  private func placeConstants() {
    var owners: [Int: ModuleCall] = [:]
    var next = 0
    root.number(&next) { _, _ in }
    for call in root.all {
      for case .op(let op) in call.items { owners[op] = call }
    }
    var readers: [Program.ID: [Int]] = [:]
    for (op, taken) in operands.enumerated() where owners[op] != nil {
      for id in taken { readers[id, default: []].append(op) }
    }
    func ancestors(_ call: ModuleCall) -> [ModuleCall] {
      var line = [call]
      while let parent = line[0].parent { line.insert(parent, at: 0) }
      return line
    }
    let results = Set(program.results)
    for (op, entry) in program.ops.enumerated() {
      guard case .constant = entry.action, model.modules[op].isEmpty, let owner = owners[op],
        let reading = readers[entry.outputs[0]], !results.contains(entry.outputs[0])
      else { continue }
      var common: [ModuleCall]?
      for reader in reading {
        guard let own = owners[reader] else { continue }
        let line = ancestors(own)
        common =
          common.map { kept in
            Array(zip(kept, line).prefix { $0 === $1 }.map(\.0))
          } ?? line
      }
      guard let home = common?.last, home !== owner else { continue }
      owner.items.removeAll { if case .op(op) = $0 { true } else { false } }
      let reads = Set(reading)
      let place = home.items.firstIndex { item in
        switch item {
        case .op(let other): reads.contains(other)
        case .call(let call):
          reading.contains { owners[$0].map { ancestors($0).contains { $0 === call } } == true }
        }
      }
      home.items.insert(.op(op), at: place ?? 0)
      owners[op] = home
    }
  }

  /// Finds out what each call is given and gives.
  private func connect() {
    var place = [Int](repeating: -1, count: program.ops.count)
    var next = 0
    root.number(&next) { place[$0] = $1 }
    var last = [Int](repeating: -1, count: program.values.count)
    for (op, taken) in operands.enumerated() where place[op] >= 0 {
      for id in taken { last[id] = max(last[id], place[op]) }
    }
    var first = [Int](repeating: .max, count: program.values.count)
    for (op, taken) in operands.enumerated() where place[op] >= 0 {
      for id in taken { first[id] = min(first[id], place[op]) }
    }
    for id in program.results { last[id] = .max }
    for call in root.all {
      var seen: Set<Program.ID> = []
      func take(_ id: Program.ID) {
        if let maker = makers[id], call.places.contains(place[maker]) { return }
        guard seen.insert(id).inserted else { return }
        if program.values[id].role == .parameter, let name = ownName(of: id, in: call) {
          call.weights.append((name, id))
        } else {
          call.inputs.append(id)
        }
      }
      for item in call.items {
        switch item {
        case .op(let op):
          operands[op].forEach(take)
          call.outputs += program.ops[op].outputs.filter { last[$0] >= call.places.upperBound }
        case .call(let inner):
          inner.inputs.forEach(take)
          call.outputs += inner.outputs.filter { last[$0] >= call.places.upperBound }
        }
      }
    }
    root.inputs = program.inputs.filter { program.values[$0].role == .input }
    root.outputs = program.results
  }

  /// The name that a module has for a weight; nil where it is not the module's.
  private func ownName(of id: Program.ID, in call: ModuleCall) -> String? {
    let name = program.values[id].name
    return ([name] + otherNames[name, default: []]).lazy.compactMap(call.name(within:)).first
  }
}
