import Console
import Files
import Elements
import Foundation
import Resharding
import SPMDRules
import Sharding

/// A rule's answer with the reshards that it asks for: the fields that `--json` prints.
package struct InferenceReport: Encodable {
  package struct Step: Encodable {
    package let function: String
    package let collective: String
    /// The mesh dim in whose groups the step runs; null where it runs among all ranks.
    package let meshDims: [Int]?
    package let from: String
    package let to: String
    /// By all ranks together.
    package let bytesReceived: Int

    package enum CodingKeys: String, CodingKey {
      case function, collective, from, to
      case meshDims = "mesh_dims"
      case bytesReceived = "bytes_received"
    }
  }

  /// A tensor of the call: how it is given, how the rule has it, and the way between.
  package struct Entry: Encodable {
    package let name: String
    /// Null of an output that forward has not been computed yet.
    package let dtype: String?
    package let shape: [Int]
    /// Null where nothing is given.
    package let given: String?
    /// How an input is wanted, or how the op makes an output.
    package let placements: String
    package let mapping: DimsMapping?
    package let steps: [Step]
    package let lines: [String]

    package enum CodingKeys: String, CodingKey {
      case name, dtype, shape, given, placements, steps
      case mapping = "dist_attr"
    }
  }

  package let op: String
  package let direction: String
  package let mesh: String
  /// The einsum or transform of the op's dims.
  package let axes: String
  package let inputs: [Entry]
  package let outputs: [Entry]
  /// Only with `--why`.
  package private(set) var why: ReasonsReport?

  /// - Parameter explained: whether it says why the answer is what it is.
  /// - Throws: `RuleError` if the rule refuses the call.
  package init(_ parsed: CallOptions.Parsed, explained: Bool = false) throws {
    let call = parsed.call
    let answer = try Inference.infer(call)
    op = call.op
    direction = call.direction.rawValue
    axes = answer.axes.description
    let wanted = answer.inputs.flatMap(\.elements)
    mesh = wanted[0].mesh.description
    var entries: [Entry] = []
    for (index, spec) in parsed.inputs.enumerated() {
      entries.append(try Entry(parsed.names[index], spec, wanted[index], isInput: true))
    }
    inputs = entries
    entries = []
    for (index, attr) in answer.outputs.flatMap(\.elements).enumerated() {
      let name = answer.outputShapes.count == 1 ? "out" : "out[\(index)]"
      if call.direction != .backward {
        entries.append(Entry(name, answer.outputShapes[index], attr))
      } else {
        entries.append(try Entry(name, parsed.outputs[index], attr, isInput: false))
      }
    }
    outputs = entries
    guard explained else { return }
    let names = (inputs: inputs.map(\.name), outputs: outputs.map(\.name))
    why = ReasonsReport(
      try Inference.reasons(for: call), on: wanted[0].mesh,
      given: call.direction == .backward ? names.outputs : names.inputs,
      all: names.inputs + names.outputs)
  }
}

extension InferenceReport.Entry {
  /// A tensor that is given: an input that is resharded to `attr`, which the op wants, or an output
  /// that is made as `attr` and resharded to what is given.
  fileprivate init(_ name: String, _ spec: TensorSpec, _ attr: TensorDistAttr, isInput: Bool) throws
  {
    let plan = try Planner().plan(
      Transition(
        shape: spec.shape, dtype: spec.dtype, from: isInput ? spec.attr : attr,
        to: isInput ? attr : spec.attr))
    let received = Planner.receivedBytes(of: plan)
    let steps = zip(plan.steps, received).map { step, bytes in
      InferenceReport.Step(
        function: step.function, collective: step.collective.rawValue, meshDims: step.meshDims,
        from: step.from.description, to: step.to.description, bytesReceived: bytes)
    }
    var lines = ["\(name)  \(spec)"]
    if !plan.steps.isEmpty {
      lines[0] += isInput ? "  ->  {\(attr)}" : "  from  {\(attr)}"
      lines += zip(plan.steps, received).map { "  \($0), \(ByteCount($1)) received" }
    }
    self.init(
      name: name, dtype: spec.dtype.description, shape: spec.shape, given: spec.attr.description,
      placements: attr.description, mapping: try? DimsMapping(attr, tensorRank: spec.shape.count),
      steps: steps, lines: lines)
  }

  /// An output, whose dtype no rule knows.
  fileprivate init(_ name: String, _ shape: [Int], _ attr: TensorDistAttr) {
    self.init(
      name: name, dtype: nil, shape: shape, given: nil, placements: attr.description,
      mapping: try? DimsMapping(attr, tensorRank: shape.count), steps: [],
      lines: ["\(name)  [\(shape.map(String.init).joined(separator: ","))]{\(attr)}"])
  }
}

extension InferenceReport {
  package func json() throws -> String { try prettyJSON() }

  /// The transform, then each tensor in a line, with the steps of its reshard below, and maybe why.
  package var text: String {
    let head = ["\(op), \(direction), on mesh \(mesh)", "axes  \(axes)"]
    return (head + (inputs + outputs).flatMap(\.lines) + (why?.lines ?? []))
      .joined(separator: "\n")
  }
}
