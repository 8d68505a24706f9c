import Elements
import SPMDRules
import Sharding

/// Goes through a program op by op, decides where each is computed, and puts reshards in.
struct Placing {
  private let source: Program
  private let annotated: [TensorDistAttr?]
  private let wishes: Wishes
  private let meshes: [ProcessMesh]
  private var program: Program
  private var attrs: [TensorDistAttr] = []
  private var reasons: [PlacementReason] = []
  private var names: ProgramNames
  /// By value of the source: what it is in the program that is made, in each placement that it was needed in; its own
  /// comes first.
  private var versions: [[Program.ID]]
  /// By value of the source: how many ops read it.
  private let readerCounts: [Int]
  /// By value of the source: the numbers of a constant, which each rank makes as it is needed.
  private var constants: [Program.ID: [Double]] = [:]

  init(
    _ source: Program, _ annotated: [TensorDistAttr?], _ wishes: Wishes, on meshes: [ProcessMesh]
  ) {
    self.source = source
    self.annotated = annotated
    self.wishes = wishes
    self.meshes = meshes
    program = Program(name: source.name)
    names = ProgramNames(source.values.map(\.name))
    readerCounts = source.readers.map(\.count)
    versions = [[Program.ID]](repeating: [], count: source.values.count)
  }

  mutating func complete() throws(TesseraError) -> CompletedProgram {
    for id in source.inputs {
      let attr = annotated[id] ?? wishes.attrs[id] ?? .replicated(on: meshes[0])
      let new = add(id, attr, PlacementReason(cause(of: id)))
      program.inputs.append(new)
    }
    for op in source.ops {
      switch op.action {
      case .constant(let numbers): place(constant: op.outputs[0], numbers)
      case .reshard: try place(reshard: op)
      case .op(let name, let attributes): try place(op, name, attributes)
      }
    }
    for id in source.results {
      if versions[id].isEmpty, let numbers = constants[id] {
        make(constant: id, numbers, wishes.attrs[id] ?? .replicated(on: meshes[0]))
      }
      program.results.append(versions[id][0])
    }
    return CompletedProgram(
      program: program, attrs: attrs, reasons: reasons, requests: wishes.requests)
  }

  private func cause(of id: Program.ID) -> PlacementReason.Cause {
    if annotated[id] != nil { return .annotated }
    return wishes.origins[id].map { .carried(from: $0) } ?? .nobody
  }

  /// Adds the value of the source as it lies; its own name goes to the first of its versions.
  @discardableResult
  private mutating func add(_ id: Program.ID, _ attr: TensorDistAttr, _ reason: PlacementReason)
    -> Program.ID
  {
    var value = source.values[id]
    value.annotation = Annotation(attr)
    if !versions[id].isEmpty { value.name = names.unique(value.name) }
    let new = record(value, attr, reason)
    versions[id].append(new)
    return new
  }

  private mutating func record(
    _ value: ProgramValue, _ attr: TensorDistAttr, _ reason: PlacementReason
  ) -> Program.ID {
    attrs.append(attr)
    reasons.append(reason)
    return program.add(value)
  }
}

/// Constants and reshards that the program has already.
extension Placing {
  private mutating func place(constant id: Program.ID, _ numbers: [Double]) {
    if let attr = annotated[id] {
      make(constant: id, numbers, attr)
    } else {
      constants[id] = numbers
    }
  }

  @discardableResult
  private mutating func make(constant id: Program.ID, _ numbers: [Double], _ attr: TensorDistAttr)
    -> Program.ID
  {
    let new = add(id, attr, PlacementReason(cause(of: id)))
    program.ops.append(ProgramOp(action: .constant(numbers), inputs: [], outputs: [new]))
    return new
  }

  private mutating func place(reshard op: ProgramOp) throws(TesseraError) {
    guard let target = annotated[op.outputs[0]] else {
      preconditionFailure("a reshard says where to")
    }
    let operand = operandVersion(op.operands[0], as: target) ?? versions[op.operands[0]][0]
    let new = add(op.outputs[0], target, PlacementReason(.annotated))
    program.ops.append(ProgramOp(action: .reshard, inputs: [.one(operand)], outputs: [new]))
  }

