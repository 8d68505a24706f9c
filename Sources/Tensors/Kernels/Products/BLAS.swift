import COpenBLAS
import Glibc

/// The library of matrix products, OpenBLAS, in this process.
///
/// A job has a process per core, so that each uses one thread unless told otherwise: by the
/// environment variable `OPENBLAS_NUM_THREADS` before the first product, or by `threadCount`.
public enum BLAS {
  /// The threads that a product may use.
  public static var threadCount: Int {
    get {
      prepare()
      return Int(openblas_get_num_threads())
    }
    set {
      precondition(newValue > 0, "\(newValue) threads")
      prepare()
      openblas_set_num_threads(Int32(clamping: newValue))
    }
  }

  /// What the loaded library says of itself: its version, how it was built, and the kernels that it takes.
  public static var configuration: String {
    let built = unsafe String(cString: openblas_get_config())
    let core = unsafe String(cString: openblas_get_corename())
    let words = built.split(separator: " ").map(String.init)
    return (words.contains(core) ? words : words + [core]).joined(separator: " ")
  }

  private static let isPrepared: Bool = {
    if unsafe getenv("OPENBLAS_NUM_THREADS") == nil { openblas_set_num_threads(1) }
    return true
  }()

  /// To be called before each use of the library; a check of a flag but the first time.
  @inline(__always)
  static func prepare() { _ = isPrepared }
}
