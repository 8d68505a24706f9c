import CostModel
import Elements
import Ops
import Programs
import SPMDRules
import Sharding

/// Which values of a program do not wait for its gradients, so that a rank holds no more than a bound, and what it costs
/// to make them again.
///
/// Two families of choices are tried, and of those that keep to the bound the one with the fewest operations is taken:
/// the values that are cheapest to make for the bytes that they take, more and more of them; and all values but those that
/// cross a few cuts, where the fewest bytes do.
public struct MemoryBound: Sendable {
  /// The programs in which those values are checkpointed: one, or the stages of a mesh.
  package let programs: [Program]
  /// How many ops are done again.
  public let recomputedOps: Int
  /// The most bytes that the busiest rank holds at once.
  public let peakBytes: Int
  /// The same of the program as it was given.
  public let keptBytes: Int
  /// The operations that the busiest rank does again in a step; a function of each element counts as one.
  public let operations: Double
  /// All that it does in a step, those among them.
  public let allOperations: Double

  /// The program in which those values are checkpointed.
  public var program: Program { programs[0] }

  /// Chooses, for a program whose loss is differentiated.
  ///
  /// - Parameters:
  ///   - limit: the most bytes that a rank may hold at once, as `ProgramPlan` has it.
  ///   - gradients: completes the program of the gradients of a program.
  /// - Throws: `TesseraError.Kind.data` where no choice that was tried keeps to the bound, with the least that one takes;
  ///   and what `gradients` throws.
  public init(
    _ program: Program, limit: Int, gradients: (Program) throws -> CompletedProgram
  ) throws(TesseraError) {
    try self.init([program], limit: limit) { _, program in
      try gradients(program)
    } peak: { made throws(TesseraError) in
      try ProgramPlan(made[0]).peakBytes
    }
  }

  /// Chooses, for stages that lie on one mesh: of all of them the values of the same choice.
  ///
  /// - Parameters:
  ///   - times: how often a step runs them.
  ///   - gradients: completes the program of the gradients of a stage, by its place among the programs.
  ///   - peak: the most that a rank holds in a step.
  package init(
    _ programs: [Program], limit: Int, times: Int = 1,
    gradients: (Int, Program) throws -> CompletedProgram,
    peak: ([CompletedProgram]) throws(TesseraError) -> Int
  ) throws(TesseraError) {
    func completed(_ programs: [Program]) throws(TesseraError) -> [CompletedProgram] {
      try translated { try programs.enumerated().map { try gradients($0, $1) } }
    }
    func tried(_ programs: [Program]) throws(TesseraError) -> Choice {
      let made = try completed(programs)
      return try Choice(programs, made, peakBytes: peak(made))
    }
    let given = try tried(programs)
    var best = given
    var least = given
    if given.peakBytes > limit {
      var fitting: [Choice] = []
      var choices: [[Set<String>]] = []
      for (program, made) in zip(programs, try completed(programs)) {
        choices.append(try program.cheapest(in: made) + program.segments())
      }
      for place in 0..<(choices.map(\.count).max() ?? 0) {
        var chosen: [Program] = []
        for (program, names) in zip(programs, choices) {
          chosen.append(
            names.isEmpty
              ? program : try program.checkpointing(names[Swift.min(place, names.count - 1)]))
        }
        let choice = try tried(chosen)
        if choice.peakBytes < least.peakBytes { least = choice }
        if choice.peakBytes <= limit { fitting.append(choice) }
      }
      guard
        let found = fitting.min(by: { ($0.again, $0.peakBytes) < ($1.again, $1.peakBytes) })
      else {
        let names = programs.map(\.name).joined(separator: ", ")
        throw TesseraError(
          .data,
          "program \(names): at most \(ByteCount(limit)) may be held by a rank; the least that was found is "
            + "\(ByteCount(least.peakBytes)), and \(ByteCount(given.peakBytes)) where nothing more is made again"
        )
      }
      best = found
    }
    self.programs = best.programs
    recomputedOps = best.count
    peakBytes = best.peakBytes
    keptBytes = given.peakBytes
    operations = best.again * Double(times)
    allOperations = best.all * Double(times)
  }

