import ArgumentParser
import Elements
import Files
import Ops
import SPMDRules
import Sharding

/// A call of a rule in the notation.
package struct CallOptions: ParsableArguments {

  package init() {}
  @Argument(help: "The op; 'tessera spmd list' lists all.")
  package var op: String?

  @Option(
    help: ArgumentHelp(
      "A mesh in place, as 2,4 or '{dp:2, tp:4}', or a mesh file.", valueName: "mesh"))
  package var mesh: String?

  @Option(
    help: ArgumentHelp(
      "An input, as 'f32[8,8]{S(0),R}'; in call order. Of a list argument 'T; T; T', or, where the "
        + "op has one list, an --input for each tensor.", valueName: "tensor"))
  package var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --backward: an output, or a list of them as 'T; T'. Forward only for ops whose outputs do "
        + "not follow from the inputs.", valueName: "tensor"))
  package var output: [String] = []

  @Option(
    help: ArgumentHelp(
      "An attribute: axis=1, axis=0,1, keep_dim=true, equation=ij,jk->ik.",
      valueName: "name=value"))
  package var attr: [String] = []

  @Flag(
    help: ArgumentHelp(
      "From outputs to inputs; without --output, by the rule of the op's gradient, whose inputs "
        + "are the op's and the gradients of its outputs."))
  package var backward = false
}

extension CallOptions {
  /// The tensors of the call as they were given, list arguments taken apart.
  package struct Parsed {
    package let call: RuleCall
    package let inputs: [TensorSpec]
    package let outputs: [TensorSpec]
    /// Of each input: the argument's name, and its place in a list.
    package let names: [String]
  }

  package func parsed() throws -> Parsed {
    guard let op else { throw ValidationError("an op, or --vectors FILE, is required") }
    let rule = try Inference.rule(named: op)
    guard let mesh else {
      throw ValidationError("--mesh: the mesh of the tensors is required, none is given")
    }
    let meshes = try MeshFile(argument: mesh).meshes
    let hasGradient = Inference.ops.contains { $0.name == op && $0.hasGradient }
    // An op that has neither tells why there is no rule backward.
    let isGradient = backward && output.isEmpty && (hasGradient || rule.noBackward == nil)
    if isGradient, !hasGradient {
      throw ValidationError(
        "--backward: the outputs are required (--output), none is given; \(op) has no rule of its "
          + "gradient, which would need none")
    }
    let given = try input.map { try tensors($0, on: meshes) }
    let declared = isGradient ? [] : OpSchema.named(op)?.inputs ?? []
    let inputs = Self.arranged(given, as: declared)
    let outputs = try output.map { try tensors($0, on: meshes) }
    func operand(_ argument: Operand<TensorSpec>) -> Operand<RuleTensor> {
      argument.map { RuleTensor(shape: $0.shape, attr: $0.attr, dtype: $0.dtype) }
    }
    let call = RuleCall(
      op: op, direction: backward ? (isGradient ? .gradient : .backward) : .forward,
      inputs: inputs.map(operand), outputs: outputs.map(operand),
      attributes: try [String: AttributeValue](parsing: attr))
    return Parsed(
      call: call, inputs: inputs.flatMap { $0.elements }, outputs: outputs.flatMap { $0.elements },
      names: Self.names(inputs, declared))
  }

  /// One tensor, or with ';' between them or at the end a list.
  private func tensors(_ text: String, on meshes: [ProcessMesh]) throws -> Operand<TensorSpec> {
    guard text.contains(";") else {
      return .one(try TensorSpec(parsing: text, on: meshes))
    }
    let words = text.split(separator: ";").filter { !$0.allSatisfy(\.isWhitespace) }
    return .list(try words.map { try TensorSpec(parsing: String($0), on: meshes) })
  }

  /// Where one argument is a list and none is written as one: the arguments before and after it take
  /// a tensor each, the list takes the rest.
  package static func arranged<Tensor>(_ given: [Operand<Tensor>], as declared: [OpArgument])
    -> [Operand<Tensor>]
  {
    let lists = declared.indices.filter { declared[$0].isList }
    let isFlat = given.allSatisfy { if case .one = $0 { true } else { false } }
    guard lists.count == 1, let list = lists.first, isFlat else { return given }
    let after = declared.count - list - 1
    guard given.count >= list + after else { return given }
    let inner = given[list..<given.count - after].flatMap(\.elements)
    return given.prefix(list) + [.list(inner)] + given.suffix(after)
  }

  private static func names(_ inputs: [Operand<TensorSpec>], _ declared: [OpArgument]) -> [String] {
    inputs.enumerated().flatMap { index, argument -> [String] in
      let name = index < declared.count ? declared[index].name : "input \(index)"
      switch argument {
      case .one: return [name]
      case .list(let elements): return elements.indices.map { "\(name)[\($0)]" }
      }
    }
  }
}
