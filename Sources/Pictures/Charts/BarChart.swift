/// Values by name: a row for each name, in it a bar for each series.
package struct BarChart: Sendable {
  /// A name and its value in each series.
  package struct Row: Hashable, Sendable {
    /// What stands beside the bars.
    package let name: String
    /// By series.
    package let values: [Double]

    /// A row of this name, with a value for each series.
    package init(_ name: String, _ values: [Double]) { (self.name, self.values) = (name, values) }
  }

  /// What stands above it.
  package let title: String
  /// What the values count.
  package let quantity: Quantity
  /// The names of the series.
  package let series: [String]
  /// From the top.
  package let rows: [Row]

  /// A chart of these rows.
  ///
  /// - Precondition: each row has a value for each series.
  package init(title: String, quantity: Quantity, series: [String], rows: [Row]) {
    precondition(rows.allSatisfy { $0.values.count == series.count }, "a value for each series")
    (self.title, self.quantity, self.series, self.rows) = (title, quantity, series, rows)
  }
}

extension BarChart {
  private static let width = 720.0
  private static let margin = 20.0
  private static let barHeight = 12.0
  private static let gap = 10.0

  /// The picture, each bar with its value at its end.
  package var svg: SVG {
    let shown = rows.flatMap(\.values).filter(\.isFinite)
    let axis = Axis("", quantity, over: [0] + shown)
    let names = rows.map { Lettering.fitted($0.name, in: 240) }
    let left = Self.margin + (names.map { Lettering.width($0) }.max() ?? 0) + 10
    // Room for the longest value beside a bar that fills the plot.
    let span = Self.width - left - Self.margin - 70
    let legend = ChartLegend(series.enumerated().map { ($1, .swatch($0)) }, width: span)
    let top = Self.margin + 28 + legend.height + 14
    let rowHeight = Double(series.count) * Self.barHeight + Self.gap
    let bottom = top + rowHeight * Double(rows.count)
    var elements: [SVGElement] = [
      .text(title, x: Self.margin, y: Self.margin + 13, "title"),
      .group(x: left, y: Self.margin + 28, legend.elements),
    ]
    for tick in axis.ticks {
      let at = left + span * axis.share(of: tick.value)
      elements.append(.line(from: (at, top), to: (at, bottom), "rule"))
      elements.append(.text(tick.label, x: at, y: bottom + 16, "faint", anchor: .middle))
    }
    for (index, row) in rows.enumerated() {
      let y = top + rowHeight * Double(index)
      elements.append(
        .text(names[index], x: left - 8, y: y + rowHeight / 2, "ink", anchor: .end).titled(row.name)
      )
      for (number, value) in row.values.enumerated() where value.isFinite {
        let length = max(0, span * axis.share(of: value))
        let frame = Frame(
          x: left, y: y + Double(number) * Self.barHeight, width: length,
          height: Self.barHeight - 2)
        elements += Palette.swatch(number).rect(frame, "bar", radius: 2)
        elements.append(
          .text(
            quantity.text(value), x: left + length + 4, y: frame.y + Self.barHeight - 3, "faint"))
      }
    }
    return SVG(
      title: title, width: Self.width, height: bottom + 24 + Self.margin,
      definitions: Palette.definitions(series.indices), elements: elements)
  }
}
