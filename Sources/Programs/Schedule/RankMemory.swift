import Elements
import Resharding
import Sharding

/// What one rank holds of a program's values, op by op: the memory that ops take for their results, which lives as long as
/// any value that lies in it.
struct RankMemory {
  private let program: Program
  private let storages: RankStorages
  /// By op: what a reshard takes on this rank beyond its operand and its result.
  private let extra: [Int: Int]
  /// By value: whether it lives before a run, and after it.
  private let given: [Bool]
  /// The most where every op is done as a whole.
  private(set) var limit = 0
  /// By op: what is held while it is done, as far as it is decided what is under way.
  private var levels: [Int] = []

  /// Counts reshards as their plans foretell them for the rank in most need.
  init(_ completed: CompletedProgram, _ reshards: [Int: ProgramSchedule.Reshard], on rank: Int) {
    self.init(completed, on: rank) { index, _ in
      guard let reshard = reshards[index], completed.isOn(rank, completed.program.ops[index])
      else { return nil }
      return RankFootprint(
        extraBytes: reshard.extraBytes, givesView: reshard.givesView(on: rank))
    }
  }

  /// - Parameter footprint: what the reshard at a place among the ops takes on the rank, by whether its operand is
  ///   contiguous; nil where the rank takes no part.
  init(
    _ completed: CompletedProgram, on rank: Int,
    _ footprint: (_ op: Int, _ isContiguous: Bool) -> RankFootprint?
  ) {
    program = completed.program
    var extra: [Int: Int] = [:]
    storages = RankStorages(completed, on: rank) { index, isContiguous in
      let found = footprint(index, isContiguous)
      extra[index] = found?.extraBytes ?? 0
      return found?.givesView == true
    }
    // A rank that only receives has no operand.
    for (index, op) in program.ops.enumerated() where extra[index] == nil {
      if case .reshard = op.action { extra[index] = footprint(index, true)?.extraBytes }
    }
    var given = [Bool](repeating: false, count: program.values.count)
    for id in completed.givenValues { given[id] = true }
    (self.extra, self.given) = (extra, given)
    let steps = program.ops.indices.map { ProgramSchedule.Step.op($0) }
    let freed = program.lastReaders
    levels = levels(of: steps, freeing: freed)
    limit = peak(of: steps, freeing: freed)
  }

  /// What is held before a run.
  private var heldBefore: Int {
    given.indices.reduce(0) { given[$1] ? $0.addingSaturated(storages.bytes[$1]) : $0 }
  }

  /// What is held while each step is done.
  private func levels(of steps: [ProgramSchedule.Step], freeing frees: [[Program.ID]]) -> [Int] {
    var held = heldBefore
    var underWay = 0
    var levels: [Int] = []
    // By memory: how many values lie in it.
    var lying = [Int](repeating: 0, count: given.count)
    for (place, step) in steps.enumerated() {
      var isMade = true
      var beside = 0
      switch step {
      case .op(let index): beside = extra[index] ?? 0
      case .begin(let index): underWay = underWay.addingSaturated(extra[index] ?? 0)
      case .wait: isMade = false
      }
      for id in program.ops[step.op].outputs where isMade && !given[id] {
        held = held.addingSaturated(storages.bytes[id])
        lying[storages.roots[id]] += 1
      }
      levels.append(held.addingSaturated(underWay).addingSaturated(beside))
      if case .wait(let index) = step { underWay -= extra[index] ?? 0 }
      for id in frees[place] where !given[id] {
        let root = storages.roots[id]
        lying[root] -= 1
        if lying[root] == 0, !given[root] { held -= storages.bytes[root] }
      }
    }
    return levels
  }

  /// The most that the rank holds where things are done in this order.
  func peak(of steps: [ProgramSchedule.Step], freeing frees: [[Program.ID]]) -> Int {
    max(heldBefore, levels(of: steps, freeing: frees).max() ?? 0)
  }
}

/// Where there is room for what is under way.
extension RankMemory {
  /// What a reshard holds while it is under way before its place.
  private func ahead(_ op: Int) -> Int {
    storages.bytes[program.ops[op].outputs[0]].addingSaturated(extra[op] ?? 0)
  }

  /// What it holds behind its place.
  private func behind(_ op: Int, keepingOperand: Bool) -> Int {
    let root = storages.roots[program.ops[op].operands[0]]
    return (extra[op] ?? 0).addingSaturated(
      keepingOperand && !given[root] ? storages.bytes[root] : 0)
  }

  /// Whether the reshard may be under way while the op at `place`, before its own, is done.
  func hasRoom(for op: Int, aheadAt place: Int) -> Bool {
    levels[place].addingSaturated(ahead(op)) <= limit
  }

  /// Whether the reshard may be under way while the op at `place`, behind its own, is done.
  ///
  /// - Parameter keepingOperand: whether nobody else needs its operand there.
  func hasRoom(for op: Int, behindAt place: Int, keepingOperand: Bool) -> Bool {
    levels[place].addingSaturated(behind(op, keepingOperand: keepingOperand)) <= limit
  }

  /// Takes over that a reshard is under way.
  ///
  /// - Parameter last: the last op that reads its operand.
  mutating func add(_ op: Int, from begin: Int, until wait: Int, operandUntil last: Int) {
    for place in begin..<op { levels[place] = levels[place].addingSaturated(ahead(op)) }
    for place in op + 1..<max(op + 1, wait) {
      levels[place] = levels[place].addingSaturated(behind(op, keepingOperand: place > last))
    }
  }
}

extension CompletedProgram {
  /// Whether a rank takes part in an op.
  fileprivate func isOn(_ rank: Int, _ op: ProgramOp) -> Bool {
    (op.operands + op.outputs).contains { attrs[$0].mesh.contains(rank) }
  }

  /// The ranks of which one holds the most: all, where they are few; of many the first of each mesh, whose pieces are
  /// never smaller than others' where sizes are not explicit.
  var busyRanks: [Int] {
    let all = meshes
    let ranks = Set(all.flatMap { $0.count <= 64 ? $0.ranks : [$0.ranks[0]] })
    return ranks.sorted()
  }

  /// The bytes of a value's shard on the rank that has most of it.
  package func mostBytes(of id: Program.ID) -> Int {
    busyRanks.map { bytes(of: id, on: $0) }.max() ?? 0
  }

  /// What a rank holds before a run and after it: inputs, and constants, which are made once.
  package var givenValues: [Program.ID] {
    var given = program.inputs
    for op in program.ops {
      if case .constant = op.action { given += op.outputs }
    }
    return given
  }

  /// The bytes of a rank's constants.
  package func constantBytes(on rank: Int) -> Int {
    givenValues.dropFirst(program.inputs.count).reduce(0) {
      $0.addingSaturated(bytes(of: $1, on: rank))
    }
  }

  /// The bytes that a rank holds before a run and after it.
  package func givenBytes(on rank: Int) -> Int {
    givenValues.reduce(0) { $0.addingSaturated(bytes(of: $1, on: rank)) }
  }

  /// The bytes of a value's shard on a rank; none outside its mesh.
  func bytes(of id: Program.ID, on rank: Int) -> Int {
    let value = program.values[id]
    guard let box = attrs[id].box(of: rank, shape: value.shape) else { return 0 }
    return box.sizes.reduce(value.dtype.byteCount) { $0.timesSaturated($1) }
  }
}
