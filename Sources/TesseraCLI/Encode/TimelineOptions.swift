import ArgumentParser
import Foundation
import Pictures
import PlanningCommands
import Simulation
import Tessera

/// Where the time line of all ranks goes.
struct TimelineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write what every rank did when as trace events, for Perfetto or chrome://tracing.",
      valueName: "file.json"))
  var trace: String?

  @Option(
    help: ArgumentHelp("Draw what every rank did when into this file.", valueName: "file.svg"))
  var svg: String?

  var isWanted: Bool { trace != nil || svg != nil }

  /// Writes the files that are named.
  ///
  /// - Parameter rows: what each rank's row is called.
  /// - Throws: `TesseraError.Kind.data` where a file cannot be written.
  func write(_ timeline: JobTimeline, title: String, rows: [Int: String]) throws {
    if let trace {
      let events = TraceEvents(timeline, rows: rows)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(events).write(to: trace, for: "--trace")
    }
    if let svg {
      let picture = TimelinePicture(timeline, title: title, rows: rows)
      try Data(picture.svg.description.utf8).write(to: svg, for: "--svg")
    }
  }
}
