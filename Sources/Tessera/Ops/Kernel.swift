import Ops
import Tensors

/// What computes an op on the parts that ranks have.
///
/// The op's schema says which dtypes come out, the SPMD rule where operands must be and what the outputs'
/// shapes are; this is the rest of the op. To add one, write it into its family's file in Ops/Families as a
/// static member, and name that as the `kernel` of the op in `ops.yaml`.
struct Kernel: Sendable {
  /// What a call must fulfil beyond what schema and rule ask; nil if that is nothing.
  let check: (@Sendable (OpCall) throws -> Void)?
  /// What one rank computes of its parts of the inputs: its parts of the outputs.
  let compute: @Sendable (LocalCall) throws -> [DenseTensor]
  /// The same of an op of one output, without a list around it; nil of others.
  let computeOne: (@Sendable (LocalCall) throws -> DenseTensor)?
  /// What all ranks compute together where their parts are such that none can alone, by rank; nil if
  /// each can, as it can of most ops always.
  let computeTogether: Together?

  typealias Together = @Sendable (inout JointCall) throws(TesseraError) -> [Int: [DenseTensor]]?

  init(
    check: (@Sendable (OpCall) throws -> Void)? = nil,
    _ compute: @escaping @Sendable (LocalCall) throws -> [DenseTensor], together: Together? = nil
  ) {
    self.check = check
    self.compute = compute
    computeOne = nil
    computeTogether = together
  }

  /// Of one output, which no rank needs others for.
  private init(one compute: @escaping @Sendable (LocalCall) throws -> DenseTensor) {
    check = nil
    self.compute = { [try compute($0)] }
    computeOne = compute
    computeTogether = nil
  }

  /// Of one output.
  static func single(_ compute: @escaping @Sendable (LocalCall) throws -> DenseTensor) -> Kernel {
    Kernel(one: compute)
  }
}
