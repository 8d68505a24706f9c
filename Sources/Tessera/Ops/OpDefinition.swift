import SPMDRules
import Sharding
import Tensors

/// One op: what it is called, what dtypes come out, and what one rank computes.
///
/// The SPMD rule of the same name says where operands must be and what the outputs' shapes are; this
/// is the rest of the op. To add one, write it into its family's file in Ops/Families.
public struct OpDefinition: Sendable {
  /// The name of the op and of its rule.
  public let name: String
  /// The dtypes of the outputs, from those of the inputs and the attributes.
  ///
  /// - Throws: `TesseraError.Kind.usage` where the op does not take them.
  let dtypes: @Sendable (OpCall) throws(TesseraError) -> [DType]
  /// What one rank computes of its parts of the inputs: its parts of the outputs.
  let compute: @Sendable (LocalCall) throws -> [DenseTensor]
  /// What all ranks compute together where their parts are such that none can alone, by rank; nil where
  /// each can, as it can of most ops always.
  let computeTogether: Together?

  typealias Together = @Sendable (inout JointCall) throws(TesseraError) -> [Int: [DenseTensor]]?

  init(
    _ name: String, dtypes: @escaping @Sendable (OpCall) throws(TesseraError) -> [DType],
    compute: @escaping @Sendable (LocalCall) throws -> [DenseTensor], together: Together? = nil
  ) {
    self.name = name
    self.dtypes = dtypes
    self.compute = compute
    computeTogether = together
  }
}

/// What an op is asked: its inputs' dtypes, and its attributes. Its rule has taken the call already.
public struct OpCall: Sendable {
  public let op: String
  /// Of all inputs, lists flattened.
  public let dtypes: [DType]
  /// Of all inputs, lists flattened.
  public let shapes: [[Int]]
  public let attributes: [String: AttributeValue]
  /// Of all outputs, lists flattened.
  public let outputShapes: [[Int]]

  /// - Throws: `TesseraError.Kind.usage` where a dtype is not one of these.
  func require(
    _ index: Int, _ what: String, where isTaken: (DType) -> Bool
  ) throws(TesseraError) {
    guard !isTaken(dtypes[index]) else { return }
    throw TesseraError(
      .usage, "\(op): input \(index) must be \(what), it is \(dtypes[index])")
  }

  /// The dtype in which inputs of different dtypes are computed.
  ///
  /// - Throws: `TesseraError.Kind.usage` where none is defined.
  func promoted() throws(TesseraError) -> DType {
    var result = dtypes[0]
    for dtype in dtypes.dropFirst() {
      guard let wider = result.promoted(with: dtype) else {
        throw TesseraError(
          .usage,
          "\(op): the dtypes of the inputs must promote to one, they are "
            + dtypes.map(\.rawValue).joined(separator: ", "))
      }
      result = wider
    }
    return result
  }
}
