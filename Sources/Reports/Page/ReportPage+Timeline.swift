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
    let bars = TimelineBars(contents.forecast, most: Self.mostBars)
    let lanes = bars.rows.flatMap { row -> [HTML] in
      [
        .tag("p", ["class": "lane-name"], [.tag("span", [:], row.name)]),
        lane(row.bars, named: row.name),
      ]
    }
    let longest = contents.forecast.spans.filter { $0.end > $0.begin }.sorted {
      ($0.end - $0.begin, $1.begin) > ($1.end - $1.begin, $0.begin)
    }
    return [
      .paragraph(scope(of: bars)), legend(of: bars),
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
  private func scope(of bars: TimelineBars) -> String {
    let forecast = contents.forecast
    var words: [String] = []
    if contents.isStaged {
      words.append("Drawn is when each stage works on which micro-batch.")
    } else if contents.setup.microbatches > 1 {
      words.append("Drawn is one of \(contents.setup.microbatches) micro-batches.")
    }
    words.append(
      "Ranks that do the same at the same time are one row; messages stand by the level whose links they cross."
    )
    if bars.together > 0 {
      words.append(
        "The \(bars.alone) longest have bars of their own, \(bars.together) shorter ones are drawn together with their "
          + "neighbours.")
    }
    let listed = forecast.spans.count
    if listed < program.ops.count, !contents.isStaged {
      words.append(
        "Of \(program.ops.count) ops \(listed) are drawn; the others are "
          + (listed < ProgramForecast.spanLimit
            ? "views and constants, which take no time."
            : "shorter, or views and constants, which take no time."))
    } else if listed == ProgramForecast.spanLimit {
      words.append("Only the first or longest \(listed) are listed.")
    }
    if forecast.seconds.optimiser > 0 {
      words.append(
        "The optimiser's step follows, \(Quantity.seconds.text(forecast.seconds.optimiser)).")
    }
    return words.joined(separator: " ")
  }

  /// The bars of a row, on an axis of 0 to 100,000.
  private func lane(_ bars: [TimelineBars.Bar], named name: String) -> HTML {
    let scale = 100_000 / duration
    let rects = bars.map { bar -> SVGElement in
      let time = Quantity.seconds.text(bar.seconds)
      let begin = Quantity.seconds.text(bar.begin)
      let what =
        bar.spans.count == 1
        ? "\(bar.spans[0].name): \(kind(of: bar.spans[0]).word)"
        : "\(bar.spans.count) short \(contents.isStaged ? "passes" : "ops")"
      return SVGElement(
        "rect",
        [
          "x": Self.short(bar.begin * scale), "width": Self.short((bar.end - bar.begin) * scale),
          "y": "1", "height": "22", "class": "bar \(style(of: bar))",
        ]
      ).titled("\(what), \(time) at \(begin)")
    }
    return .markup(
      "\(SVGElement("svg", ["xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 100000 24", "preserveAspectRatio": "none", "class": "lane", "role": "img", "aria-label": "\(name): \(bars.count) bars"], rects))"
    )
  }

  private func style(of bar: TimelineBars.Bar) -> String {
    if bar.spans.count == 1 || bar.spans[0].lane != "kernels" {
      return kind(of: bar.spans[0]).style
    }
    return "several"
  }

  /// What a bar is, in words and for its colour.
  private func kind(of span: ProgramForecast.Span) -> (word: String, style: String) {
    if span.lane != "kernels" { return ("messages", "messages") }
    if span.name.hasPrefix("forward ") { return ("forward pass", "product") }
    if span.name.hasPrefix("backward ") { return ("backward pass", "attention") }
    if span.name.hasPrefix("gradient of the input ") { return ("gradients of inputs", "attention") }
    if span.name.hasPrefix("gradients of weights ") { return ("gradients of weights", "folds") }
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
    ("other", "other kernels"), ("several", "short kernels together"), ("messages", "messages"),
  ]

  private static let passes = [
    ("product", "forward passes"), ("attention", "backward passes"),
    ("folds", "gradients of weights alone"), ("several", "short passes together"),
  ]

  private func legend(of bars: TimelineBars) -> HTML {
    let used = Set(bars.rows.flatMap(\.bars).map(style))
    return .tag(
      "ul", ["class": "legend"],
      (contents.isStaged ? Self.passes : Self.kinds).filter { used.contains($0.0) }.map {
        style, name in
        .tag(
          "li", [:],
          [.tag("span", ["class": "key \(style)", "aria-hidden": "true"]), .text(name)])
      })
  }

  /// Marks at round times, which the script makes anew for a part of the time line.
  private var axis: HTML {
    let axis = Axis("time", .seconds, over: [0, duration], ticks: 5)
    return .tag(
      "div", ["class": "axis", "id": "axis"],
      axis.ticks.filter { $0.value <= duration }.map { tick in
        let share = tick.value / duration
        let place = [(name: "style", value: "left:\(Self.short(100 * share))%")]
        return .element(
          "span", place + (share > 0.9 ? [("class", "end")] : []), [.text(tick.label)])
      })
  }

  private func longestTable(_ spans: ArraySlice<ProgramForecast.Span>) -> HTML {
    .table(
      [contents.isStaged ? "pass" : "value", "what", "time", "begins at"],
      spans.map { span in
        [
          .text(contents.isStaged ? "\(span.stage): \(span.name)" : span.name),
          .text(kind(of: span).word),
          .text(Quantity.seconds.text(span.end - span.begin)),
          .text(Quantity.seconds.text(span.begin)),
        ]
      }, caption: "What takes longest")
  }
}