  /// A choice, and what it takes.
  private struct Choice {
    let programs: [Program]
    let peakBytes: Int
    /// The ops that are done again.
    var count = 0
    /// Their operations, and those of all.
    var (again, all) = (0.0, 0.0)

    init(_ programs: [Program], _ made: [CompletedProgram], peakBytes: Int) throws(TesseraError) {
      (self.programs, self.peakBytes) = (programs, peakBytes)
      for completed in made {
        for op in completed.program.ops {
          let operations = try completed.operations(of: op)
          all += operations
          guard completed.program.values[op.outputs[0]].keeping == .recomputed else { continue }
          again += operations
          count += 1
        }
      }
    }
  }
}

extension CompletedProgram {
  /// What the busiest rank does in an op; of a function of elements one operation each.
  fileprivate func operations(of op: ProgramOp) throws(TesseraError) -> Double {
    func local(_ id: Program.ID) -> LocalTensor {
      LocalTensor(shape: program.values[id].shape, dtype: program.values[id].dtype, attr: attrs[id])
    }
    let outputs = op.outputs.map(local)
    let work = try KernelWork(of: op, inputs: op.operands.map(local), outputs: outputs)
    if work.operations > 0 { return work.operations }
    return work.kind == .view ? 0 : outputs.reduce(0) { $0 + $1.count }
  }
}

extension Program {
  /// The makers of values that gradients can make again.
  private var remakeable: [ProgramOp] {
    ops.filter { op in
      guard case .op = op.action else { return false }
      return !op.outputs.contains(where: results.contains)
    }
  }

  /// Growing sets of values, from those that are cheapest to make for the bytes that they take.
  fileprivate func cheapest(in completed: CompletedProgram) throws(TesseraError) -> [Set<String>] {
    var costs: [(name: String, cost: Double)] = []
    for op in remakeable {
      let name = values[op.outputs[0]].name
      guard let id = completed.program.value(named: name),
        let placed = completed.program.ops.first(where: { $0.outputs.contains(id) })
      else { continue }
      let bytes = op.outputs.reduce(0.0) { sum, id in
        sum + values[id].shape.reduce(Double(values[id].dtype.byteCount)) { $0 * Double($1) }
      }
      costs.append((name, try completed.operations(of: placed) / max(1, bytes)))
    }
    costs.sort { ($0.cost, $0.name) < ($1.cost, $1.name) }
    return (1...8).map { part in Set(costs.prefix(costs.count * part / 8).map(\.name)) }
      .filter { !$0.isEmpty }
  }

  /// All values but those that cross cuts into so many parts, each where the fewest bytes cross.
  fileprivate func segments() -> [Set<String>] {
    let count = ops.count
    var last = [Int](repeating: -1, count: values.count)
    for (index, op) in ops.enumerated() { for id in op.operands { last[id] = index } }
    let makers = makers
    /// The values that are made before an op, and read by it or behind it.
    func crossing(_ place: Int) -> [ID] {
      values.indices.filter { id in makers[id].map { $0 < place } == true && last[id] >= place }
    }
    func bytes(_ ids: [ID]) -> Double {
      ids.reduce(0) { sum, id in
        sum + values[id].shape.reduce(Double(values[id].dtype.byteCount)) { $0 * Double($1) }
      }
    }
    let crossings = (0..<count).map(crossing)
    let weights = crossings.map(bytes)
    return [2, 3, 4, 6, 8, 12, 16, 24, 32, 48].filter { $0 * 2 <= count }.map { parts in
      var kept: Set<ID> = []
      for cut in 1..<parts {
        let (middle, reach) = (cut * count / parts, max(1, count / parts / 2))
        let range = max(1, middle - reach)..<min(count, middle + reach)
        guard let place = range.min(by: { weights[$0] < weights[$1] }) else { continue }
        kept.formUnion(crossings[place])
      }
      return Set(
        remakeable.filter { !$0.outputs.contains(where: kept.contains) }
          .map { values[$0.outputs[0]].name })
    }
  }
}