  /// What lies so already; a constant is made so.
  private mutating func operandVersion(_ id: Program.ID, as attr: TensorDistAttr) -> Program.ID? {
    if let known = versions[id].first(where: { attrs[$0] == attr }) { return known }
    if let numbers = constants[id] { return make(constant: id, numbers, attr) }
    return nil
  }
}

extension Placing {
  /// One answer of the op's rule, and what it costs.
  private struct Candidate {
    let name: String
    let answer: RuleAnswer
    let bytes: Int
    /// What all ranks hold of operands and results.
    let volume: Int

    var inputs: [TensorDistAttr] { answer.inputs.flatMap(\.elements) }
    var outputs: [TensorDistAttr] { answer.outputs.flatMap(\.elements) }
  }

  private mutating func place(
    _ op: ProgramOp, _ name: String, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) {
    let candidates = try candidates(op, name, attributes)
    guard
      let best = candidates.min(by: { ($0.bytes, $0.volume) < ($1.bytes, $1.volume) })
    else { preconditionFailure("\(name): its rule has an answer") }
    let chosen = candidates.firstIndex { $0.name == best.name }
    let result = op.outputs.first.map { source.values[$0].name } ?? name
    var places: [Program.ID] = []
    for (id, wanted) in zip(op.operands, best.inputs) {
      places.append(moved(id, to: wanted, for: result))
    }
    let inputs = program.operands(like: op.inputs, places)
    let alternatives =
      candidates.count < 2
      ? []
      : candidates.enumerated().map { index, candidate in
        PlacementReason.Alternative(
          name: candidate.name, outputs: candidate.outputs, bytes: candidate.bytes,
          isChosen: index == chosen)
      }
    var made: [Program.ID] = []
    var moves: [(from: Program.ID, to: Program.ID)] = []
    for (id, attr) in zip(op.outputs, best.outputs) {
      let rule = best.answer.axes.description
      guard let target = annotated[id], target != attr else {
        made.append(
          add(
            id, attr,
            PlacementReason(
              annotated[id] == nil ? .made : .annotated, rule: rule, alternatives: alternatives)))
        continue
      }
      var value = source.values[id]
      value.annotation = Annotation(attr)
      value.name = names.unique(value.name)
      let raw = record(
        value, attr, PlacementReason(.made, rule: rule, alternatives: alternatives))
      made.append(raw)
      moves.append((raw, add(id, target, PlacementReason(.annotated))))
    }
    program.ops.append(ProgramOp(action: op.action, inputs: inputs, outputs: made))
    for move in moves {
      program.ops.append(
        ProgramOp(action: .reshard, inputs: [.one(move.from)], outputs: [move.to]))
    }
  }

  /// The value of the source in the placement that is wanted: one that is there, or a reshard of the version that
  /// moves the fewest bytes.
  private mutating func moved(
    _ id: Program.ID, to wanted: TensorDistAttr, for result: String
  ) -> Program.ID {
    if let known = operandVersion(id, as: wanted) { return known }
    let shape = source.values[id].shape
    guard
      let start = versions[id].min(by: {
        price(shape, attrs[$0], wanted) < price(shape, attrs[$1], wanted)
      })
    else { preconditionFailure("'\(source.values[id].name)' is made before it is read") }
    let new = add(id, wanted, PlacementReason(.wanted(by: result)))
    program.ops.append(ProgramOp(action: .reshard, inputs: [.one(start)], outputs: [new]))
    return new
  }

