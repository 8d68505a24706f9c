internal import CMPI

// Environmental inquiry: MPI 3.1, section 8.1.
extension MPIRuntime {
  /// The name and version of the MPI library, on one line (`MPI_Get_library_version`). Needs no start.
  public static var libraryVersion: String {
    unsafe text(capacity: MPI_MAX_LIBRARY_VERSION_STRING) { unsafe MPI_Get_library_version($0, $1) }
  }

  /// The library that runs, `Open MPI v4.1.4` or `MPICH v4.0.2`; of another the first words of its text.
  public static var library: String {
    let line = libraryVersion.prefix { $0 != "," && $0 != "\n" }
    guard line.hasPrefix("MPICH Version:") else { return String(line) }
    return "MPICH v" + line.dropFirst("MPICH Version:".count).filter { !$0.isWhitespace }
  }

  /// The library whose headers this program was built with, in the words of `library`; empty where they
  /// do not say.
  public static var builtLibrary: String { unsafe String(cString: CMPI_built_with()) }

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
