import Elements
import Ops
import SPMDRules

/// Finds in a program what one fused op does, and writes that op in its place.
///
/// A rule is a form of ops and its conditions: the values inside have no other reader, weights are constants, attributes
/// match. To add one, write it into a list of `rules`.
public struct Fusion: Sendable {
  /// One place of a program that is of a rule's form.
  public struct Note: Hashable, Sendable {
    /// The rule.
    public let rule: String
    /// The value that comes out.
    public let value: String
    /// Why it stays as it is; nil where it was fused.
    public let reason: String?
  }

  /// The rules, in the order in which they are tried: those that others build on come first.
  static let rules: [FusionRule] = transformers + products + sequences + norms + arrangements

  /// The names of all rules.
  public static let names = rules.map(\.name)

  /// The program with fused ops.
  public let program: Program
  /// What was fused, and what of a rule's form was not and why.
  public let notes: [Note]

  /// Rewrites a program that nothing is placed of yet, but for what is annotated.
  ///
  /// - Parameter chosen: the names of the rules that are tried; nil for all.
  /// - Throws: `TesseraError` where a fused op does not take what it is given: a mistake of the rule.
  public init(_ program: Program, only chosen: Set<String>? = nil) throws(TesseraError) {
    var (current, notes) = (program, [] as [Note])
    for rule in Self.rules where chosen?.contains(rule.name) ?? true {
      var again = true
      while again {
        again = false
        let graph = FusionGraph(current)
        var taken: Set<Int> = []
        var matches: [FusionMatch] = []
        for (index, op) in current.ops.enumerated() where rule.roots.contains(op.name) {
          guard let output = op.outputs.first else { continue }
          switch graph.look(at: index, by: rule) {
          case .other: continue
          case .refused(let reason):
            let note = Note(
              rule: rule.name, value: current.values[output].name, reason: reason)
            if !notes.contains(note) { notes.append(note) }
          case .match(let match):
            guard taken.isDisjoint(with: match.ops) else {
              again = true
              continue
            }
            taken.formUnion(match.ops)
            matches.append(match)
            notes.append(
              Note(rule: rule.name, value: current.values[output].name, reason: nil))
          }
        }
        if !matches.isEmpty { current = try Self.rewritten(current, matches) }
      }
    }
    self.program = current
    self.notes = notes
  }

  /// A completed program with fused ops.
  public struct Outcome: Sendable {
    /// The program.
    public let program: CompletedProgram
    /// What was fused in it, and what of a rule's form was not and why.
    public let notes: [Note]

    package init(program: CompletedProgram, notes: [Note]) {
      self.program = program
      self.notes = notes
    }
  }

  /// A program, completed, with the fused ops that let no more bytes move: what is fused may have to be whole where its
  /// parts need not be. Rules are taken one after the other, each where it moves no more than those before it.
  ///
  /// - Parameter complete: places a program.
  public static func completed<Failure: Error>(
    _ program: Program, by complete: (Program) throws(Failure) -> CompletedProgram
  ) throws -> Outcome {
    var best = try complete(program)
    var bytes = try ProgramPlan(best).receivedBytes
    var taken: Set<String> = []
    var seen: Set<String> = []
    var (notes, left) = ([] as [Note], [] as [Note])
    for name in names where seen.insert(name).inserted {
      let fusion = try Fusion(program, only: taken.union([name]))
      let found = fusion.notes.filter { $0.rule == name }
      guard found.contains(where: { $0.reason == nil }) else {
        left += found
        continue
      }
      let fused = try complete(fusion.program)
      let received = try ProgramPlan(fused).receivedBytes
      if received <= bytes {
        (best, bytes, taken) = (fused, received, taken.union([name]))
        notes = fusion.notes
      } else {
        let more = "all ranks would receive \(received) B instead of \(bytes) B"
        left += found.map { Note(rule: name, value: $0.value, reason: $0.reason ?? more) }
      }
    }
    return Outcome(program: best, notes: notes + left)
  }

