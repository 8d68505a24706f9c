import Elements
import Forecasts
import Foundation
import Ops
import Pictures
import Programs

extension ReportPage {
  /// More bars are too narrow to look at.
  private static var mostBars: Int { 1500 }

  /// What runs when, and what a rank holds meanwhile, over one axis.
  var timeline: [HTML] {
    let all = contents.forecast.spans
    let longest = all.sorted { $0.end - $0.begin > $1.end - $1.begin }.prefix(Self.mostBars)
    let shown = longest.sorted { $0.begin < $1.begin }
    let rows = rows(of: shown)
    let lanes = rows.flatMap { row -> [HTML] in
      [
        .tag("p", ["class": "lane-name"], [.tag("span", [:], row.name)]),
        lane(row.spans, named: row.name),
      ]
    }
    return [
      .paragraph(scope(of: shown, all)), legend(of: shown),
      .tag(
        "div", ["class": "tools", "hidden": "", "data-tools": "timeline"],
        [
          .tag("button", ["type": "button", "data-zoom": "2"], "Zoom in"),
          .tag("button", ["type": "button", "data-zoom": "0.5"], "Zoom out"),
          .tag("button", ["type": "button", "data-zoom": "0"], "Whole"),
          .tag("span", ["class": "note"], "Keys + − 0 and arrows, or Ctrl and the wheel."),
        ]),
      .tag(
        "div",
        [
          "class": "wide pane", "id": "pane", "tabindex": "0", "role": "region",
          "aria-label": "Time line and memory", "data-seconds": "\(duration)",
        ],
        [.tag("div", ["class": "sheet", "id": "sheet"], lanes + [axis] + memoryCharts)]),
      .tag("output", ["id": "pointed", "class": "pointed"], pointedHint),
      longestTable(longest.prefix(15)),
    ]
  }

  private var pointedHint: String { "Point at a bar or at the memory to read it here." }

  /// What is drawn, and what is not.
  private func scope(of shown: [ProgramForecast.Span], _ all: [ProgramForecast.Span]) -> String {
    let forecast = contents.forecast
    var words: [String] = []
    let isPipeline = forecast.memory.count > 1 && contents.setup.order != nil
    if isPipeline {
      words.append("A bar is a pass of a micro-batch on a stage.")
    } else if contents.setup.microbatches > 1 {
      words.append("Drawn is one of \(contents.setup.microbatches) micro-batches.")
    }
    words.append(
      "Ranks that do the same at the same time are one row; messages stand by the level whose links they cross."
    )
    if !isPipeline, shown.count < program.ops.count {
      let drawn = shown.reduce(0) { $0 + $1.end - $1.begin }
      let listed = all.reduce(0) { $0 + $1.end - $1.begin }
      let cut =
        shown.count < all.count
        ? ", \(Self.percent(listed > 0 ? drawn / listed : 1)) of the time of those that are listed"
        : ""
      words.append(
        "Of \(program.ops.count) ops the \(shown.count) longest are drawn\(cut); the others are views and constants, which "
          + "take no time, or shorter.")
    } else if shown.count < all.count {
      words.append("The \(shown.count) longest of \(all.count) are drawn.")
    }
    if forecast.seconds.optimiser > 0 {
      words.append(
        "The optimiser's step follows, \(Quantity.seconds.text(forecast.seconds.optimiser)).")
    }
    return words.joined(separator: " ")
  }

  private func rows(of spans: [ProgramForecast.Span]) -> [(
    name: String, spans: [ProgramForecast.Span]
  )] {
    var rows: [(name: String, spans: [ProgramForecast.Span])] = []
    var places: [String: Int] = [:]
    for span in spans {
      let lane = span.lane == "kernels" ? "kernels" : "messages over \(span.lane)"
      let name = contents.forecast.memory.count > 1 ? "\(span.stage): \(lane)" : lane
      let place = places[name] ?? rows.count
      if place == rows.count {
        places[name] = place
        rows.append((name, []))
      }
      rows[place].spans.append(span)
    }
    return rows.sorted { one, other in
      let (first, second) = (one.name.hasSuffix("kernels"), other.name.hasSuffix("kernels"))
      return contents.forecast.memory.count == 1 && first != second && first
    }
  }

  /// The bars of a row, on an axis of 0 to 100,000.
  private func lane(_ spans: [ProgramForecast.Span], named name: String) -> HTML {
    let scale = 100_000 / duration
    let bars = spans.map { span -> SVGElement in
      let kind = kind(of: span)
      let time = Quantity.seconds.text(span.end - span.begin)
      return SVGElement(
        "rect",
        [
          "x": Self.short(span.begin * scale), "width": Self.short((span.end - span.begin) * scale),
          "y": "1", "height": "22", "class": "bar \(kind.style)",
        ]
      ).titled("\(span.name): \(kind.word), \(time) at \(Quantity.seconds.text(span.begin))")
    }
    return .markup(
      "\(SVGElement("svg", ["xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 100000 24", "preserveAspectRatio": "none", "class": "lane", "role": "img", "aria-label": "\(name): \(spans.count) bars"], bars))"
    )
  }

  /// What a bar is, in words and for its colour.
  private func kind(of span: ProgramForecast.Span) -> (word: String, style: String) {
    if span.lane != "kernels" { return ("messages", "messages") }
    if span.name.hasPrefix("forward ") { return ("forward pass", "product") }
    if span.name.hasPrefix("backward ") { return ("backward pass", "attention") }
    guard let op = ops[span.name], let schema = OpSchema.named(op) else {
      return (ops[span.name] ?? "kernel", "other")
    }
    return switch schema.kind {
    case .product, .convolution: (op, "product")
    case .attention: (op, "attention")
    case .softmax, .loss, .normalization, .reduction, .cumulative: (op, "folds")
    default: (op, "other")
    }
  }

  private static let kinds = [
    ("product", "products"), ("attention", "attention"), ("folds", "norms, softmax, folds"),
    ("other", "other kernels"), ("messages", "messages"),
  ]

  private func legend(of spans: [ProgramForecast.Span]) -> HTML {
    let isPipeline = contents.forecast.memory.count > 1 && contents.setup.order != nil
    let used = Set(spans.map { kind(of: $0).style })
    return .tag(
      "ul", ["class": "legend"],
      Self.kinds.filter { used.contains($0.0) }.map { style, name in
        let word =
          !isPipeline ? name : style == "product" ? "forward passes" : "backward passes"
        return .tag(
          "li", [:],
          [.tag("span", ["class": "key \(style)", "aria-hidden": "true"]), .text(word)])
      })
  }

  /// Marks at round times, which the script makes anew for a part of the time line.
  private var axis: HTML {
    let axis = Axis("time", .seconds, over: [0, duration], ticks: 5)
    return .tag(
      "div", ["class": "axis", "id": "axis"],
      axis.ticks.filter { $0.value <= duration }.map { tick in
        .tag(
          "span", ["style": "left:\(Self.short(100 * tick.value / duration))%"], tick.label)
      })
  }

  private func longestTable(_ spans: ArraySlice<ProgramForecast.Span>) -> HTML {
    .table(
      ["value", "what", "time", "begins at"],
      spans.map { span in
        [
          .text(span.name), .text(kind(of: span).word),
          .text(Quantity.seconds.text(span.end - span.begin)),
          .text(Quantity.seconds.text(span.begin)),
        ]
      }, caption: "What takes longest")
  }
}
