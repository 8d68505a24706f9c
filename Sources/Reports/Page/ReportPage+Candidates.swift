import Autosharding
import Elements
import Foundation
import Pictures

extension ReportPage {
  /// What the search weighed: its own placements beside those that people know.
  var candidates: [HTML] {
    var content: [HTML] = []
    if let noSearch = contents.noSearch { content.append(.paragraph(noSearch)) }
    guard let search = contents.search else { return content + table(of: nil) }
    let gap =
      search.choice.gap == 0
      ? "optimal"
      : "within \(String(format: "%.3g", 100 * search.choice.gap))% of the optimum"
    let verb = contents.given == nil ? "Chosen" : "The search would choose"
    content.append(
      .paragraph(
        "Minimised is \(search.minimise.rawValue); a rank may hold \(ByteCount(search.limitBytes)). "
          + "Each row is a simulated step, with passes, overlap and optimiser."))
    content += table(of: search)
    content += [
      .tag(
        "p", [:],
        [
          .tag("strong", [:], "\(verb): \(search.chosen.name) on \(search.chosen.mesh). "),
          .text("\(search.reason.capitalizedFirst)."),
        ]),
      .tag(
        "p", ["class": "certificate"],
        "Certificate: the search is \(gap), among the placements of \(search.choice.variables) ops and values in "
          + "\(search.choice.pairs) pairs. It counts kernels and reshards one after the other; the steps above overlap."
      ),
    ]
    return content
  }

  private func table(of search: ShardPlan?) -> [HTML] {
    let all = (contents.given.map { [$0] } ?? []) + (search?.candidates ?? [])
    guard !all.isEmpty else { return [] }
    let slowest = all.map(\.stepSeconds).max() ?? 1
    let rows = all.map { one -> [HTML] in
      let isChosen = contents.given == nil && one == search?.chosen
      return [
        .text(one.name), .text(one.mesh),
        .tag(
          "span", ["class": "bar-cell"],
          [
            .tag("span", ["class": "measure"], Self.time(one.stepSeconds)),
            stack(of: one, slowest),
          ]),
        .text("\(ByteCount(one.receivedBytes))"), .text("\(ByteCount(one.peakBytesPerRank))"),
        .tag("span", ["class": one.fits ? "good" : "bad"], one.fits ? "yes" : "no"),
        .text(isChosen ? "chosen" : one == contents.given ? "this report" : ""),
      ]
    }
    let marked = rows.indices.filter { index in
      contents.given == nil ? all[index] == search?.chosen : index == 0
    }
    let key = HTML.tag(
      "ul", ["class": "legend"],
      Self.parts.map { name, style, _ in
        .tag(
          "li", [:],
          [.tag("span", ["class": "key \(style)", "aria-hidden": "true"]), .text(name)])
      })
    return [
      .table(
        ["placements", "mesh", "step", "all ranks receive", "busiest rank holds", "fits", ""],
        rows, caption: "Candidates", marked: Set(marked)), key,
    ]
  }

  private static let parts:
    [(name: String, style: String, seconds: @Sendable (PlacementCandidate) -> Double)] = [
      ("kernels", "kernels", { $0.seconds.computing }),
      ("messages that nothing hides", "messages", { $0.seconds.exposedCommunication }),
      ("waiting", "waiting", { $0.seconds.bubble }),
      ("optimiser", "optimiser", { $0.seconds.optimiser }),
    ]

  /// What the step goes to, as long as it takes beside the slowest.
  private func stack(of one: PlacementCandidate, _ slowest: Double) -> HTML {
    .tag(
      "span", ["class": "share thin", "aria-hidden": "true"],
      Self.parts.map { name, style, seconds in
        .tag(
          "span",
          [
            "class": "fill \(style)", "title": "\(name): \(Quantity.seconds.text(seconds(one)))",
            "style": "width:\(Self.short(100 * seconds(one) / slowest))%",
          ])
      })
  }
}

extension String {
  /// The same with a capital at its beginning.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
