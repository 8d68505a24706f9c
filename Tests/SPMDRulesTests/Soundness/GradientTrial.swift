import Execution
import OpCases
import ReshardCases
import Resharding
import SPMDRules
import Sharding
import Simulation
import Tensors

/// Executes the answers of a rule about an op's gradient on real numbers, on all ranks of a virtual cluster, and
/// compares with the gradient of whole tensors.
struct GradientTrial {
  let name: String
  let gradient: Gradient
  var generator: SeededGenerator
  /// What went wrong.
  private(set) var failures: [String] = []

  private struct Answered: Hashable {
    let number: Int
    let attrs: [TensorDistAttr]
  }

  private var executed: Set<Answered> = []

  init(_ name: String, _ gradient: Gradient, seed: UInt64) {
    (self.name, self.gradient) = (name, gradient)
    generator = SeededGenerator(seed: seed)
  }

  /// Asks about every case on a mesh, with all placements where they are at most `limit`, else with
  /// as many of them.
  mutating func run(on mesh: ProcessMesh, limit: Int) {
    for (number, local) in gradient.cases.enumerated() {
      let shapes = local.shapes.flatMap(\.elements)
      for attrs in tuples(local.placements(on: mesh), limit: limit, using: &generator) {
        let tensors = zip(shapes, attrs).map(RuleTensor.init)
        let call = RuleCall(
          op: name, direction: .gradient, inputs: local.operands(tensors),
          attributes: local.attributes)
        guard let answer = ask(call) else { continue }
        execute(number, local, call, answer)
      }
    }
  }

  private mutating func ask(_ call: RuleCall) -> RuleAnswer? {
    do { return try Inference.infer(call) } catch {
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
    var text = "gradient of \(name) on \(mesh.shape): \(words(call.inputs))"
    text += " \(attributes.joined(separator: " "))"
    if let answer {
      text += "\n  \(answer.axes): "
      text += answer.inputs.flatMap(\.elements).map(\.description).joined(separator: " ")
      text += " => " + answer.outputs.flatMap(\.elements).map(\.description).joined(separator: " ")
    }
    failures.append("\(text)\n  \(what)")
  }
}

extension GradientTrial {
  /// Executes an answer that was not executed yet.
  private mutating func execute(
    _ number: Int, _ local: OpCase, _ call: RuleCall, _ answer: RuleAnswer
  ) {
    let wanted = answer.inputs.flatMap(\.elements)
    let claimed = answer.outputs.flatMap(\.elements)
    guard executed.insert(Answered(number: number, attrs: wanted + claimed)).inserted else {
      return
    }
    do {
      let inputs = call.inputs.flatMap(\.elements)
      var wholes: [Grid] = []
      var locals: [[Int: DenseTensor]] = []
      for (index, tensor) in inputs.enumerated() {
        let domain = local.domain(index)
        let shards = domain.shards(tensor.shape, tensor.attr, using: &generator)
        let whole = tensor.attr.globalValue(of: shards, shape: tensor.shape, dtype: domain.dtype)
        wholes.append(Grid(whole))
        let plan = try Planner().plan(
          Transition(shape: tensor.shape, dtype: domain.dtype, from: tensor.attr, to: wanted[index])
        )
        locals.append(
          try VirtualCluster(size: tensor.attr.mesh.count).run(plan, shards).shards)
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
    let expected = gradient.compute(
      LocalGradient(
        part: ReferenceCall(attributes: local.attributes, inputs: nested(wholes)),
        inputShapes: shapes, outputBoxes: answer.outputShapes.map(Box.init(shape:))))
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
      let outputs = gradient.compute(
        LocalGradient(
          part: ReferenceCall(
            attributes: try rule.localAttributes(call, inputs: own, outputs: boxes),
            inputs: nested(locals.compactMap { $0[rank].map(Grid.init) })),
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
