import Sharding

extension LayoutPicture {
  private static let limits = Layout.Limits(rows: 32, columns: 16, panels: 8)
  /// The width at which a further state goes below the first ones.
  private static let pageWidth = 1200.0
  private static let margin = 20.0
  private static let arrowRoom = 52.0

  /// The picture: states from left to right with arrows between, and a legend of the ranks below.
  package var svg: SVG {
    let drawings = states.map { state in
      let layout = Layout(shape: shape, attr: state)
      let (panels, left) = layout.panels(Self.limits)
      return StateDrawing(
        layout, panels, heading: "\(state)", notes: notes(on: layout),
        remarks: remarks(on: layout, panelsLeft: left),
        label: { self.label(of: $0, on: layout) })
    }
    var elements: [SVGElement] = [
      .text(tensor, x: Self.margin, y: Self.margin + 13, "title")
    ]
    var (x, y, right) = (Self.margin, Self.margin + 34, Self.margin)
    var tallest = 0.0
    for (index, drawing) in drawings.enumerated() {
      if index > 0, x + Self.arrowRoom + drawing.width > Self.pageWidth {
        (x, y, tallest) = (Self.margin, y + tallest + 28, 0)
      }
      if index > 0 {
        elements.append(Self.arrow(x: x, y: y + 9))
        x += Self.arrowRoom
      }
      elements.append(.group(x: x, y: y, drawing.elements))
      x += drawing.width
      right = max(right, x)
      tallest = max(tallest, drawing.height)
    }
    let ranks = Set(states.flatMap(\.mesh.ranks)).sorted()
    let legend = RankLegend(ranks, width: max(420, right - Self.margin))
    y += tallest + 24
    elements.append(.group(x: Self.margin, y: y, legend.elements))
    let title = "\(tensor): \(states.map(\.description).joined(separator: " → "))"
    return SVG(
      title: title, width: max(right, Self.margin + legend.width) + Self.margin,
      height: y + legend.height + Self.margin,
      definitions: Palette.definitions(Self.drawnRanks(elements)), elements: elements)
  }

  /// The ranks whose look some element has; hatches of others are not needed.
  private static func drawnRanks(_ elements: [SVGElement]) -> [Int] {
    elements.flatMap { element in
      element.attributes.filter { $0.name == "data-rank" }.compactMap { Int($0.value) }
        + drawnRanks(element.children)
    }
  }

  private static func arrow(x: Double, y: Double) -> SVGElement {
    .polyline(
      [
        (x + 10, y), (x + 40, y), (x + 33, y - 5), (x + 40, y), (x + 33, y + 5),
      ], "arrow")
  }
}
