import Elements
import Files
import Foundation
import Resharding
import Sharding

/// A plan that is predicted to take much less time than the one that moves the fewest bytes.
package struct FasterPlan: Codable {
  package let seconds: Double
  package let bytes: Int

  /// How many times as fast it must be to be told.
  private static let worthTelling = 1.25

  /// The plan that `--minimise time` gives, where bytes are minimised and it is much faster.
  package init?(than plan: ReshardPlan, _ certificate: Certificate, _ planning: Planning) {
    guard planning.minimise == .bytes, !plan.steps.isEmpty else { return nil }
    var hasty = planning
    hasty.minimise = .time
    guard let other = try? Planner(hasty).plan(plan.transition), other.steps != plan.steps else {
      return nil
    }
    let found = Planner(hasty).price(of: other)
    guard found.seconds * Self.worthTelling <= certificate.price.seconds else { return nil }
    (seconds, bytes) = (found.seconds, found.received)
  }

  package func line(insteadOf slower: Double) -> String {
    let times = String(format: "%.1f", slower / seconds)
    return "  --minimise time has a plan that is predicted \(times) times as fast, "
      + "\(String(format: "%.3f", seconds * 1000)) ms, and receives \(ByteCount(bytes))"
  }
}
