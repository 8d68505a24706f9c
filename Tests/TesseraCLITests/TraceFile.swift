import Foundation

/// Trace events that a command has written.
struct TraceFile {
  private struct Content: Decodable {
    let traceEvents: [Event]
    let otherData: [String: String]?
  }

  private struct Event: Decodable {
    let name: String
    let ph: String
    let cat: String?
    let ts: Double?
    let dur: Double?
    let pid: Int
    let tid: Int
    let id: Int?
    let args: Arguments?
  }

  private struct Arguments: Decodable {
    let name: String?
    let microbatch: Int?
    let shapes: String?
  }

  let otherData: [String: String]
  private let events: [Event]

  init(_ path: String) throws {
    let content = try JSONDecoder().decode(
      Content.self, from: Data(contentsOf: URL(filePath: path)))
    events = content.traceEvents
    otherData = content.otherData ?? [:]
  }

  /// Those that have a name.
  var ranks: [Int] { events.filter { $0.name == "thread_name" }.map(\.tid) }

  /// The names of the processes, in order.
  var processes: [String] {
    events.filter { $0.name == "process_name" }.sorted { $0.pid < $1.pid }.compactMap(\.args?.name)
  }

  /// The arrows, from which process to which.
  var flows: [[Int]] {
    Dictionary(grouping: events.filter { $0.cat == "flow" }, by: \.id).sorted {
      $0.key ?? 0 < $1.key ?? 0
    }
    .map { $0.value.sorted { $0.ph > $1.ph }.map(\.pid) }
  }

  /// Of the actions of stages, the micro-batch and what they are given and give.
  var actions: [(microbatch: Int?, shapes: String?)] {
    events.filter { $0.cat == "forward" }.map { ($0.args?.microbatch, $0.args?.shapes) }
  }

  /// The names of a rank's events of a category, by time.
  func names(of rank: Int, _ category: String) -> [String] {
    events.filter { $0.ph == "X" && $0.tid == rank && $0.cat == category }
      .sorted { ($0.ts ?? 0) < ($1.ts ?? 0) }.map(\.name)
  }

  /// Whether any two events of a rank are apart, or one lies within the other.
  var isNested: Bool {
    Dictionary(grouping: events.filter { $0.ph == "X" }, by: \.tid).values.allSatisfy { events in
      var open: [Double] = []
      let spans = events.map { ($0.ts ?? 0, ($0.ts ?? 0) + ($0.dur ?? 0)) }
        .sorted { ($0.0, -$0.1) < ($1.0, -$1.1) }
      return spans.allSatisfy { start, end in
        while let last = open.last, last <= start + 0.001 { open.removeLast() }
        guard end <= (open.last ?? .infinity) + 0.001 else { return false }
        open.append(end)
        return true
      }
    }
  }
}
