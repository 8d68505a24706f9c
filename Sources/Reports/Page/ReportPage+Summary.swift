import CostModel
import Elements
import Forecasts
import Foundation
import Pictures

extension ReportPage {
  /// The numbers of a step, and what its time and its memory go to.
  var summary: [HTML] {
    let forecast = contents.forecast
    var figures: [HTML] = [
      .figure("Step", Self.time(forecast.stepSeconds), stepNote)
    ]
    if let tokens = forecast.tokensPerSecond {
      figures.append(
        .figure("Tokens a second", Self.number(tokens), "\(forecast.tokens ?? 0) a step"))
    } else {
      figures.append(
        .figure(
          "Samples a second", Self.number(forecast.samplesPerSecond), "\(forecast.samples) a step"))
    }
    figures += [
      .figure(
        "Of the peak in bf16", Self.percent(forecast.utilisation), "operations of the program"),
      .figure(
        "At the most a rank", "\(ByteCount(forecast.peakBytesPerRank))",
        "of \(ByteCount(forecast.capacityBytes)): \(forecast.fits ? "fits" : "does not fit")"),
      .figure("Received by all ranks", "\(ByteCount(forecast.receivedBytes))", "a step"),
    ]
    if let joules = forecast.joules {
      figures.append(.figure("Energy", String(format: "%.3g Wh", joules / 3600), "a step"))
    }
    if let price = forecast.price {
      figures.append(.figure("Price", String(format: "%.3g", price), "a step"))
    }
    return [
      .tag("dl", ["class": "figures"], figures), .paragraph(placed), timeBar,
      .tag("div", ["class": "pair"], [memoryTable] + callTables),
    ]
  }

  private var stepNote: String {
    let setup = contents.setup
    let passes =
      setup.microbatches == 1 ? "one micro-batch" : "\(setup.microbatches) micro-batches"
    return contents.trains ? "\(passes), \(setup.optimiser.rawValue)" : passes
  }

  /// Who chose the placements.
  private var placed: String {
    let meshes = contents.meshes.map { mesh in
      mesh.words + (mesh.name.map { " \($0)" } ?? "")
    }.joined(separator: ", ")
    guard contents.given == nil, let search = contents.search else {
      return "The placements are \(contents.given?.name ?? "as completed"), on \(meshes)."
    }
    return "The placements are those of \(search.chosen.name) on \(meshes): \(search.reason)."
  }

  /// Where the time of the busiest stage goes, as a bar and as words.
  private var timeBar: HTML {
    let (parts, step) = (contents.forecast.seconds, contents.forecast.stepSeconds)
    let rows: [(String, Double, String)] = [
      ("kernels", parts.computing, "kernels"),
      ("messages that nothing hides", parts.exposedCommunication, "messages"),
      ("waiting for other stages", parts.bubble, "waiting"),
      ("optimiser", parts.optimiser, "optimiser"),
    ].filter { $0.1 > 1e-9 * step }
    let bar = HTML.tag(
      "div", ["class": "share", "aria-hidden": "true"],
      rows.map { name, seconds, style in
        .tag(
          "span",
          [
            "class": "fill \(style)", "style": "width:\(Self.short(100 * seconds / step))%",
            "title": name,
          ])
      })
    let legend = HTML.tag(
      "ul", ["class": "legend"],
      rows.map { name, seconds, style in
        .tag(
          "li", [:],
          [
            .tag("span", ["class": "key \(style)", "aria-hidden": "true"]),
            .text(
              "\(name): \(Quantity.seconds.text(seconds)), \(Self.percent(seconds / step))"),
          ])
      })
    let hidden = parts.hiddenCommunication
    return .tag(
      "div", [:],
      [.tag("h3", [:], "Where the time of the busiest stage goes"), bar, legend]
        + (hidden > 1e-9 * step
          ? [.paragraph("Beside kernels run messages of \(Quantity.seconds.text(hidden)).")] : []))
  }

  private var memoryTable: HTML {
    let memory = contents.forecast.memory
    let names = memory.count == 1 ? ["holds"] : memory.map(\.stage)
    let kinds = MemoryKind.allCases.filter { kind in
      memory.contains { $0.peak.bytes(of: kind) > 0 }
    }
    let rows =
      kinds.map { kind in
        [HTML.text(kind.rawValue)]
          + memory.map { .text("\(ByteCount($0.peak.bytes(of: kind)))") }
      } + [[.text("in all")] + memory.map { .text("\(ByteCount($0.peak.total))") }]
    return .table(
      ["kind"] + names, rows, caption: "What the busiest rank holds when it holds most")
  }

  private var callTables: [HTML] {
    let forecast = contents.forecast
    let calls = forecast.calls.map { call in
      [
        HTML.text(call.collective), .text("\(call.count)"), .text("\(ByteCount(call.bytes))"),
        .text(Quantity.seconds.text(call.seconds)),
      ]
    }
    let links = forecast.links.map { link in
      [
        HTML.text(link.level), .text(link.bytes.map { "\(ByteCount($0))" } ?? "not counted"),
        .text(Self.percent(link.share)),
      ]
    }
    let table =
      calls.isEmpty
      ? HTML.paragraph("Nothing moves: every operand lies as its op wants it.")
      : .table(
        ["collective", "calls", "all ranks receive", "alone"], calls,
        caption: "Collectives of a step, which are those of the program that runs")
    return [
      table,
      .table(
        ["links", "all ranks receive", "in use"], links, caption: "What crosses which links"),
    ]
  }
}

extension ReportPage {
  /// A number in four digits, with thousands apart.
  static func number(_ value: Double) -> String {
    guard value >= 1000, value < 1e15 else { return String(format: "%.4g", value) }
    var digits = String(format: "%.0f", value)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return ([digits] + groups).joined(separator: ",")
  }

  /// Seconds in four digits, so that candidates that are near each other differ.
  static func time(_ seconds: Double) -> String {
    let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs")]
    let (factor, unit) = units.first { seconds >= 0.99995 * $0.0 } ?? (1e-9, "ns")
    return String(format: "%.4g ", seconds / factor) + unit
  }

  static func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }

  /// A number for an attribute, with two decimals at the most.
  static func short(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    guard text.hasSuffix("0") else { return text }
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : String(text.dropLast())
  }
}