  private func candidates(
    _ op: ProgramOp, _ name: String, _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> [Candidate] {
    let mesh = meshes.place(
      wanted: op.outputs.map { annotated[$0]?.mesh },
      given: op.operands.compactMap { id in versions[id].first.map { attrs[$0].mesh } })
    func lies(_ id: Program.ID) -> TensorDistAttr {
      guard let own = versions[id].first else {
        return (wishes.attrs[id] ?? .replicated(on: mesh)).carried(to: mesh)
      }
      // A parameter that is stored in pieces along the batch's mesh dims is gathered before use.
      if source.values[id].role == .parameter, let wish = wishes.attrs[id] {
        return wish.carried(to: mesh)
      }
      // As it was made, whatever it was moved to before: the order of lines must not count.
      return attrs[own].carried(to: mesh)
    }
    func wished(_ id: Program.ID) -> TensorDistAttr {
      let said = source.values[id].role == .parameter ? nil : annotated[id]
      return (said ?? wishes.attrs[id] ?? .replicated(on: mesh)).carried(to: mesh)
    }
    func operands(_ attr: (Program.ID) -> TensorDistAttr) -> [Operand<RuleTensor>] {
      op.inputs.map { $0.map { source.ruleTensor($0, attr($0), of: op) } }
    }
    let call = RuleCall(op: name, inputs: operands(lies), attributes: attributes)
    var found: [Candidate] = []
    func weigh(_ name: String, _ answer: RuleAnswer) {
      guard !found.contains(where: { $0.answer.inputs == answer.inputs }) else { return }
      found.append(
        Candidate(
          name: name, answer: answer,
          bytes: bytes(answer, op, mesh).addingSaturated(innerBytes(answer, call)),
          volume: volume(answer, op)))
    }
    weigh("operands as they lie", try source.answer(call, in: op))
    let outputs = op.outputs.map { id in
      source.ruleTensor(id, wished(id), of: op)
    }
    if outputs.contains(where: { $0.attr.isSharded }) {
      let call = RuleCall(
        op: name, direction: .backward, inputs: operands(lies), outputs: outputs.map { .one($0) },
        attributes: attributes)
      if let answer = try? Inference.infer(call) { weigh("results as they are asked for", answer) }
    }
    if op.operands.contains(where: { lies($0) != wished($0) }) {
      let call = RuleCall(op: name, inputs: operands(wished), attributes: attributes)
      if let answer = try? Inference.infer(call) { weigh("operands as they are asked for", answer) }
    }
    return found
  }

  /// What all ranks receive in the reshards that an answer takes, before the op and after it. A value that several
  /// ops read is moved for all of them: each pays its part.
  private func bytes(_ answer: RuleAnswer, _ op: ProgramOp, _ mesh: ProcessMesh) -> Int {
    var bytes = 0
    for (id, wanted) in zip(op.operands, answer.inputs.flatMap(\.elements)) {
      let value = source.values[id]
      let least = versions[id].first.map { price(value.shape, attrs[$0], wanted) } ?? 0
      bytes = bytes.addingSaturated(
        least.timesSaturated(value.dtype.byteCount) / max(1, readerCounts[id]))
    }
    for (id, attr) in zip(op.outputs, answer.outputs.flatMap(\.elements)) {
      let value = source.values[id]
      let target = annotated[id] ?? wishes.attrs[id]?.carried(to: mesh) ?? attr.settled
      bytes = bytes.addingSaturated(
        price(value.shape, attr, target).timesSaturated(value.dtype.byteCount))
    }
    return bytes
  }

  /// What all ranks receive in the folds that the op makes within itself where its tensors lie as an answer says.
  private func innerBytes(_ answer: RuleAnswer, _ call: RuleCall) -> Int {
    let (inputs, outputs) = (answer.inputs.flatMap(\.elements), answer.outputs.flatMap(\.elements))
    let folds = try? Inference.innerFolds(of: call, inputs: inputs, outputs: outputs)
    return (folds ?? []).reduce(0) {
      $0.addingSaturated(price($1.shape, $1.from, $1.to).timesSaturated($1.dtype.byteCount))
    }
  }

  private func volume(_ answer: RuleAnswer, _ op: ProgramOp) -> Int {
    zip(
      op.operands + op.outputs,
      answer.inputs.flatMap(\.elements) + answer.outputs.flatMap(\.elements)
    )
    .reduce(0) { $0.addingSaturated(Price.volume(source.values[$1.0].shape, $1.1)) }
  }

  /// The elements that move; between meshes what the target holds.
  private func price(_ shape: [Int], _ from: TensorDistAttr, _ to: TensorDistAttr) -> Int {
    from.mesh.hasSameRanks(as: to.mesh)
      ? Price.reshard(shape, from: from, to: to) : Price.volume(shape, to)
  }
}

extension Int {
  func timesSaturated(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
