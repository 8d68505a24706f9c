import Elements
import Programs
import ReshardCases
import Resharding
import SPMDRules
import Sharding
import Tensors
import Tessera

/// A random program, completed, rewritten and run on ranks, held against itself in one process.
package struct ProgramTrial {
  package let random: RandomProgram

  package init(_ random: RandomProgram) { self.random = random }

  /// What an input holds, alike wherever it is made.
  private func whole(_ value: ProgramValue, _ number: Int) -> DenseTensor {
    DenseTensor(fill: .random(seed: UInt64(number + 1)), shape: value.shape, dtype: value.dtype)
  }

  /// The program's results in one process, op by op, by nothing but eager ops.
  package func expected() throws -> [DenseTensor] {
    let program = random.program
    let cluster = Cluster.virtual(1)
    let place = TensorDistAttr.replicated(on: .single(0))
    var values: [Program.ID: DistTensor] = [:]
    for (number, id) in program.inputs.enumerated() {
      values[id] = try DistTensor(whole(program.values[id], number), attr: place, on: cluster)
    }
    for op in program.ops {
      switch op.action {
      case .reshard: values[op.outputs[0]] = values[op.operands[0]]
      case .constant(let numbers):
        let value = program.values[op.outputs[0]]
        let all =
          numbers.count == 1
          ? DenseTensor(repeating: numbers[0], shape: value.shape, dtype: value.dtype)
          : DenseTensor(numbers, shape: value.shape).converted(to: value.dtype)
        values[op.outputs[0]] = try DistTensor(all, attr: place, on: cluster)
      case .op(let name, let attributes):
        let inputs = op.inputs.map { operand -> Operand<DistTensor> in
          operand.map { id in
            guard let tensor = values[id] else { preconditionFailure("made before it is read") }
            return tensor
          }
        }
        for (id, tensor) in zip(op.outputs, try cluster.apply(name, inputs, attributes)) {
          values[id] = tensor
        }
      }
    }
    return program.results.compactMap { values[$0]?.shards[0] }
  }

  /// The inputs as the program wants them, by name.
  package func inputs(of completed: CompletedProgram, on cluster: Cluster) throws
    -> [String: DistTensor]
  {
    var inputs: [String: DistTensor] = [:]
    for (number, id) in completed.program.inputs.enumerated() {
      let value = completed.program.values[id]
      inputs[value.name] = try DistTensor(
        whole(value, number), attr: completed.attrs[id], on: cluster)
    }
    return inputs
  }

  /// What is wrong with a run; nil where nothing is. All ranks of the cluster call it together.
  package func mismatch(_ passes: [any ProgramPass.Type], on cluster: Cluster) -> String? {
    do {
      let completed = try Completion(on: random.meshes)(random.program).applying(passes)
      if let wrong = try textMismatch(completed) { return wrong }
      if let wrong = try annotationMismatch(completed) { return wrong }
      if passes.isEmpty, let wrong = try orderMismatch(completed) { return wrong }
      let compiled = try CompiledProgram(completed, on: cluster)
      if let wrong = try scheduleMismatch(compiled) { return wrong }
      let inputs = try inputs(of: completed, on: cluster)
      let (results, trace) = try Trace.record { try compiled(inputs) }
      let predicted = try ProgramPlan(completed, Planner(cluster.options.planning)).receivedBytes
      let moved = trace.totals.reduce(0) { $0 + $1.bytes }
      // Others than those of a reshard's meshes do not take part, and count nothing.
      if cluster.isVirtual, moved != predicted {
        return "\(predicted) B are predicted, \(moved) B are moved"
      }
      let quiet = try compiled(inputs)
      let expected = try expected()
      for (number, result) in results.enumerated() {
        let placed = completed.attrs[completed.program.results[number]]
        guard result.attr == placed else {
          return "result \(number) lies as \(result.attr), not \(placed)"
        }
        for tensor in [result, quiet[number]] {
          guard let full = try tensor.full() else { continue }
          if let difference = difference(full, expected[number]) {
            return "result \(number): \(difference)"
          }
        }
      }
      return nil
    } catch { return "\(error)" }
  }

  /// The order of independent lines does not count: with others, all values lie alike.
  private func orderMismatch(_ completed: CompletedProgram) throws -> String? {
    var shuffled = random.program
    var generator = SeededGenerator(seed: UInt64(shuffled.ops.count))
    var waiting = shuffled.ops
    var known = Set(shuffled.inputs)
    shuffled.ops = []
    while !waiting.isEmpty {
      let ready = waiting.indices.filter { known.isSuperset(of: waiting[$0].operands) }
      guard let next = ready.randomElement(using: &generator) else { break }
      let op = waiting.remove(at: next)
      known.formUnion(op.outputs)
      shuffled.ops.append(op)
    }
    let other = try Completion(on: random.meshes)(shuffled)
    for value in random.program.values
    where completed.attr(of: value.name) != other.attr(of: value.name) {
      return "with its lines in another order '\(value.name)' lies otherwise:\n\(shuffled)"
    }
    return nil
  }

  /// What the program places lies so where it is there, and is told of where it is not.
  private func annotationMismatch(_ completed: CompletedProgram) throws -> String? {
    let lost = Set(completed.lostPlacements(of: random.program).map(\.value))
    for value in random.program.values {
      guard let annotation = value.annotation else { continue }
      let attr = completed.attr(of: value.name)
      if attr == nil, !lost.contains(value.name) { return "'\(value.name)' is gone without a word" }
      if let attr, try attr != annotation.attr(on: random.meshes) {
        return "'\(value.name)' lies as \(attr), not as \(annotation)"
      }
    }
    return nil
  }

  /// Every op is done once, after what it reads; what is under way takes no more memory at the worst moment than where
  /// every reshard is waited for at once.
  private func scheduleMismatch(_ compiled: CompiledProgram) throws -> String? {
    let (completed, schedule) = (compiled.completed, compiled.schedule)
    let program = completed.program
    let plan = try ProgramPlan(completed, Planner(compiled.cluster.options.planning))
    if plan.schedule != schedule { return "its plan begins and waits otherwise than its run" }
    var (known, begun): (Set<Program.ID>, Set<Int>) = (Set(program.inputs), [])
    for step in schedule.steps {
      let op = program.ops[step.op]
      let isThere = known.isSuperset(of: op.operands) && known.isDisjoint(with: op.outputs)
      var isOrdered = begun.contains(step.op)
      if case .wait = step {
        known.formUnion(op.outputs)
      } else {
        isOrdered = begun.insert(step.op).inserted
      }
      if case .op = step { known.formUnion(op.outputs) }
      guard isThere, isOrdered else { return "\(step) is out of order" }
    }
    guard begun.count == program.ops.count, known.count == program.values.count else {
      return "the schedule lacks ops"
    }
    if schedule.peakBytes > schedule.waitingPeakBytes {
      return "\(schedule.peakBytes) B are held, \(schedule.waitingPeakBytes) B without overlap"
    }
    return nil
  }

  private func difference(_ full: DenseTensor, _ expected: DenseTensor) -> String? {
    guard full.dtype.kind == .floatingPoint else {
      return full.difference(from: expected).map { "\($0)" }
    }
    let tolerance = full.dtype == .float64 ? 1e-9 : 1e-3
    return full.difference(from: expected, relative: tolerance, absolute: tolerance)
      .map { "\($0)" }
  }

  /// The text of a completed program is read as the same.
  private func textMismatch(_ completed: CompletedProgram) throws -> String? {
    let text = completed.program.description
    let again = try Program(parsing: text)
    if again.description != text { return "its text is read as another:\n\(again)" }
    return nil
  }
}

