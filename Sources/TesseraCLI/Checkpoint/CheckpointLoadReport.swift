import CheckpointFormats
import Checkpoints
import Elements
import Tessera

/// What a load did: the fields that `--json` prints.
struct CheckpointLoadReport: Encodable {
  let path: String
  let format: String
  let tensors: [String: String]
  let scalars: [String: String]
  let missing: [String]
  let unexpected: [String]
  let unread: [String]
  let converted: [String]
  let bytes: Int
  let read: Int
  let received: Int
  let predicted: Double
  private let unreadLines: [String]
  private let totals: String

  enum CodingKeys: String, CodingKey {
    case path, format, tensors, scalars, missing, unexpected, unread, converted, bytes
    case read = "bytes_read"
    case received = "bytes_received"
    case predicted = "predicted_seconds"
  }

  init(_ contents: CheckpointContents, _ loaded: LoadedCheckpoint, _ trace: Trace) {
    path = contents.path
    format = contents.format
    tensors = loaded.tensors.mapValues(\.description)
    scalars = loaded.scalars.mapValues(\.description)
    missing = loaded.missing
    unexpected = loaded.unexpected
    (unread, unreadLines) = (loaded.unread, contents.unreadLines)
    converted = loaded.converted
    bytes = loaded.tensors.values.reduce(0) { $0 + $1.shape.reduce($1.dtype.byteCount, *) }
    read = loaded.bytesRead
    received = trace.totals.reduce(0) { $0 + $1.bytes }
    predicted = loaded.predicted.seconds
    let sums = trace.totals.map { "\($0.collective): \($0.count), \(ByteCount($0.bytes))" }
    totals = "moved by all ranks: " + (sums.isEmpty ? "nothing" : sums.joined(separator: "; "))
  }

  var text: String {
    var lines = tensors.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)" }
    lines += scalars.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    lines += missing.map { "missing: \($0)" } + unexpected.map { "not asked for: \($0)" }
    lines += unreadLines
    lines += converted.map { "converted: \($0)" }
    lines.append("\(tensors.count) tensors, \(ByteCount(bytes)), from \(path) (\(format))")
    lines.append("read by all ranks: \(ByteCount(read))")
    let price = received > 0 ? ", predicted to take \((predicted * 1e3).fixed(3)) ms" : ""
    lines.append(totals + price)
    return lines.joined(separator: "\n")
  }
}
