internal import CMPI
import Elements
import Synchronization

// Reduce operations: MPI 3.1, sections 5.9.2 (predefined) and 5.9.5 (user-defined).

/// The operation by which MPI folds elements of one dtype.
///
/// | dtype | sum, prod, avg | max, min | any, all |
/// |---|---|---|---|
/// | bool | | | `MPI_LOR`, `MPI_LAND` |
/// | integers | `MPI_SUM`, `MPI_PROD` | `MPI_MAX`, `MPI_MIN` | user-defined |
/// | float32, float64 | `MPI_SUM`, `MPI_PROD` | user-defined: NaN wins | user-defined |
/// | complex64 | `MPI_SUM`, `MPI_PROD` | | user-defined |
/// | float16, bfloat16 | as float32, rounded once at the end | user-defined: NaN wins | user-defined |
///
/// `avg` is a sum here, which the binding divides after the reduction. The user-defined `any` and
/// `all` give back the value of a certain rank, so that they are not commutative.
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
    switch (op, type.kind) {
    case (.sum, _), (.avg, _): CMPI_SUM()
    case (.prod, _): CMPI_PROD()
    case (.any, .boolean): CMPI_LOR()
    case (.all, .boolean): CMPI_LAND()
    case (.max, .signedInteger), (.max, .unsignedInteger): CMPI_MAX()
    case (.min, .signedInteger), (.min, .unsignedInteger): CMPI_MIN()
    default: try userDefined(Key(op: op, type: type))
    }
  }

  private static func userDefined(_ key: Key) throws(MPIError) -> CMPIOp {
    try made.withLock { made throws(MPIError) -> CMPIOp in
      if let handle = made[key] { return handle }
      var operation = CMPIOp()
      let commutes: Int32 = key.op == .max || key.op == .min ? 1 : 0
      try unsafe checked(
        "MPI_Op_create", CMPI_Op_create(userFunction(key.op, key.type), commutes, &operation))
      made[key] = operation
      return operation
    }
  }
}
