import Elements
import Ops
import SPMDRules
import Sharding

/// In which memory the values of a completed program lie on one rank: a kernel that only looks at the elements under other
/// dims gives a view of its operand, and so does a reshard that keeps a part of what a rank has.
package struct RankStorages {
  /// By value: the one whose op took the memory that it lies in, itself where that is its own.
  package private(set) var roots: [Program.ID]
  /// By value: the bytes of the memory that its op takes for it, none for a view.
  package private(set) var bytes: [Int]
  /// By value: how its elements lie, of its part on the rank.
  private var strides: [[Int]]
  private let shapes: [[Int]]
  private let completed: CompletedProgram

  /// Whether the reshard at a place among the ops makes its new shard a view of the old one, which is contiguous or not.
  package typealias Viewing = (_ op: Int, _ isContiguous: Bool) -> Bool

  /// Of a rank; it has nothing of values on other meshes.
  init(_ completed: CompletedProgram, on rank: Int, _ viewed: Viewing) {
    self.init(completed, { $0.mesh.coordinate(of: rank) }, viewed)
  }

  /// Of the first rank of each value's mesh, than which none has more where sizes are not explicit.
  package init(firstOf completed: CompletedProgram, _ viewed: Viewing) {
    self.init(completed, { [Int](repeating: 0, count: $0.mesh.ndim) }, viewed)
  }

  private init(
    _ completed: CompletedProgram, _ coordinate: (TensorDistAttr) -> [Int]?,
    _ viewed: Viewing
  ) {
    self.completed = completed
    let (program, attrs) = (completed.program, completed.attrs)
    let held = program.values.indices.map { id in
      coordinate(attrs[id]).map { attrs[id].box(at: $0, shape: program.values[id].shape).sizes }
    }
    let shapes = held.map { $0 ?? [] }
    self.shapes = shapes
    roots = Array(program.values.indices)
    strides = shapes.map(Strides.rowMajor)
    bytes = program.values.indices.map { id in
      held[id]?.reduce(program.values[id].dtype.byteCount) { $0.timesSaturated($1) } ?? 0
    }
    for (index, op) in program.ops.enumerated()
    where op.operands.first.map({ held[$0] != nil }) == true {
      switch op.action {
      case .constant: continue
      case .reshard:
        let operand = op.operands[0]
        if viewed(index, isContiguous(operand)) {
          lay(op.outputs[0], in: operand, strides[operand])
        }
      case .op(let name, let attributes):
        guard let kernel = OpSchema.named(name)?.kernel else { continue }
        if kernel == "batchNorm" { layStatistics(of: op, attributes) }
        for (id, view) in zip(op.outputs, views(kernel, op, attributes)) {
          if let view { lay(id, in: op.operands[0], view) }
        }
      }
    }
  }

  private mutating func lay(_ id: Program.ID, in operand: Program.ID, _ steps: [Int]) {
    roots[id] = roots[operand]
    strides[id] = steps
    bytes[id] = 0
  }

  /// A norm by statistics that are given gives them.
  private mutating func layStatistics(of op: ProgramOp, _ attributes: [String: AttributeValue]) {
    let isGiven =
      attributes["use_global_stats"] == .bool(true)
      || attributes["is_test"] == .bool(true) && attributes["trainable_statistics"] != .bool(true)
    let values = completed.program.values
    for (place, operand) in [(1, 1), (2, 2), (3, 1)] where isGiven {
      let (id, operand) = (op.outputs[place], op.operands[operand])
      if values[id].dtype == values[operand].dtype { lay(id, in: operand, strides[operand]) }
    }
  }

  /// Whether a value lies in memory that another one's op took.
  package func isView(_ id: Program.ID) -> Bool { roots[id] != id }

  /// Whether a value's shard is contiguous in memory.
  private func isContiguous(_ id: Program.ID) -> Bool {
    let (shape, wanted) = (shapes[id], Strides.rowMajor(shapes[id]))
    return shape.contains(0)
      || shape.indices.allSatisfy { shape[$0] == 1 || strides[id][$0] == wanted[$0] }
  }

  /// Whether an op gives another shape to what lies so that it has to copy it.
  package func isReshapedByCopy(_ op: ProgramOp) -> Bool {
    guard case .op(let name, _) = op.action else { return false }
    return OpSchema.named(name)?.kernel == "reshape" && !isView(op.outputs[0])
  }

  /// By result of an op: how it lies in its first operand's memory; nil where it has its own.
  private func views(
    _ kernel: String, _ op: ProgramOp, _ attributes: [String: AttributeValue]
  ) -> [[Int]?] {
    guard let operand = op.operands.first else { return [] }
    let (shape, steps) = (shapes[operand], strides[operand])
    let result = shapes[op.outputs[0]]
    func dims(_ name: String) -> [Int] {
      let given: [Int] =
        switch attributes[name] {
        case .int(let dim): [dim]
        case .ints(let dims): dims
        default: []
        }
      return given.map { $0 < 0 ? $0 + shape.count : $0 }
    }
    func numbers(_ name: String) -> [Int] {
      if case .ints(let numbers) = attributes[name] { numbers } else { [] }
    }
    switch kernel {
    case "detach": return [steps]
    // As it is where it is not reduced.
    case "identityLoss": return [attributes["reduction"] == .int(2) ? steps : nil]
    case "reshape": return [Strides.regrouped(shape, steps, as: result)]
    case "transpose": return [dims("perm").map { steps[$0] }]
    case "swapaxes":
      var order = Array(shape.indices)
      if let first = dims("axis0").first, let second = dims("axis1").first, !order.isEmpty {
        order.swapAt(first, second)
      }
      return [order.map { steps[$0] }]
    case "moveaxis":
      let from = dims("source")
      var order = shape.indices.filter { !from.contains($0) }
      for (place, dim) in zip(dims("destination"), from).sorted(by: { $0.0 < $1.0 }) {
        order.insert(dim, at: place)
      }
      return [order.map { steps[$0] }]
    case "expand":
      let added = result.count - shape.count
      let repeated = shape.indices.map { result[added + $0] == shape[$0] ? steps[$0] : 0 }
      return [[Int](repeating: 0, count: added) + repeated]
    case "slice":
      let dropped = Set(dims("decrease_axis"))
      return [shape.indices.filter { !dropped.contains($0) }.map { steps[$0] }]
    case "stridedSlice":
      var steps = steps
      for (dim, step) in zip(dims("axes"), numbers("strides")) { steps[dim] *= step }
      return [steps]
    case "split": return op.outputs.map { _ in steps }
    case "unbind":
      let dim = dims("axis").first ?? 0
      return op.outputs.map { _ in shape.indices.filter { $0 != dim }.map { steps[$0] } }
    case "cast":
      let values = completed.program.values
      return [values[op.outputs[0]].dtype == values[operand].dtype ? steps : nil]
    default: return op.outputs.map { _ in nil }
    }
  }
}
