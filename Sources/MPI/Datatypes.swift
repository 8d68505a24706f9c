internal import CMPI
import Elements
import Synchronization

// Predefined datatypes: MPI 3.1, section 3.2.2. MPI 3.1 has no 16-bit float: float16 and bfloat16 are
// derived types of two bytes, made once, so that nothing takes them for integers.
extension DType {
  private static let halves = Mutex<[DType: CMPIDatatype]>([:])

  /// The datatype of one element. `float16` and `bfloat16` are committed at first use and kept.
  var datatype: CMPIDatatype {
    get throws(MPIError) {
      switch self {
      case .bool: CMPI_C_BOOL()
      case .int8: CMPI_INT8_T()
      case .int16: CMPI_INT16_T()
      case .int32: CMPI_INT32_T()
      case .int64: CMPI_INT64_T()
      case .uint8: CMPI_UINT8_T()
      case .uint16: CMPI_UINT16_T()
      case .uint32: CMPI_UINT32_T()
      case .uint64: CMPI_UINT64_T()
      case .float32: CMPI_FLOAT()
      case .float64: CMPI_DOUBLE()
      case .complex64: CMPI_C_FLOAT_COMPLEX()
      case .float16, .bfloat16: try half
      }
    }
  }

  private var half: CMPIDatatype {
    get throws(MPIError) {
      try Self.halves.withLock { made throws(MPIError) -> CMPIDatatype in
        if let handle = made[self] { return handle }
        var type = CMPIDatatype()
        try unsafe checked("MPI_Type_contiguous", CMPI_Type_contiguous(2, CMPI_BYTE(), &type))
        try unsafe checked("MPI_Type_commit", CMPI_Type_commit(&type))
        made[self] = type
        return type
      }
    }
  }
}
