internal import CMPI
import Glibc

// Environmental inquiry: MPI 3.1, section 8.1.
extension MPIRuntime {
  /// The name and version of the MPI library, on one line (`MPI_Get_library_version`). Needs no start.
  public static var libraryVersion: String {
    unsafe text(capacity: MPI_MAX_LIBRARY_VERSION_STRING) { unsafe MPI_Get_library_version($0, $1) }
  }

  /// The version of the standard, `3.1` (`MPI_Get_version`). Needs no start.
  public static var standardVersion: String {
    var (version, subversion): (Int32, Int32) = (0, 0)
    return unsafe MPI_Get_version(&version, &subversion) == MPI_SUCCESS
      ? "\(version).\(subversion)" : ""
  }

  /// The name of the host (`MPI_Get_processor_name`). Empty before the start.
  public static var processorName: String {
    guard isStarted, !isFinalized else { return "" }
    return unsafe text(capacity: MPI_MAX_PROCESSOR_NAME) { unsafe MPI_Get_processor_name($0, $1) }
  }

  /// Whether mpirun started this process: then MPI's world is the launcher's, else a world of one.
  public static var isUnderLauncher: Bool { unsafe getenv("OMPI_COMM_WORLD_SIZE") != nil }

  private static func text(
    capacity: some BinaryInteger,
    _ call: (UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
  ) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(capacity) + 1) { buffer in
      var length: Int32 = 0
      guard let base = buffer.baseAddress, unsafe call(base, &length) == MPI_SUCCESS else {
        return ""
      }
      return unsafe String(cString: base)
    }
  }
}
