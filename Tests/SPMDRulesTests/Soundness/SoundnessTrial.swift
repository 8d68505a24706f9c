import Execution
import OpCases
import ReshardCases
import Resharding
import SPMDRules
import Sharding
import Simulation
import Tensors

/// Executes the answers of one op's rule on real numbers, on all ranks of a virtual cluster, and
/// compares with the op on whole tensors.
struct SoundnessTrial {
  let name: String
  let op: LocalOp
  var generator: SeededGenerator
  /// Questions asked, answers of which each was executed once, and what went wrong.
  private(set) var questions = 0
  private(set) var answers = 0
  private(set) var refusals = 0
  private(set) var failures: [String] = []

  private struct Answered: Hashable {
    let number: Int
    let attrs: [TensorDistAttr]
  }

  private var executed: Set<Answered> = []

  /// Whether the op is the gradient of the one that is named.
  private let isGradient: Bool

  init(_ name: String, _ op: LocalOp, isGradient: Bool = false, seed: UInt64) {
    self.name = name
    self.op = op
    self.isGradient = isGradient
    generator = SeededGenerator(seed: seed)
  }

  /// Asks about every case on a mesh, with all placements where they are at most `limit`, else with
  /// as many of them.
  mutating func run(on mesh: ProcessMesh, limit: Int) {
    for (number, local) in op.cases.enumerated() {
      let shapes = local.shapes.flatMap(\.elements)
      let choices = local.placements(on: mesh)
      var outputShapes: [[Int]]?
      for attrs in tuples(choices, limit: limit, using: &generator) {
        let call = call(local, isGradient ? .gradient : .forward, attrs)
        guard let answer = ask(call) else { continue }
        outputShapes = answer.outputShapes
        execute(number, local, call, answer)
      }
      guard !isGradient, let outputShapes, (try? Inference.rule(named: name))?.noBackward == nil
      else {
        continue
      }
      let wanted = OpCase(arguments: outputShapes.map { .one($0) }).placements(on: mesh)
      let replicated = shapes.map { _ in TensorDistAttr.replicated(on: mesh) }
      for attrs in tuples(wanted, limit: limit, using: &generator) {
        var call = call(local, .backward, replicated)
        call.outputs = zip(outputShapes, attrs).map { .one(RuleTensor(shape: $0, attr: $1)) }
        guard let answer = ask(call) else { continue }
        execute(number, local, call, answer)
      }
    }
  }

  private func call(
    _ local: OpCase, _ direction: RuleCall.Direction, _ attrs: [TensorDistAttr]
  ) -> RuleCall {
    let tensors = zip(local.shapes.flatMap(\.elements), attrs).map(RuleTensor.init)
    return RuleCall(
      op: name, direction: direction, inputs: local.operands(tensors),
      attributes: local.attributes)
  }

  private mutating func ask(_ call: RuleCall) -> RuleAnswer? {
    questions += 1
    do { return try Inference.infer(call) } catch {
      refusals += 1
      fail(call, nil, "refused: \(error)")
      return nil
    }
  }

  private mutating func fail(_ call: RuleCall, _ answer: RuleAnswer?, _ what: String) {
    guard failures.count < 5 else { return }
    func words(_ arguments: [Operand<RuleTensor>]) -> String {
      arguments.flatMap(\.elements).map { "\($0.shape){\($0.attr)}" }.joined(separator: " ")
    }
    let mesh = call.inputs.flatMap(\.elements)[0].attr.mesh
    let attributes = call.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var text = "\(name) \(call.direction) on \(mesh.shape): \(words(call.inputs))"
    if !call.outputs.isEmpty { text += " > \(words(call.outputs))" }
    text += " \(attributes.joined(separator: " "))"
    if let answer {
      text += "\n  \(answer.axes): "
      text += answer.inputs.flatMap(\.elements).map(\.description).joined(separator: " ")
      text += " => " + answer.outputs.flatMap(\.elements).map(\.description).joined(separator: " ")
    }
    failures.append("\(text)\n  \(what)")
  }
}

