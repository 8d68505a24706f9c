import Elements
import Foundation

/// Where random tests begin, so that a failure can be seen again.
public enum Seed {
  /// The seed of a test, which prints it where it fails: always the same, or as TESSERA_SEED says,
  /// a number or `random`.
  ///
  /// - Parameter part: tells the parts of one test apart.
  public static func drawn(part: Int = 0) -> UInt64 {
    var generator = SeededGenerator(seed: base &+ UInt64(truncatingIfNeeded: part))
    return part == 0 ? base : generator.next()
  }

  private static let base: UInt64 =
    switch ProcessInfo.processInfo.environment["TESSERA_SEED"] {
    case "random": .random(in: .min ... .max)
    case let given?: UInt64(given) ?? 491_651
    case nil: 491_651
    }
}
