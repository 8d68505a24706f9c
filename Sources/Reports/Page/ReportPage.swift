import Elements
import Pictures
import Programs

/// The page of a report: all of it in one file, which asks for nothing else.
package struct ReportPage {
  let contents: ReportContents
  let layouts: [LayoutKind]
  /// By value: the place of its layout.
  let layoutPlaces: [Int]
  /// By the name of a value: the seconds that its op takes, as far as the forecast lists it.
  let seconds: [String: Double]
  /// By the name of a value: the op that makes it.
  let ops: [String: String]
  /// When the time line ends: with the last span, or the last change of memory.
  let duration: Double

  package init(_ contents: ReportContents) {
    self.contents = contents
    (layouts, layoutPlaces) = contents.layouts()
    seconds = Dictionary(
      contents.forecast.spans.map { ($0.name, $0.end - $0.begin) },
      uniquingKeysWith: { first, _ in first })
    let program = contents.completed.program
    ops = Dictionary(
      program.ops.flatMap { op in op.outputs.map { (program.values[$0].name, op.name) } },
      uniquingKeysWith: { first, _ in first })
    let memory = contents.forecast.memory.flatMap(\.points).map(\.time).max() ?? 0
    duration = max(contents.forecast.spans.map(\.end).max() ?? 0, memory, 1e-12)
  }

  var program: Program { contents.completed.program }

  /// The sections in their order: what a link to one says, and what is in it.
  private var sections: [(id: String, title: String, content: [HTML])] {
    [
      ("summary", "What a step takes", summary),
      ("candidates", "Placements that were weighed", candidates),
      ("timeline", "Time line and memory", timeline),
      ("model", "The model", model),
      ("layouts", "How values lie", layoutSection),
      ("reshards", "What moves", reshardSection),
      ("topology", "The cluster", topologySection),
      ("error", "How far this may be off", errorSection),
    ]
  }
}

extension ReportPage: CustomStringConvertible {
  /// The file's text.
  package var description: String {
    let sections = sections
    let title = "\(program.name) on \(contents.forecast.ranks) ranks of \(contents.topology.name)"
    let head = HTML.tag(
      "head", [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        .tag("meta", ["name": "referrer", "content": "no-referrer"]),
        .tag("title", [:], title),
        .tag("style", [:], [.markup(Self.quoted(styleSheet + PageStyle.text))]),
      ])
    let links = HTML.tag(
      "nav", ["aria-label": "Sections"],
      [
        .tag(
          "ul", [:],
          sections.map { section in
            .tag("li", [:], [.tag("a", ["href": "#\(section.id)"], section.title)])
          })
      ])
    let body = HTML.tag(
      "body", [:],
      [
        .tag("a", ["class": "skip", "href": "#main"], "To the report"), hatches,
        .tag("header", [:], [.tag("h1", [:], title), lead]), links,
        .tag(
          "main", ["id": "main"], sections.map { .section($0.id, $0.title, $0.content) }),
        .tag(
          "footer", [:],
          "Made by tessera report. The page loads nothing; its scripts zoom, point and filter."),
        .tag("script", [:], [.markup(Self.quoted(PageScript.text))]),
      ])
    var page = "<!DOCTYPE html>\n"
    HTML.tag("html", ["lang": "en"], [head, body]).write(to: &page)
    return page + "\n"
  }

  /// Code that readers of XML take for characters, and browsers for comments around it.
  private static func quoted(_ code: String) -> String { "/*<![CDATA[*/\(code)/*]]>*/" }

  /// The patterns of all pictures, once.
  private var hatches: HTML {
    let definitions = Palette.definitions(0..<128)
    return .markup(
      "\(SVGElement("svg", ["xmlns": "http://www.w3.org/2000/svg", "width": "0", "height": "0", "class": "definitions", "aria-hidden": "true"], [SVGElement("defs", [:], definitions)]))"
    )
  }

  /// One sentence that says it all.
  private var lead: HTML {
    let forecast = contents.forecast
    let limit = ByteCount(forecast.capacityBytes)
    let room = "\(ByteCount(forecast.peakBytesPerRank)) of \(limit) a rank"
    let step = contents.trains ? "training step" : "step"
    let fit = forecast.fits ? "It fits: \(room)." : "It does not fit: \(room)."
    return .tag(
      "p", ["class": "lead"],
      "\(fit) A \(step) takes \(Self.time(forecast.stepSeconds)), simulated.")
  }
}
