import OpCases
import ReshardCases
import SPMDRules
import Sharding
import Tensors

@testable import Tessera

/// Executes one op on virtual ranks, and compares with the op on whole tensors; that again is compared with the
/// op's independent reference, where there is one.
///
/// What a call does is decided by the rule's answer: where the inputs must be and where the outputs
/// are. That inputs get there is proven by the tests of resharding. So the rule is asked for as many
/// placements as there are or as the extent allows, and every answer that differs is executed once.
struct Proof {
  /// How many placements of a call's tensors together are asked for.
  struct Extent: Sendable {
    /// As many as this at the least, if there are so many.
    var limit: Int
    var coverage: Coverage

    /// Every placement of each tensor is there, with some of the others'.
    static func sample(_ limit: Int) -> Extent { Extent(limit: limit, coverage: .each) }

    /// Every two placements of every two tensors meet: all of what one or two tensors can be, and of
    /// more tensors all where they are no more than ten thousand. Those of explicit sizes, of which
    /// there is no end, are in a sample that has each that is tried.
    static let pairs = Extent(limit: 10_000, coverage: .pairs)
  }

  /// How much was done.
  struct Counts {
    /// Questions put to the rule.
    var asked = 0
    /// Answers that differ, each executed.
    var executed = 0
    /// Calls on a mesh of which all placements were asked for.
    var complete = 0
    /// Calls on a mesh.
    var all = 0

    static func += (left: inout Counts, right: Counts) {
      left.asked += right.asked
      left.executed += right.executed
      left.complete += right.complete
      left.all += right.all
    }
  }

  /// What decides a call.
  private struct Answer: Hashable {
    var inputs: [TensorDistAttr]
    var outputs: [TensorDistAttr]
    /// Of integers, whose partial extrema are not always handed on to the rule.
    var given: [TensorDistAttr]?
  }

  let op: String
  let cases: [OpCase]
  private var generator: SeededGenerator
  private(set) var forward = Counts()
  private(set) var backward = Counts()
  private(set) var failureCount = 0
  /// The first of them.
  private(set) var failures: [String] = []

  init(_ op: String, _ cases: [OpCase], seed: UInt64) {
    (self.op, self.cases) = (op, cases)
    generator = SeededGenerator(seed: seed)
  }

  /// Tries every case on every mesh, in both directions.
  mutating func run(on meshes: [ProcessMesh], extent: Extent) throws {
    for mesh in meshes {
      let cluster = Cluster.virtual(mesh.count)
      for local in cases {
        runForward(local, mesh, extent, cluster)
        try runBackward(local, mesh, extent)
      }
    }
  }

  private mutating func runForward(
    _ local: OpCase, _ mesh: ProcessMesh, _ extent: Extent, _ cluster: Cluster
  ) {
    let shapes = local.shapes.flatMap(\.elements)
    let hasIntegers = shapes.indices.contains { local.domain($0).dtype.isInteger }
    var seen: Set<Answer> = []
    let choices = extent.coverage == .pairs ? local.chunked(on: mesh) : local.placements(on: mesh)
    var asked = tuples(
      choices, limit: extent.limit, covering: extent.coverage, using: &generator)
    forward.note(asked.count, of: choices)
    if extent.coverage == .pairs {
      let others = tuples(
        local.placements(on: mesh), limit: 0, covering: .each, using: &generator)
      forward.asked += others.count
      asked += others
    }
    for attrs in asked {
      let tensors = zip(shapes, attrs).map { RuleTensor(shape: $0, attr: $1) }
      let call = RuleCall(op: op, inputs: local.operands(tensors), attributes: local.attributes)
      // What the rule refuses is executed too, and fails there.
      if let answer = try? Inference.infer(call),
        !seen.insert(
          Answer(
            inputs: answer.inputs.flatMap(\.elements), outputs: answer.outputs.flatMap(\.elements),
            given: hasIntegers && attrs.contains(where: \.isPartial) ? attrs : nil)
        ).inserted
      {
        continue
      }
      forward.executed += 1
      tryForward(local, attrs, on: cluster)
    }
  }

  private mutating func fail(_ words: String, _ what: String) {
    failureCount += 1
    if failures.count < 4 { failures.append("\(words)\n  \(what)") }
  }

  private func words(_ local: OpCase, _ attrs: [TensorDistAttr]) -> String {
    let shapes = local.shapes.flatMap(\.elements)
    let tensors = zip(shapes, attrs).map { "\($0){\($1)}" }.joined(separator: " ")
    let attributes = local.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(op) on \(attrs[0].mesh.shape): \(tensors) \(attributes.joined(separator: " "))"
  }

  private mutating func tryForward(
    _ local: OpCase, _ attrs: [TensorDistAttr], on cluster: Cluster
  ) {
    do {
      let trial = try OpTrial(op, local, attrs, using: &generator)
      if let fault = try trial.referenceFault() { return fail(trial.words, fault) }
      let outputs = try trial.outputs(on: cluster)
      guard outputs.count == trial.expected.count else {
        return fail(trial.words, "\(outputs.count) outputs, not \(trial.expected.count)")
      }
      for (number, output) in outputs.enumerated() {
        if let fault = trial.fault(number, output.attr, output.shape, output.shards) {
          return fail(trial.words, fault)
        }
      }
    } catch { fail(words(local, attrs), "\(error)") }
  }
}