extension SoundnessTrial {
  /// Executes an answer that was not executed yet.
  private mutating func execute(
    _ number: Int, _ local: OpCase, _ call: RuleCall, _ answer: RuleAnswer
  ) {
    let wanted = answer.inputs.flatMap(\.elements)
    let claimed = answer.outputs.flatMap(\.elements)
    guard executed.insert(Answered(number: number, attrs: wanted + claimed)).inserted else {
      return
    }
    answers += 1
    do {
      let inputs = call.inputs.flatMap(\.elements)
      var wholes: [Grid] = []
      var locals: [[Int: DenseTensor]] = []
      for (index, tensor) in inputs.enumerated() {
        let domain = local.domain(index)
        // Backward nothing is given but what the rule wants.
        let from = call.direction == .backward ? wanted[index] : tensor.attr
        let shards = domain.shards(tensor.shape, from, using: &generator)
        let whole = from.globalValue(of: shards, shape: tensor.shape, dtype: domain.dtype)
        wholes.append(Grid(whole))
        let plan = try Planner().plan(
          Transition(shape: tensor.shape, dtype: domain.dtype, from: from, to: wanted[index]))
        locals.append(
          try VirtualCluster(size: from.mesh.count).run(plan, shards).shards)
      }
      try compare(local, call, answer, wholes, locals)
    } catch let mismatch as Mismatch {
      fail(call, answer, mismatch.text)
    } catch { fail(call, answer, "\(error)") }
  }

  private struct Mismatch: Error { let text: String }

  private func compare(
    _ local: OpCase, _ call: RuleCall, _ answer: RuleAnswer, _ wholes: [Grid],
    _ locals: [[Int: DenseTensor]]
  ) throws {
    let rule = try Inference.rule(named: name)
    let shapes = call.inputs.flatMap(\.elements).map(\.shape)
    func nested(_ grids: [Grid]) -> [[Grid]] {
      var rest = grids[...]
      return local.shapes.map { $0.elements.map { _ in rest.removeFirst() } }
    }
    let expected = op.compute(
      LocalCall(
        op: name, attributes: local.attributes, inputs: nested(wholes),
        inputBoxes: shapes.map(Box.init(shape:)), inputShapes: shapes,
        outputBoxes: answer.outputShapes.map(Box.init(shape:))))
    guard expected.map(\.shape) == answer.outputShapes else {
      throw Mismatch(
        text: "the outputs are said to be \(answer.outputShapes), they are \(expected.map(\.shape))"
      )
    }
    let wanted = answer.inputs.flatMap(\.elements)
    let claimed = answer.outputs.flatMap(\.elements)
    var results = [[Int: DenseTensor]](repeating: [:], count: claimed.count)
    for rank in wanted[0].mesh.ranks {
      let own = zip(wanted, shapes).compactMap { $0.box(of: rank, shape: $1) }
      let boxes = zip(claimed, answer.outputShapes).compactMap { $0.box(of: rank, shape: $1) }
      let outputs = op.compute(
        LocalCall(
          op: name, attributes: try rule.localAttributes(call, inputs: own, outputs: boxes),
          inputs: nested(locals.compactMap { $0[rank].map(Grid.init) }), inputBoxes: own,
          inputShapes: shapes, outputBoxes: boxes))
      guard outputs.map(\.shape) == boxes.map(\.sizes) else {
        throw Mismatch(
          text: "rank \(rank) computes shards of \(outputs.map(\.shape)), claimed are "
            + "\(boxes.map(\.sizes))")
      }
      for (index, output) in outputs.enumerated() { results[index][rank] = output.tensor(.float64) }
    }
    for (index, attr) in claimed.enumerated() {
      if let rank = attr.disagreement(of: results[index]) {
        throw Mismatch(text: "output \(index): rank \(rank) holds another replica")
      }
      let value = attr.globalValue(
        of: results[index], shape: answer.outputShapes[index], dtype: .float64)
      let difference = value.difference(
        from: expected[index].tensor(.float64), relative: 1e-9, absolute: 1e-9)
      if let difference { throw Mismatch(text: "output \(index): \(difference)") }
    }
  }
}
