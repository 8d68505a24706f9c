import Elements
import PlanningCommands
import Resharding
import SPMDRules
import Sharding
import Tessera

// What a command is going to hold at its worst moment, weighed before anything is made.

extension Cluster {
  /// Refuses a reshard that memory cannot hold: its source, with the target and what is staged of each leg,
  /// the full result where one rank has it, and what it is verified against.
  ///
  /// - Parameter speaker: the rank that has the full result, where it is wanted.
  /// - Throws: `TesseraError.Kind.environment`.
  func requireMemory(
    for legs: [Transition], full speaker: Int?, verified: Bool
  ) throws(TesseraError) {
    let (first, last) = (legs[0], legs[legs.count - 1])
    let (shape, dtype) = (first.shape, first.dtype)
    let object = "'\(first.from)' of \(dtype)\(shape)"
    var held = need(of: first.from, shape: shape, dtype: dtype)
    try require(held, for: object)
    var most = held
    for leg in legs {
      let plan = try plan(leg)
      most = .max(most, held + need(of: plan))
      let target = need(of: leg.to, shape: shape, dtype: dtype)
      // A part of a replica is a view, which keeps the whole.
      held = plan.isView ? .max(held, target) : target
    }
    if let speaker { most = .max(most, held + need(ofWhole: shape, dtype: dtype, on: speaker)) }
    if verified {
      // A partial tensor is reduced first; then shards are made anew and compared.
      let value = last.to.isPartial ? TensorDistAttr.replicated(on: last.to.mesh) : last.to
      let whole = need(of: value, shape: shape, dtype: dtype)
      let reduced = last.to.isPartial ? whole : MemoryNeed()
      most = .max(most, held + reduced + (isVirtual ? 1 / Double(last.to.mesh.count) : 1) * whole)
    }
    try require(most, for: "\(object) with all that is made of it")
  }

  /// Refuses a tensor that memory cannot hold beside the whole of it on one rank.
  ///
  /// - Throws: `TesseraError.Kind.environment`.
  func requireMemory(for attr: TensorDistAttr, shape: [Int], dtype: DType, full speaker: Int)
    throws(TesseraError)
  {
    let object = "'\(attr)' of \(dtype)\(shape)"
    let shards = need(of: attr, shape: shape, dtype: dtype)
    try require(shards, for: object)
    try require(
      shards + need(ofWhole: shape, dtype: dtype, on: speaker),
      for: "\(object) with all of it on rank \(speaker)")
  }

  /// Refuses an op that memory cannot hold: its inputs, what it makes of them, the full outputs where one
  /// rank has them, and the whole computation where it is verified.
  ///
  /// - Throws: `TesseraError.Kind.environment`; and where the op does not take the inputs.
  func requireMemory(
    for op: String, _ inputs: [Operand<OpInput>], _ attributes: [String: AttributeValue],
    full speaker: Int?, verified: Bool
  ) throws(TesseraError) {
    var held = MemoryNeed()
    for input in inputs.flatMap(\.elements) {
      let shards = need(of: input.attr, shape: input.shape, dtype: input.dtype)
      try require(shards, for: "'\(input.attr)' of \(input.dtype)\(input.shape)")
      try require(held + input.makingFactor * shards, for: "the inputs of \(op)")
      held = held + shards
    }
    let specs = inputs.map { $0.map(\.spec) }
    var most = held + (try need(of: op, specs, attributes))
    let outputs = try outputs(of: op, specs, attributes)
    let shards = outputs.reduce(held) {
      $0 + need(of: $1.attr, shape: $1.shape, dtype: $1.dtype)
    }
    if let speaker {
      for output in outputs {
        most = .max(
          most, shards + need(ofWhole: output.shape, dtype: output.dtype, on: speaker))
      }
    }
    if verified {
      let wholes = specs.flatMap(\.elements) + outputs
      let bytes = wholes.reduce(0.0) { $0 + $1.wholeBytes }
      let ranks = isVirtual ? 1 : Double(size)
      most = .max(most, shards + MemoryNeed(bytes: bytes, hostBytes: ranks * bytes))
    }
    try require(most, for: "\(op) with its inputs and results")
  }
}

extension ReshardPlan {
  /// Whether what it makes are parts of the old shards, where they lie.
  fileprivate var isView: Bool {
    steps.allSatisfy { $0.collective == .local && !$0.to.isPartial }
  }
}

extension TensorSpec {
  fileprivate var wholeBytes: Double { shape.reduce(Double(dtype.byteCount)) { $0 * Double($1) } }
}