  /// The program with one op in the place of each match's.
  private static func rewritten(_ program: Program, _ matches: [FusionMatch]) throws(TesseraError)
    -> Program
  {
    var result = program
    var gone: Set<Int> = []
    var made: [Int: FusionMatch] = [:]
    for match in matches {
      gone.formUnion(match.ops)
      if let last = match.ops.max() { made[last] = match }
    }
    result.ops = []
    var names = ProgramNames(program.values.map(\.name))
    for (index, op) in program.ops.enumerated() {
      if let match = made[index] {
        try result.append(match, &names)
      } else if !gone.contains(index) {
        result.ops.append(op)
      }
    }
    result.orderOps()
    return result
  }
}

extension Program {
  /// Puts each op behind those that make its operands; what is in order stays so. A fused op stands where the last of its
  /// parts stood, and another may read what an earlier part gave.
  fileprivate mutating func orderOps() {
    let makers = makers
    var (seen, ordered) = (Set<Int>(), [ProgramOp]())
    func place(_ op: Int) {
      guard seen.insert(op).inserted else { return }
      ops[op].operands.compactMap { makers[$0] }.forEach(place)
      ordered.append(ops[op])
    }
    ops.indices.forEach(place)
    ops = ordered
  }

  /// Adds a fused op, whose results are the values that it stands for, and new ones.
  fileprivate mutating func append(_ match: FusionMatch, _ names: inout ProgramNames)
    throws(TesseraError)
  {
    var made: [ID] = []
    func resolved(_ id: ID) -> ID { id < 0 ? made[-1 - id] : id }
    for (op, inputs, attributes) in match.steps.steps {
      let typing = try typing(op, [inputs.map(resolved)], attributes)
      let id = add(
        ProgramValue(
          name: names.unique(op), shape: typing.outputs[0].shape, dtype: typing.outputs[0].dtype))
      ops.append(
        ProgramOp(
          action: .op(typing.name, typing.attributes), inputs: [inputs.map(resolved)],
          outputs: [id]))
      made.append(id)
    }
    var inputs = match.inputs
    while let last = inputs.last, last == nil { inputs.removeLast() }
    var given: [Operand<ID>] = []
    for input in inputs {
      if let input {
        given.append(input.map(resolved))
      } else {
        // An absent input before one that is there has the shape [0].
        let first = match.inputs.compactMap { $0?.elements.first }[0]
        let dtype = values[resolved(first)].dtype
        let id = add(ProgramValue(name: names.unique("absent"), shape: [0], dtype: dtype))
        ops.append(ProgramOp(action: .constant([0]), inputs: [], outputs: [id]))
        given.append(.one(id))
      }
    }
    let typing = try typing(match.op, given, match.attributes)
    var outputs: [ID] = []
    for (place, output) in typing.outputs.enumerated() {
      if let id = match.outputs[place] {
        guard values[id].shape == output.shape, values[id].dtype == output.dtype else {
          throw TesseraError(
            .software,
            "fusion of \(match.op): '\(values[id].name)' is \(values[id].dtype)\(values[id].shape), the op gives "
              + "\(output.dtype)\(output.shape)")
        }
        outputs.append(id)
      } else {
        outputs.append(
          add(
            ProgramValue(
              name: names.unique("\(typing.name).\(place)"), shape: output.shape,
              dtype: output.dtype)))
      }
    }
    ops.append(
      ProgramOp(action: .op(typing.name, typing.attributes), inputs: given, outputs: outputs))
  }

  /// What an op of the program's values gives.
  func typing(
    _ op: String, _ inputs: [Operand<ID>], _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> OpTyping {
    try OpTyping(
      op,
      inputs.map { operand in
        operand.map { OpTyping.Operand(shape: values[$0].shape, dtype: values[$0].dtype) }
      }, attributes)
  }
}
