internal import CMPI
import Elements
import Synchronization

// Reduce operations: MPI 3.1, sections 5.9.2 (predefined) and 5.9.5 (user-defined).

/// The operation by which MPI folds elements of one dtype.
///
/// | dtype | sum, prod, avg | max, min | any, all |
/// |---|---|---|---|
/// | bool | | user-defined, as any and all | user-defined |
/// | signed integers | `MPI_SUM`, of 8 and 16 bits user-defined; `MPI_PROD` | `MPI_MAX`, `MPI_MIN` | user-defined |
/// | unsigned integers | the same | user-defined | user-defined |
/// | float32, float64 | `MPI_SUM`, `MPI_PROD` | user-defined: NaN wins | user-defined |
/// | complex64 | `MPI_SUM`, `MPI_PROD` | | user-defined |
/// | float16, bfloat16 | as float32, rounded once at the end | user-defined: NaN wins | user-defined |
///
/// Open MPI's sums of 8 and 16 bits wrap in some places of a buffer and saturate in others, and its logical
/// operations give back bytes that are neither 0 nor 1; MPICH 4.0.2 compares unsigned integers as signed
/// ones; so these are our own. `avg` is a sum here, which
/// the binding divides after the reduction, so that it overflows where the sum does. The user-defined `any`
/// and `all` of numbers give back the value of a certain rank, so that they are not commutative. Any NaN in
/// a result is the dtype's canonical one: the library's has the bits of one rank or another, as it lies in
/// the buffer.
struct Reduction {
  let type: DType
  let op: ReduceOp
  /// What goes over the wire: float32 for sums and products of 16-bit floats.
  let wire: DType
  let datatype: CMPIDatatype
  let operation: CMPIOp

  /// - Throws: class `.operation` where the dtype does not carry the op.
  init(_ op: ReduceOp, _ type: DType, _ call: String) throws(MPIError) {
    try require(type.carries(op), call, .operation, "\(type) carries no \(op)")
    self.op = op
    self.type = type
    let isHalf = type == .float16 || type == .bfloat16
    let folds = op == .sum || op == .avg || op == .prod
    wire = isHalf && folds ? .float32 : type
    datatype = try wire.datatype
    operation = try Self.operation(op, wire)
  }

  var isWidened: Bool { wire != type }

  private static let made = Mutex<[Key: CMPIOp]>([:])

  private struct Key: Hashable {
    let op: ReduceOp
    let type: DType
  }

  private static func operation(_ op: ReduceOp, _ type: DType) throws(MPIError) -> CMPIOp {
    let isInteger = type.kind == .signedInteger || type.kind == .unsignedInteger
    return switch (op, type.kind) {
    case (.sum, _) where isInteger && type.byteCount < 4: try userDefined(Key(op: op, type: type))
    case (.sum, _), (.avg, _): CMPI_SUM()
    case (.prod, _): CMPI_PROD()
    case (.max, .signedInteger): CMPI_MAX()
    case (.min, .signedInteger): CMPI_MIN()
    default: try userDefined(Key(op: op, type: type))
    }
  }

  private static func userDefined(_ key: Key) throws(MPIError) -> CMPIOp {
    try made.withLock { made throws(MPIError) -> CMPIOp in
      if let handle = made[key] { return handle }
      var operation = CMPIOp()
      let keepsRank = (key.op == .any || key.op == .all) && key.type != .bool
      let commutes: Int32 = keepsRank ? 0 : 1
      try unsafe checked(
        "MPI_Op_create", CMPI_Op_create(userFunction(key.op, key.type), commutes, &operation))
      made[key] = operation
      return operation
    }
  }
}
