/// One state of a layout picture: heading, notes, panels in a row or two, remarks.
struct StateDrawing {
  private static let lineHeight = 16.0
  private static let panelGap = 22.0
  private static let rowWidth = 700.0

  let elements: [SVGElement]
  let width: Double
  let height: Double

  init(
    _ layout: Layout, _ panels: [Panel], heading: String, notes: [String], remarks: [String],
    label: (Int?) -> String?
  ) {
    let headingText = Lettering.fitted(heading, in: Self.rowWidth, size: Lettering.heading)
    var elements: [SVGElement] = [
      SVGElement.text(headingText, x: 0, y: 13, "heading").titled(heading)
    ]
    var width = Lettering.width(headingText, size: Lettering.heading)
    var y = 18.0
    func write(_ lines: [String], _ style: String) {
      for line in lines {
        let shown = Lettering.fitted(line, in: Self.rowWidth)
        y += Self.lineHeight
        elements.append(SVGElement.text(shown, x: 0, y: y, style).titled(line))
        width = max(width, Lettering.width(shown))
      }
    }
    write(notes, "faint")
    y += 14
    var (x, tallest) = (0.0, 0.0)
    for (index, panel) in panels.enumerated() {
      let drawing = PanelDrawing(
        panel, of: layout, rowLabel: label(panel.rowDim), columnLabel: label(panel.columnDim))
      if index > 0, x + drawing.width > Self.rowWidth {
        (x, y, tallest) = (0, y + tallest + Self.panelGap, 0)
      }
      elements.append(.group(x: x, y: y, drawing.elements))
      width = max(width, x + drawing.width)
      x += drawing.width + Self.panelGap
      tallest = max(tallest, drawing.height)
    }
    y += tallest + 4
    write(remarks, "ink")
    self.elements = elements
    self.width = width
    height = y + 6
  }
}
