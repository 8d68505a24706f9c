import Console
import Elements
import Foundation
import Resharding
import Sharding

/// What several reshards of one tensor cost, beside each other: the fields that `--json` prints.
package struct PlanComparison: Encodable {
  package struct Row: Encodable {
    package let to: String
    package let steps: [String]
    /// By all ranks.
    package let received: Int
    /// Of the rank that receives most.
    package let mostReceived: Int
    package let predictedSeconds: Double
    /// Of the rank that holds most at once: its shards, and what is staged between them.
    package let peakBytes: Int

    package enum CodingKeys: String, CodingKey {
      case to, steps
      case received = "received_total"
      case mostReceived = "most_received"
      case predictedSeconds = "predicted_seconds"
      case peakBytes = "peak_bytes"
    }
  }

  package let globalShape: [Int]
  package let dtype: String
  package let from: String
  package let topology: String
  package let rows: [Row]

  package enum CodingKeys: String, CodingKey {
    case dtype, from, topology, rows
    case globalShape = "global_shape"
  }

  /// - Parameter transitions: at least one, all from the same placements.
  package init(_ transitions: [Transition], _ planning: Planning) throws {
    (globalShape, dtype) = (transitions[0].shape, transitions[0].dtype.description)
    from = transitions[0].from.description
    topology = planning.costs.topology.name
    let planner = Planner(planning)
    rows = try transitions.map { transition in
      let plan = try planner.plan(transition)
      let certificate = planner.certificate(of: plan)
      return Row(
        to: transition.to.description, steps: plan.steps.map(\.function),
        received: certificate.received, mostReceived: certificate.busiestReceived,
        predictedSeconds: certificate.price.seconds,
        peakBytes: certificate.sourceBytes + certificate.targetBytes + certificate.peakExtraBytes)
    }
  }

  package var table: TextTable {
    TextTable(
      [
        "to", "steps", .init("received", of: .allRanks), .init("received", of: .busiestRank),
        .init("time", in: "ms"), .init("memory", of: .busiestRank),
      ],
      rows.map { row in
        [
          .words(row.to), .words(row.steps.isEmpty ? "-" : row.steps.joined(separator: ", ")),
          .bytes(row.received), .bytes(row.mostReceived), .milliseconds(row.predictedSeconds),
          .bytes(row.peakBytes),
        ]
      })
  }

  package var text: String {
    let shape = globalShape.map(String.init).joined(separator: ",")
    let head = "\(dtype)[\(shape)]  from \(from)"
    return ([head] + table.lines + ["times are predicted on \(topology)"]).joined(separator: "\n")
  }

  package func json() throws -> String { try prettyJSON() }
}
