internal import COneDNN
import COpenBLAS
import Glibc
import Synchronization

/// The libraries of matrix products in this process: oneDNN for float32 and bfloat16, which it multiplies by the
/// best instructions that the processor has, and OpenBLAS for float64 and complex64.
///
/// A job has a process per core, so that each uses one thread unless told otherwise: by the environment variable
/// `TESSERA_THREADS` before the first product, or by `threadCount`.
public enum BLAS {
  /// The threads that a product may use.
  public static var threadCount: Int {
    get { Int(threads.load(ordering: .relaxed)) }
    set {
      precondition(newValue > 0, "\(newValue) threads")
      threads.store(Int32(clamping: newValue), ordering: .relaxed)
      openblas_set_num_threads(Int32(clamping: newValue))
    }
  }

  /// What the loaded libraries say of themselves: version, how they were built, and the kernels that they take.
  public static var configuration: [String] {
    let built = unsafe String(cString: openblas_get_config())
    let core = unsafe String(cString: openblas_get_corename())
    let words = built.split(separator: " ").map(String.init)
    return [
      oneDNN, (words.contains(core) ? words : words + [core]).joined(separator: " ") + fallback,
    ]
  }

  private static var oneDNN: String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { texts in
      let (version, instructions) = unsafe (texts.baseAddress!, texts.baseAddress! + 32)
      unsafe ONEDNN_describe(version, instructions)
      return unsafe "oneDNN \(String(cString: version)), \(String(cString: instructions))"
    }
  }

  /// A warning where OpenBLAS knows this processor for an older one: releases before a processor take what they had.
  private static var fallback: String {
    let core = unsafe String(cString: openblas_get_corename())
    let isOld = ["Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Athlon", "Opteron"]
      .contains {
        core.hasPrefix($0)
      }
    guard isOld, KernelVariant.avx2.isAvailable else { return "" }
    let better = KernelVariant.avx512.isAvailable ? "SkylakeX" : "Haswell"
    return
      "; warning: the processor has more; OPENBLAS_CORETYPE=\(better) makes products of float64 faster"
  }

  /// What `TESSERA_THREADS` asks for; nil where it is not set.
  package static func requestedThreads() throws(ThreadsRefusal) -> Int32? {
    guard let setting = unsafe getenv("TESSERA_THREADS") else { return nil }
    let text = unsafe String(cString: setting)
    guard !text.isEmpty else { return nil }
    guard let count = Int32(text), (1...1024).contains(count) else {
      throw ThreadsRefusal(setting: text)
    }
    return count
  }

  /// A setting of `TESSERA_THREADS` that is no number of threads.
  package struct ThreadsRefusal: Error, CustomStringConvertible {
    let setting: String

    package var description: String {
      "TESSERA_THREADS: a number from 1 to 1024 is required, not '\(setting)'"
    }
  }

  static let threads: Atomic<Int32> = {
    let setting = (try? requestedThreads()) ?? nil
    let count = setting ?? 1
    if unsafe setting != nil || getenv("OPENBLAS_NUM_THREADS") == nil {
      openblas_set_num_threads(count)
    }
    return Atomic(count)
  }()

  /// To be called before each use of OpenBLAS; a check of a flag but the first time.
  @inline(__always)
  static func prepare() { _ = threads.load(ordering: .relaxed) }
}
