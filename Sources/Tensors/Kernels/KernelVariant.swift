internal import CKernels
import Glibc

/// Which loops the kernels run where there is a choice; all give the same bits.
///
/// The best one that the processor has is taken, once; `TESSERA_KERNELS` names another.
package enum KernelVariant: String, CaseIterable, Sendable {
  /// What every processor of the architecture has.
  case portable
  /// AVX2, FMA and F16C: also squares of transposes, fills, and the 16-bit floats.
  case avx2
  /// What `avx2` takes, and AVX-512 with F, BW, VL and DQ for functions, sums and extremes.
  case avx512
  /// NEON, which every 64-bit Arm has.
  case neon

  /// Whether this processor has it.
  package var isAvailable: Bool {
    switch self {
    case .portable: true
    case .avx2: CKERNELS_has_avx2() != 0
    case .avx512: CKERNELS_has_avx512() != 0
    case .neon: Self.isArm
    }
  }

  /// Whether the loops that take AVX2 run.
  var hasAVX2: Bool { self == .avx2 || self == .avx512 }

  /// The routines of CKernels.
  var routines: UnsafePointer<CKERNELS_routines> {
    switch self {
    case .avx512: unsafe CKERNELS_routines_avx512()
    case .avx2: unsafe CKERNELS_routines_avx2()
    case .portable, .neon: unsafe CKERNELS_routines_portable()
    }
  }

  private static var isArm: Bool {
    #if arch(arm64)
      true
    #else
      false
    #endif
  }

  /// The variant that kernels run: what `TESSERA_KERNELS` asks for if it can be had, else the best.
  package static let chosen =
    (try? requested()) ?? [.avx512, .avx2, .neon].first(where: \.isAvailable) ?? .portable

  /// The routines of the variant that kernels run.
  static let chosenRoutines = unsafe chosen.routines.pointee

  /// What `TESSERA_KERNELS` asks for; nil if it is not set.
  package static func requested() throws(Refusal) -> KernelVariant? {
    guard let setting = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: setting)
    return try text.isEmpty ? nil : KernelVariant(named: text)
  }

  static let name = "TESSERA_KERNELS"

  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

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
        "\(KernelVariant.name): one of \(KernelVariant.names) is required, not '\(text)'"
      case .unavailable(let variant):
        "\(KernelVariant.name): this processor does not have \(variant)"
      }
    }
  }
}