extension Proof {
  /// Asks the rule backward for placements of the outputs, and runs from the inputs that it wants.
  private mutating func runBackward(_ local: OpCase, _ mesh: ProcessMesh, _ extent: Extent) throws {
    let rule = try Inference.rule(named: op)
    guard rule.noBackward == nil else { return }
    let shapes = local.shapes.flatMap(\.elements)
    let replicated = shapes.map { RuleTensor(shape: $0, attr: .replicated(on: mesh)) }
    // As dispatch hands it to rule and kernel.
    var call = try RuleCall(
      op: op, inputs: local.operands(replicated), attributes: local.attributes
    ).checkingAttributes(complete: true)
    let outputs: [DenseTensor]
    do {
      outputs = try OpTrial(op, local, replicated.map(\.attr), using: &generator).expected
    } catch {
      return fail(words(local, replicated.map(\.attr)), "\(error)")
    }
    let outputShapes = outputs.map(\.shape)
    let choices = outputs.map {
      TensorDistAttr.all(on: mesh, ndim: $0.ndim, dtype: $0.dtype)
    }
    call.direction = .backward
    var seen: Set<Answer> = []
    let asked = tuples(
      choices, limit: extent.limit, covering: extent.coverage, using: &generator)
    backward.note(asked.count, of: choices)
    for attrs in asked {
      call.outputs = zip(outputShapes, attrs).map { .one(RuleTensor(shape: $0, attr: $1)) }
      do {
        let answer = try Inference.infer(call)
        // A rule knows no dtypes: what it wants may be partial as the inputs' dtype cannot be.
        let wanted = answer.inputs.flatMap(\.elements)
        guard
          wanted.indices.allSatisfy({
            (try? wanted[$0].validate(shape: shapes[$0], dtype: local.domain($0).dtype)) != nil
          })
        else { continue }
        let claimed = answer.outputs.flatMap(\.elements)
        guard seen.insert(Answer(inputs: wanted, outputs: claimed)).inserted else { continue }
        backward.executed += 1
        if let fault = try execute(local, call, answer) {
          fail("backward to \(attrs): \(words(local, answer.inputs.flatMap(\.elements)))", fault)
        }
      } catch { fail("backward to \(attrs): \(words(local, replicated.map(\.attr)))", "\(error)") }
    }
  }

  /// Runs the kernel on the parts that the answer says, and compares what it says of the outputs.
  private mutating func execute(_ local: OpCase, _ call: RuleCall, _ answer: RuleAnswer) throws
    -> String?
  {
    guard let definition = AllOps.byName[op] else { return "nothing computes it" }
    let wanted = answer.inputs.flatMap(\.elements)
    let claimed = answer.outputs.flatMap(\.elements)
    let trial = try OpTrial(op, local, wanted, using: &generator)
    if let fault = try trial.referenceFault() { return fault }
    let shapes = local.shapes.flatMap(\.elements)
    let dtypes = trial.expected.map(\.dtype)
    var calls: [Int: LocalCall] = [:]
    for rank in wanted[0].mesh.ranks {
      let inputBoxes = zip(wanted, shapes).compactMap { $0.box(of: rank, shape: $1) }
      let outputBoxes = zip(claimed, answer.outputShapes).compactMap { $0.box(of: rank, shape: $1) }
      let parts = shapes.indices.compactMap { index in
        trial.shards[index][rank].map {
          LocalCall.Part(tensor: $0, box: inputBoxes[index], shape: shapes[index])
        }
      }
      calls[rank] = LocalCall(
        op: op, inputs: local.operands(parts),
        attributes: try Inference.rule(named: op).localAttributes(
          call, inputs: inputBoxes, outputs: outputBoxes),
        outputs: outputBoxes, outputShapes: answer.outputShapes, dtypes: dtypes)
    }
    var place = 0
    var typed = call
    typed.inputs = call.inputs.map { operand in
      operand.map { tensor in
        defer { place += 1 }
        return RuleTensor(shape: tensor.shape, attr: tensor.attr, dtype: trial.wholes[place].dtype)
      }
    }
    var joint = JointCall(
      parts: calls, inputs: wanted, outputs: claimed,
      folds: try Inference.innerFolds(of: typed, inputs: wanted, outputs: claimed),
      cluster: .virtual(wanted[0].mesh.count))
    let known = try definition.kernel.computeTogether?(&joint)
    var shards = [[Int: DenseTensor]](repeating: [:], count: claimed.count)
    for (rank, local) in calls {
      let outputs = try known?[rank] ?? definition.kernel.compute(local)
      for (number, tensor) in outputs.enumerated() { shards[number][rank] = tensor }
    }
    for number in claimed.indices {
      if let fault = trial.fault(
        number, claimed[number], answer.outputShapes[number], shards[number])
      {
        return fault
      }
    }
    return nil
  }
}

extension Proof.Counts {
  fileprivate mutating func note(_ count: Int, of choices: [[TensorDistAttr]]) {
    all += 1
    asked += count
    if Double(count) == choices.reduce(1, { $0 * Double($1.count) }) { complete += 1 }
  }
}
