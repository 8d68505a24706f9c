import Elements
import Programs
import Sharding

extension Program {
  /// The program of a loss and of its gradients, in which values are made again so that no rank holds more than a bound.
  ///
  ///     let (gradients, bound) = try program.gradients(of: "loss", memoryLimit: 1 << 30, on: [mesh])
  ///     print(bound.recomputedOps, bound.operations / bound.allOperations)
  ///
  /// - Parameters:
  ///   - loss: the name of a value of one floating-point element.
  ///   - names: what the gradients are by, as `gradients(of:withRespectTo:)` has it.
  ///   - memoryLimit: the most bytes of shards that a rank may hold at once, as `ProgramPlan` has it.
  ///   - meshes: those that the values lie on; `complete` finds where.
  ///   - complete: places a program; by completion alone where nothing is said.
  /// - Returns: the program, not yet placed, and what it makes again, at what price.
  /// - Throws: as `gradients(of:withRespectTo:)`, and `TesseraError.Kind.data` where no choice that was tried keeps to the
  ///   bound, with the least that one takes.
  public func gradients(
    of loss: String, withRespectTo names: [String] = [], memoryLimit: Int, on meshes: [ProcessMesh],
    complete: ((Program) throws -> CompletedProgram)? = nil
  ) throws(TesseraError) -> (program: Program, bound: MemoryBound) {
    let place = complete ?? { try Completion(on: meshes)($0).applying() }
    let bound = try MemoryBound(self, limit: memoryLimit) { program in
      try place(program.gradients(of: loss, withRespectTo: names))
    }
    return (try bound.program.gradients(of: loss, withRespectTo: names), bound)
  }
}
