internal import COneDNN
import COpenBLAS
import Glibc

/// The libraries of matrix products in this process: oneDNN for float32 and bfloat16, which it multiplies by the
/// best instructions that the processor has, and OpenBLAS for float64 and complex64.
///
/// Each computes on the thread that calls it: a large product is cut into pieces, which `KernelThreads` computes.
package enum BLAS {
  /// What the loaded libraries say of themselves: version, how they were built, and the kernels that they take.
  package static var configuration: [String] {
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

  private static let isPrepared: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// To be called before each use of OpenBLAS; a check of a flag but the first time.
  @inline(__always)
  static func prepare() { _ = isPrepared }
}
