internal import CKernels
import Glibc

/// Which loops the kernels run where there is a choice; all give the same bits.
///
/// The best one that the processor has is taken, once; `TESSERA_KERNELS=portable` takes the other.
package enum KernelVariant: String, CaseIterable, Sendable {
  /// What every processor of the architecture has.
  case portable
  /// AVX2 and F16C: squares of transposes, fills, and the 16-bit floats.
  case avx2

  /// Whether this processor has it.
  package var isAvailable: Bool {
    switch self {
    case .portable: true
    case .avx2: CKERNELS_has_avx2() != 0
    }
  }

  /// The variant that kernels run: what `TESSERA_KERNELS` asks for if it can be had, else the best.
  package static let chosen =
    (try? requested()) ?? (KernelVariant.avx2.isAvailable ? .avx2 : .portable)

  /// What `TESSERA_KERNELS` asks for; nil where it is not set.
  package static func requested() throws(Refusal) -> KernelVariant? {
    guard let setting = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: setting)
    return try text.isEmpty ? nil : KernelVariant(named: text)
  }

  static let name = "TESSERA_KERNELS"

  init(named text: String) throws(Refusal) {
    guard let variant = KernelVariant(rawValue: text) else { throw .unknown(text) }
    guard variant.isAvailable else { throw .unavailable(variant) }
    self = variant
  }

  /// Why a setting cannot be followed.
  package enum Refusal: Error, Hashable, CustomStringConvertible {
    case unknown(String)
    case unavailable(KernelVariant)

    package var description: String {
      switch self {
      case .unknown(let text):
        "\(KernelVariant.name): portable or avx2 is required, not '\(text)'"
      case .unavailable(let variant):
        "\(KernelVariant.name): this processor does not have \(variant)"
      }
    }
  }
}
