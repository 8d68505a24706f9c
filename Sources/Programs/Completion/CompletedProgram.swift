import Elements
import Resharding
import Sharding

/// A program of which every value has its place: what completion gives. Operands lie as their ops want them, and every
/// change of placement is a `reshard` of its own.
public struct CompletedProgram: Hashable, Sendable {
  /// The program; all its values are annotated.
  public let program: Program
  /// By value: where it lies.
  public let attrs: [TensorDistAttr]
  /// By value: why it lies so.
  public let reasons: [PlacementReason]
  /// By the names of the values of the program that was completed: what was asked of them before anything was decided.
  public let requests: [String: PlacementRequest]

  init(
    program: Program, attrs: [TensorDistAttr], reasons: [PlacementReason],
    requests: [String: PlacementRequest]
  ) {
    self.program = program
    self.attrs = attrs
    self.reasons = reasons
    self.requests = requests
  }
}

/// Why a value of a completed program lies as it does.
public struct PlacementReason: Hashable, Sendable {
  /// What decided.
  public enum Cause: Hashable, Sendable {
    /// The program, or a pattern, says so.
    case annotated
    /// Completion carried it there from the op or value of that name.
    case carried(from: String)
    /// Nobody asks for anything.
    case nobody
    /// It is what the op makes of operands that lie as they do.
    case made
    /// The op of that result wants its operand so.
    case wanted(by: String)
  }

  /// An answer of the op's rule that was weighed.
  public struct Alternative: Hashable, Sendable {
    /// What it starts from: the operands as they are, or the results as they are asked for.
    public let name: String
    /// Where the results would lie.
    public let outputs: [TensorDistAttr]
    /// The bytes that all ranks receive in the reshards before and after the op.
    public let bytes: Int
    /// Whether it was taken.
    public let isChosen: Bool
  }

  /// What decided.
  public let cause: Cause
  /// How the dims of the op hang together; nil where no op of the schema made the value.
  public let rule: String?
  /// What was weighed; empty where there was nothing to weigh.
  public let alternatives: [Alternative]

  init(_ cause: Cause, rule: String? = nil, alternatives: [Alternative] = []) {
    self.cause = cause
    self.rule = rule
    self.alternatives = alternatives
  }
}

extension CompletedProgram {
  /// Where the value of this name lies; nil where there is none.
  public func attr(of name: String) -> TensorDistAttr? {
    program.value(named: name).map { attrs[$0] }
  }

  /// The reshards, in order: the place of each among the ops, and its transition.
  public var reshards: [(op: Int, transition: Transition)] {
    program.ops.enumerated().compactMap { index, op in
      guard case .reshard = op.action else { return nil }
      return (index, transition(of: op))
    }
  }

  /// What a reshard of the program changes.
  package func transition(of op: ProgramOp) -> Transition {
    let (from, to) = (op.operands[0], op.outputs[0])
    let value = program.values[to]
    return Transition(shape: value.shape, dtype: value.dtype, from: attrs[from], to: attrs[to])
  }

  /// The meshes of all values, each once, in the order in which they come up.
  public var meshes: [ProcessMesh] {
    var seen: Set<ProcessMesh> = []
    return attrs.map(\.mesh).filter { seen.insert($0).inserted }
  }
}
