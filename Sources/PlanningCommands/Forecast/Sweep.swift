import ArgumentParser
import Console
import CostModel
import Elements
import Files
import Forecasts
import Foundation
import Pictures
import Sharding

/// An option of a simulation, and the values that it takes one after the other.
package struct Sweep: ExpressibleByArgument {
  /// The option without its dashes, `ranks`, or a mesh dim.
  package let name: String
  package let values: [String]

  /// `ranks=8..4096`: the powers of two times 8 up to 4096; or a list, `schedule=gpipe,1f1b`.
  package init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    name = parts[0]
    if let range = parts[1].wholeMatch(of: /(\d+)\.\.(\d+)/), let first = Int(range.1),
      let last = Int(range.2)
    {
      guard first > 0, last >= first, last <= 1 << 30 else { return nil }
      values = Array(sequence(first: first) { $0 * 2 <= last ? $0 * 2 : nil }).map(String.init)
    } else {
      values = Self.parts(parts[1])
    }
    guard !values.isEmpty, values.allSatisfy({ !$0.isEmpty }) else { return nil }
  }

  /// What stands between commas that no braces enclose.
  private static func parts(_ text: String) -> [String] {
    var (parts, depth) = ([""], 0)
    for character in text {
      if character == "{" { depth += 1 } else if character == "}" { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }
}

extension SimulateProgram {
  /// The same simulation with another value of an option.
  ///
  /// - Throws: `TesseraError.Kind.usage` where there is no such option to sweep, or it does not take the value.
  package func with(_ name: String, _ value: String) throws -> SimulateProgram {
    var other = self
    func parsed<Value: ExpressibleByArgument>() throws -> Value {
      guard let parsed = Value(argument: value) else {
        throw TesseraError(.usage, "--sweep: --\(name) does not take '\(value)'")
      }
      return parsed
    }
    switch name {
    case "mesh": other.completion.mesh.mesh = value
    case "topology": other.topology.topology = value
    case "passes": other.completion.placement.passes = value
    case "microbatches": other.step.microbatches = try parsed()
    case "schedule": other.step.schedule = try parsed() as PipelineSchedule.Order
    case "turns": other.step.turns = try parsed() as Int
    case "optimizer": other.step.optimizer = try parsed() as OptimiserKind
    case "framework": other.step.framework = try parsed()
    case "minimise": other.goal.minimise = try parsed()
    default:
      let meshes = try MeshFile(argument: completion.mesh.mesh).meshes
      let dim = name == "ranks" ? 0 : meshes[0].axes.firstIndex(of: name)
      guard meshes.count == 1, let dim else {
        throw TesseraError(
          .usage,
          "--sweep: ranks, a dim of the mesh, mesh, topology, passes, microbatches, schedule, turns, optimizer, "
            + "framework or minimise is required, not '\(name)'")
      }
      var shape = meshes[0].shape
      let rest = meshes[0].count / shape[dim]
      guard let count = Int(value), count > 0, name != "ranks" || count % rest == 0 else {
        throw TesseraError(
          .usage,
          name == "ranks"
            ? "--sweep: ranks must be a multiple of the \(rest) of the mesh's other dims, not \(value)"
            : "--sweep: a length of mesh dim \(name) is required, not '\(value)'")
      }
      shape[dim] = name == "ranks" ? count / rest : count
      other.completion.mesh.mesh =
        "{" + zip(meshes[0].axes, shape).map { "\($0): \($1)" }.joined(separator: ", ") + "}"
    }
    do { try other.step.validate() } catch let error as ValidationError {
      throw TesseraError(.usage, error.message)
    }
    return other
  }
}

/// What one simulation of a sweep found.
package struct SweepRow: Hashable, Sendable, Codable {
  /// The value of the option.
  package let value: String
  package let ranks: Int
  package let stepSeconds: Double
  package let samplesPerSecond: Double
  package let tokensPerSecond: Double?
  package let mfu: Double
  package let computingSeconds: Double
  package let exposedCommunicationSeconds: Double
  package let bubbleSeconds: Double
  package let optimiserSeconds: Double
  package let receivedBytes: Int
  package let peakBytesPerRank: Int
  package let fits: Bool

  package init(_ value: String, _ forecast: ProgramForecast) {
    self.value = value
    ranks = forecast.ranks
    stepSeconds = forecast.stepSeconds
    samplesPerSecond = forecast.samplesPerSecond
    tokensPerSecond = forecast.tokensPerSecond
    mfu = forecast.utilisation
    computingSeconds = forecast.seconds.computing
    exposedCommunicationSeconds = forecast.seconds.exposedCommunication
    bubbleSeconds = forecast.seconds.bubble
    optimiserSeconds = forecast.seconds.optimiser
    receivedBytes = forecast.receivedBytes
    peakBytesPerRank = forecast.peakBytesPerRank
    fits = forecast.fits
  }
}

/// All rows of a sweep, as they are told.
package struct SweepReport: Hashable, Sendable, Codable {
  package let option: String
  package private(set) var rows: [SweepRow] = []

  package init(_ option: String) { self.option = option }

  package mutating func add(_ row: SweepRow) { rows.append(row) }

  private static let columns = [
    "all_ranks", "step_seconds", "samples_per_second", "tokens_per_second", "mfu",
    "computing_seconds",
    "exposed_communication_seconds", "bubble_seconds", "optimiser_seconds", "received_bytes",
    "peak_bytes_per_rank", "fits",
  ]

  /// The rows as comma-separated values, with a header.
  package var csv: String {
    let lines = rows.map { row in
      [
        row.value.contains(",") ? "\"\(row.value)\"" : row.value, "\(row.ranks)",
        "\(row.stepSeconds)",
        "\(row.samplesPerSecond)", row.tokensPerSecond.map { "\($0)" } ?? "", "\(row.mfu)",
        "\(row.computingSeconds)", "\(row.exposedCommunicationSeconds)", "\(row.bubbleSeconds)",
        "\(row.optimiserSeconds)", "\(row.receivedBytes)", "\(row.peakBytesPerRank)", "\(row.fits)",
      ].joined(separator: ",")
    }
    return ([([option] + Self.columns).joined(separator: ",")] + lines).joined(separator: "\n")
      + "\n"
  }

  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  package var table: TextTable {
    TextTable(
      [
        .init(option), "all ranks", .init("step", in: "ms"), "samples/s", "of the peak",
        .init("computing", in: "ms"), .init("messages alone", in: "ms"),
        .init("at the most", of: .busiestRank), "fits",
      ],
      rows.map {
        [
          .words($0.value), .count($0.ranks), .number(1e3 * $0.stepSeconds, digits: 3),
          .number($0.samplesPerSecond, digits: 1), .share($0.mfu),
          .number(1e3 * $0.computingSeconds, digits: 3),
          .number(1e3 * $0.exposedCommunicationSeconds, digits: 3), .bytes($0.peakBytesPerRank),
          .words($0.fits ? "yes" : "no"),
        ]
      })
  }

  /// The seconds of a step by what takes them, over the values where they are numbers, else over their places.
  package var chart: LineChart {
    let numbers = rows.map { Double($0.value) }
    let places =
      numbers.contains { $0 == nil }
      ? rows.indices.map { Double($0 + 1) } : numbers.compactMap { $0 }
    func series(_ name: String, _ get: (SweepRow) -> Double) -> LineChart.Series {
      LineChart.Series(
        name, zip(places, rows).filter { get($1) > 0 }.map { .init(x: $0, y: get($1)) })
    }
    let all = [
      series("step", \.stepSeconds), series("computing", \.computingSeconds),
      series("messages alone", \.exposedCommunicationSeconds), series("bubble", \.bubbleSeconds),
    ]
    return LineChart(
      title: "a step by \(option)", x: (option, .count, .logarithmic),
      y: ("time", .seconds, .logarithmic), series: all.filter { !$0.points.isEmpty })
  }
}

/// The rows that an interrupted sweep has written.
package struct SweepFile {
  private let path: String
  /// By value of the option: the line.
  private(set) var lines: [String: String] = [:]

  /// - Throws: `TesseraError.Kind.data` where the file is there and is none of such a sweep.
  package init(_ path: String, of option: String) throws(TesseraError) {
    self.path = path
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
    let all = text.split(separator: "\n").map(String.init)
    let header = SweepReport(option).csv.split(separator: "\n").map(String.init)
    guard all.first == header.first else {
      throw TesseraError(
        .data,
        "\(path): the rows of a sweep of \(option) are required to go on, its header is another")
    }
    for line in all.dropFirst() {
      let value =
        line.hasPrefix("\"")
        ? String(line.dropFirst().prefix { $0 != "\"" }) : String(line.prefix { $0 != "," })
      lines[value] = line
    }
  }

  /// The row of a value; nil where it is not there.
  package func row(_ value: String) -> SweepRow? {
    guard let line = lines[value] else { return nil }
    let rest = line.dropFirst(value.count + (line.hasPrefix("\"") ? 3 : 1))
    return SweepRow(
      value, fields: rest.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
  }
}

extension SweepRow {
  /// A row of comma-separated values; nil where a field is none.
  init?(_ value: String, fields: [String]) {
    guard fields.count == 12, let ranks = Int(fields[0]), let received = Int(fields[9]),
      let peak = Int(fields[10]), let fits = Bool(fields[11])
    else { return nil }
    let numbers = fields[1...8].map { Double($0) }
    guard numbers.enumerated().allSatisfy({ $0.offset == 2 || $0.element != nil }) else {
      return nil
    }
    let known = numbers.map { $0 ?? 0 }
    self.value = value
    self.ranks = ranks
    stepSeconds = known[0]
    samplesPerSecond = known[1]
    tokensPerSecond = numbers[2]
    mfu = known[3]
    computingSeconds = known[4]
    exposedCommunicationSeconds = known[5]
    bubbleSeconds = known[6]
    optimiserSeconds = known[7]
    receivedBytes = received
    peakBytesPerRank = peak
    self.fits = fits
  }
}
