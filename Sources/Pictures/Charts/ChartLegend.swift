/// The names of a chart's categories or series beside their looks, in lines.
struct ChartLegend {
  enum Mark {
    /// The fill of category `index`.
    case swatch(Int)
    /// The line of series `index`.
    case series(Int)
  }

  let elements: [SVGElement]
  let height: Double

  init(_ entries: [(name: String, mark: Mark)], width: Double) {
    var elements: [SVGElement] = []
    var (x, y) = (0.0, 0.0)
    for (name, mark) in entries {
      let shown = Lettering.fitted(name, in: width - 30)
      let size = 28 + Lettering.width(shown) + 16
      if x > 0, x + size > width { (x, y) = (0, y + 20) }
      switch mark {
      case .swatch(let index):
        elements += Palette.swatch(index).rect(
          Frame(x: x, y: y, width: 22, height: 14), "bar", radius: 2)
      case .series(let index):
        elements.append(SeriesMark.line([(x, y + 7), (x + 22, y + 7)], of: index))
        elements.append(SeriesMark.point((x + 11, y + 7), of: index))
      }
      elements.append(.text(shown, x: x + 28, y: y + 11, "ink"))
      x += size
    }
    self.elements = elements
    height = entries.isEmpty ? 0 : y + 14
  }
}