extension RandomProgram {
  /// The smallest program that still fails.
  package func shrunk(while fails: (RandomProgram) -> Bool) -> RandomProgram {
    var smallest = self
    var budget = 400
    while budget > 0 {
      let next = smallest.simpler.first { candidate in
        budget -= 1
        return budget > 0 && fails(candidate)
      }
      guard let next else { break }
      smallest = next
    }
    return smallest
  }

  private var simpler: [RandomProgram] {
    var found: [RandomProgram] = []
    // Results that are made earlier, the earliest first.
    for op in program.ops.prefix(max(0, program.ops.count - 1)) {
      found.append(with(program.returning([op.outputs[0]])))
    }
    if program.results.count > 1 {
      found += program.results.map { with(program.returning([$0])) }
    }
    for id in program.values.indices where program.values[id].annotation != nil {
      var plain = program
      plain.values[id].annotation = nil
      found.append(with(plain))
    }
    return found
  }

  private func with(_ program: Program) -> RandomProgram {
    RandomProgram(program: program, meshes: meshes)
  }
}

extension Program {
  /// The program that returns these values, without what they do not need.
  fileprivate func returning(_ ids: [ID]) -> Program {
    var needed = Set(ids)
    var kept: [ProgramOp] = []
    for op in ops.reversed() where !needed.isDisjoint(with: op.outputs) {
      kept.append(op)
      needed.formUnion(op.operands)
    }
    var program = self
    program.ops = kept.reversed()
    program.results = ids
    program.inputs = inputs.filter(needed.contains)
    return program
  }
}
