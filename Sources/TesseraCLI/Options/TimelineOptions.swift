import PlanningCommands
import ArgumentParser
import Console
import Foundation
import Pictures
import Simulation
import Tessera

/// Where the time line of all ranks goes.
struct TimelineOptions: ParsableArguments, FileOptions {
  @Option(
    help: ArgumentHelp(
      "Write a time line of every rank as trace events, for Perfetto or chrome://tracing.",
      valueName: "file.json"))
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Draw a time line of every rank, and where possible the shards, into this file.",
      valueName: "file.svg"))
  var svg: String?

  var isWanted: Bool { trace != nil || svg != nil }

  var files: [WrittenFile] {
    [WrittenFile(trace, of: "--trace"), WrittenFile(svg, of: "--svg")].compactMap { $0 }
  }

  /// Has rank 0 write the files that are named. Collective.
  ///
  /// - Parameters:
  ///   - rows: what each rank's row is called.
  ///   - stages: those whose ranks are apart in the trace; none for a job without.
  ///   - below: what is drawn below the time line.
  /// - Throws: `TesseraError.Kind.data` if a file cannot be written.
  func write(
    _ recorded: Trace, _ clock: ClockOffset, title: String, rows: [Int: String] = [:],
    stages: [(name: String, ranks: [Int])] = [], below: () throws -> SVG? = { nil },
    on cluster: Cluster
  ) throws {
    guard let timeline = recorded.timeline else { return }
    let collected = try timeline.collected(on: 0, clock, of: cluster)
    try cluster.together {
      guard let all = collected else { return }
      let rows = cluster.isVirtual && rows.isEmpty ? [0: "all ranks"] : rows
      if let trace {
        try TraceEvents(all, rows: rows, stages: stages).json().write(to: trace, for: "--trace")
      }
      if let svg {
        let picture = TimelinePicture(all, title: title, rows: rows).svg
        let whole = try below().map { picture.above($0) } ?? picture
        try whole.description.write(to: svg, for: "--svg")
      }
    }
  }
}

extension Cluster {
  /// Checks, before the work begins, what the rank `speaker` is to write, and the time line of rank 0. A virtual job has
  /// checked them already.
  func requireFiles(_ result: any FileOptions, by speaker: Int, _ timeline: TimelineOptions? = nil)
    throws(TesseraError)
  {
    if isVirtual { return }
    if residents.contains(speaker) { try result.checkFiles() }
    if rank == 0 { try timeline?.checkFiles() }
  }
}
