import Checkpoints

/// What a load is going to do: the fields that `--plan --json` prints.
struct CheckpointPlanReport: Encodable {
  struct Entry: Encodable {
    let name: String
    let read: String
    let steps: [String]

    enum CodingKeys: String, CodingKey {
      case name, steps
      case read = "read_as"
    }
  }

  let tensors: [Entry]
  let bytesRead: Int
  let received: Int
  let predicted: Double
  let extraBytes: Int

  enum CodingKeys: String, CodingKey {
    case tensors
    case bytesRead = "bytes_read"
    case received = "bytes_received"
    case predicted = "predicted_seconds"
    case extraBytes = "extra_bytes_by_a_rank"
  }

  init(_ plan: LoadPlan) {
    tensors = plan.entries.map {
      Entry(
        name: $0.name, read: "\($0.layout.read)", steps: $0.moves?.steps.map(\.description) ?? [])
    }
    (bytesRead, received) = (plan.bytesRead, plan.predicted.received)
    (predicted, extraBytes) = (plan.predicted.seconds, plan.extraBytes)
  }
}
