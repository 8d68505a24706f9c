/// Series of points over two axes, logarithmic ones where the values span orders of magnitude.
package struct LineChart: Sendable {
  /// Points that belong together, in the order in which they are joined.
  package struct Series: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
      package let x: Double
      package let y: Double

      package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
    }

    package let name: String
    package let points: [Point]

    package init(_ name: String, _ points: [Point]) {
      (self.name, self.points) = (name, points)
    }
  }

  package let title: String
  package let x: Axis
  package let y: Axis
  package let series: [Series]

  /// A chart whose axes have a place for every point that can have one, see `Axis`.
  ///
  /// - Parameters:
  ///   - x: the name of the horizontal axis, what it counts, and its scale.
  ///   - y: those of the vertical one.
  package init(
    title: String, x: (name: String, quantity: Quantity, scale: Axis.Scale),
    y: (name: String, quantity: Quantity, scale: Axis.Scale), series: [Series]
  ) {
    let points = series.flatMap(\.points)
    self.title = title
    self.x = Axis(x.name, x.quantity, x.scale, over: points.map(\.x), ticks: 8)
    self.y = Axis(y.name, y.quantity, y.scale, over: points.map(\.y))
    self.series = series
  }
}

extension LineChart {
  private static let width = 720.0
  private static let plotHeight = 320.0
  private static let margin = 20.0

  /// The picture, with a legend of the series above the plot.
  package var svg: SVG {
    let labels = y.ticks.map { Lettering.width($0.label) }.max() ?? 0
    let left = Self.margin + 20 + labels + 8
    let span = Self.width - left - Self.margin - 20
    let legend = ChartLegend(series.enumerated().map { ($1.name, .series($0)) }, width: span)
    let top = Self.margin + 28 + legend.height + 16
    let plot = Frame(x: left, y: top, width: span, height: Self.plotHeight)
    let middle = "translate(\((Self.margin + 8).short) \(plot.midY.short)) rotate(-90)"
    let elements =
      [
        SVGElement.text(title, x: Self.margin, y: Self.margin + 13, "title"),
        .group(x: left, y: Self.margin + 28, legend.elements),
      ] + grid(plot) + [
        .text(x.name, x: plot.midX, y: plot.maxY + 34, "ink", anchor: .middle),
        SVGElement.text(y.name, x: 0, y: 0, "ink", anchor: .middle).with("transform", middle),
      ] + series.indices.map { drawn($0, in: plot) }
    return SVG(
      title: title, width: Self.width, height: plot.maxY + 34 + Self.margin, elements: elements)
  }

  private func grid(_ plot: Frame) -> [SVGElement] {
    var elements: [SVGElement] = []
    for tick in x.ticks {
      let at = plot.x + plot.width * x.share(of: tick.value)
      elements.append(.line(from: (at, plot.y), to: (at, plot.maxY), "rule"))
      elements.append(.text(tick.label, x: at, y: plot.maxY + 16, "faint", anchor: .middle))
    }
    for tick in y.ticks {
      let at = plot.maxY - plot.height * y.share(of: tick.value)
      elements.append(.line(from: (plot.x, at), to: (plot.maxX, at), "rule"))
      elements.append(.text(tick.label, x: plot.x - 8, y: at + 4, "faint", anchor: .end))
    }
    return elements + [.rect(plot, "frame")]
  }

  private func drawn(_ index: Int, in plot: Frame) -> SVGElement {
    let shown = series[index].points.filter { point in
      x.domain.contains(point.x) && y.domain.contains(point.y)
    }
    let places = shown.map { point in
      (
        x: plot.x + plot.width * x.share(of: point.x),
        y: plot.maxY - plot.height * y.share(of: point.y)
      )
    }
    let marks = zip(shown, places).map { point, place in
      SeriesMark.point(place, of: index).titled(
        "\(series[index].name): \(x.quantity.text(point.x)), \(y.quantity.text(point.y))")
    }
    return SVGElement(
      "g", ["data-series": "\(index)"], [SeriesMark.line(places, of: index)] + marks)
  }
}
