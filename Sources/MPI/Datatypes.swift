internal import CMPI
import Elements
import Synchronization

// Predefined datatypes: MPI 3.1, section 3.2.2. MPI 3.1 has no 16-bit float: float16 and bfloat16 are
// derived types of two bytes, made once, so that nothing takes them for integers.
extension DType {
  private static let halves = Mutex<[DType: Handle]>([:])

  /// The datatype of one element. `float16` and `bfloat16` are committed at first use and kept.
  var datatype: Handle {
    get throws(MPIError) {
      switch self {
      case .bool: unsafe Handle(CMPI_C_BOOL())
      case .int8: unsafe Handle(CMPI_INT8_T())
      case .int16: unsafe Handle(CMPI_INT16_T())
      case .int32: unsafe Handle(CMPI_INT32_T())
      case .int64: unsafe Handle(CMPI_INT64_T())
      case .uint8: unsafe Handle(CMPI_UINT8_T())
      case .uint16: unsafe Handle(CMPI_UINT16_T())
      case .uint32: unsafe Handle(CMPI_UINT32_T())
      case .uint64: unsafe Handle(CMPI_UINT64_T())
      case .float32: unsafe Handle(CMPI_FLOAT())
      case .float64: unsafe Handle(CMPI_DOUBLE())
      case .complex64: unsafe Handle(CMPI_C_FLOAT_COMPLEX())
      case .float16, .bfloat16: try half
      }
    }
  }

  private var half: Handle {
    get throws(MPIError) {
      try Self.halves.withLock { made throws(MPIError) -> Handle in
        if let handle = made[self] { return handle }
        var type: MPI_Datatype?
        try unsafe checked("MPI_Type_contiguous", MPI_Type_contiguous(2, CMPI_BYTE(), &type))
        try unsafe checked("MPI_Type_commit", MPI_Type_commit(&type))
        let handle = unsafe Handle(type)
        made[self] = handle
        return handle
      }
    }
  }
}
