import Elements
import Ops
import Sharding

/// How the gradient by an input comes to count every element of the batch once: on which mesh dims the ranks have parts of
/// a sum, and where these are folded.
public struct GradientFold: Hashable, Sendable {
  /// The input that the gradient is by.
  public let input: String
  /// Where that lies.
  public let home: TensorDistAttr
  /// Where the gradient lies that the program returns.
  public let result: TensorDistAttr
  /// One fold of parts.
  public struct Fold: Hashable, Sendable {
    /// The value that the fold makes; several gradients may be folded as one.
    public let value: String
    /// The mesh whose ranks have the parts.
    public let mesh: ProcessMesh
    /// The mesh dims along which they have them.
    public let dims: [Int]
    /// How many parts each element is the sum of.
    public var ranks: Int { dims.reduce(1) { $0 * mesh.shape[$1] } }
  }
  /// Where parts are folded, in the program's order; empty where each rank has sums already.
  public let folds: [Fold]
  /// Of a gradient that is returned in parts: the mesh dims along which who takes it has to fold.
  public var open: [Int] { result.partialDims }
}

extension CompletedProgram {
  /// Of each result that is a gradient, `grad.NAME` by an input NAME: where its parts are folded.
  public var gradientFolds: [GradientFold] {
    let makers = program.makers
    return program.results.compactMap { id in
      let name = program.values[id].name
      guard name.hasPrefix("grad."),
        let input = program.value(named: String(name.dropFirst("grad.".count))),
        program.values[input].role != .made
      else { return nil }
      return GradientFold(
        input: program.values[input].name, home: attrs[input], result: attrs[id],
        folds: folds(before: id, makers))
    }
  }

  /// The folds that a value comes from by ops that only move or add what they are given.
  private func folds(before id: Program.ID, _ makers: [Int?]) -> [GradientFold.Fold] {
    var found: Set<Int> = []
    var seen: Set<Program.ID> = []
    var waiting = [id]
    while let id = waiting.popLast() {
      guard seen.insert(id).inserted, let maker = makers[id] else { continue }
      let op = program.ops[maker]
      if case .reshard = op.action {
        let (from, to) = (attrs[op.operands[0]], attrs[id])
        if from.isPartial, from.mesh != to.mesh || !from.partialDims.allSatisfy(to.isPartial(on:)) {
          found.insert(maker)
          continue
        }
      } else if case .op(let name, _) = op.action {
        let isLinear = ["add", "cast", "scale"].contains(name)
        guard isLinear || OpSchema.named(name)?.kind == .movement else { continue }
      }
      waiting += op.operands
    }
    return found.sorted().map { index in
      let op = program.ops[index]
      let (from, to) = (attrs[op.operands[0]], attrs[op.outputs[0]])
      let stays = from.mesh == to.mesh ? to.partialDims : []
      return GradientFold.Fold(
        value: program.values[op.outputs[0]].name, mesh: from.mesh,
        dims: from.partialDims.filter { !stays.contains($0) })
    }
  }
}

extension TensorDistAttr {
  fileprivate func isPartial(on meshDim: Int) -> Bool { placements[meshDim].reduceOp != nil }
}
