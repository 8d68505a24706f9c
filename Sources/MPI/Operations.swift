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
  let datatype: Handle
  let operation: Handle

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

  private static let made = Mutex<[Key: Handle]>([:])

  private struct Key: Hashable {
    let op: ReduceOp
    let type: DType
  }

  private static func operation(_ op: ReduceOp, _ type: DType) throws(MPIError) -> Handle {
    switch (op, type.kind) {
    case (.sum, _), (.avg, _): unsafe Handle(CMPI_SUM())
    case (.prod, _): unsafe Handle(CMPI_PROD())
    case (.any, .boolean): unsafe Handle(CMPI_LOR())
    case (.all, .boolean): unsafe Handle(CMPI_LAND())
    case (.max, .signedInteger), (.max, .unsignedInteger): unsafe Handle(CMPI_MAX())
    case (.min, .signedInteger), (.min, .unsignedInteger): unsafe Handle(CMPI_MIN())
    default: try userDefined(Key(op: op, type: type))
    }
  }

  private static func userDefined(_ key: Key) throws(MPIError) -> Handle {
    try made.withLock { made throws(MPIError) -> Handle in
      if let handle = made[key] { return handle }
      var operation: MPI_Op?
      let commutes: Int32 = key.op == .max || key.op == .min ? 1 : 0
      try unsafe checked(
        "MPI_Op_create", MPI_Op_create(userFunction(key.op, key.type), commutes, &operation))
      let handle = unsafe Handle(operation)
      made[key] = handle
      return handle
    }
  }
}
