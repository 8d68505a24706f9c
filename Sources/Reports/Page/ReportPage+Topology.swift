import CostModel
import Elements
import Pictures

extension ReportPage {
  /// The cluster: a picture of its levels, and each number with its source.
  var topologySection: [HTML] {
    let topology = contents.topology
    return [
      .paragraph(
        "\(topology.name): \(contents.forecast.ranks) ranks, numbered so that neighbours are near."),
      nested,
      .folded(
        [.text("Every number, with its source")],
        [
          .scrolled(
            "The numbers of the topology", [.tag("pre", [:], topology.description)])
        ]),
    ]
  }

  /// Domains in domains: the first of each level, and how many there are.
  private var nested: HTML {
    let topology = contents.topology
    let ranks = contents.forecast.ranks
    let inner = min(topology.levels[0].ranks ?? ranks, ranks)
    var content: [HTML] = (0..<min(inner, 16)).map {
      .tag("span", ["class": "rank"], "\($0)")
    }
    if inner > 16 { content.append(.tag("span", ["class": "more"], "… \(inner - 1)")) }
    var size = 1
    for level in topology.levels {
      let holds = min(level.ranks ?? ranks, ranks)
      let parts = (holds + size - 1) / max(1, size)
      if parts > 1, size > 1 {
        content.append(
          .tag("span", ["class": "more"], "and \(parts - 1) more of \(size) ranks"))
      }
      let link = level.link
      let words =
        "\(level.name) of \(holds) rank\(holds == 1 ? "" : "s"): \(link.kind), "
        + "\(Quantity.bytesPerSecond.text(link.bandwidth)), \(Quantity.seconds.text(link.latency))"
        + (level.ranksPerPort > 1 ? ", \(level.ranksPerPort) ranks a port" : "")
      content = [
        .tag(
          "div", ["class": "domain"],
          [
            .tag("p", ["class": "domain-name"], words),
            .tag("div", ["class": "members"], content),
          ])
      ]
      size = holds
      if holds == ranks { break }
    }
    return .tag("div", ["class": "cluster"], content)
  }
}
