import Sharding

/// A panel: the grid of blocks with its cut positions, the dims' names above and at the left.
struct PanelDrawing {
  private(set) var elements: [SVGElement] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  private let panel: Panel
  private let layout: Layout
  private let columns: PanelScale
  private let rows: PanelScale
  private var origin = (x: 0.0, y: 0.0)

  init(_ panel: Panel, of layout: Layout, rowLabel: String?, columnLabel: String?) {
    self.panel = panel
    self.layout = layout
    let room = BlockDrawing.room(for: panel, of: layout)
    let (rowCount, columnCount) = (Self.extent(panel.rows), Self.extent(panel.columns))
    let unit = 240 / max(rowCount, columnCount)
    let across = panel.columnDim == nil ? room.width : max(96, columnCount * unit)
    let down = panel.rowDim == nil ? max(44, room.height) : max(72, rowCount * unit)
    columns = PanelScale(panel.columns, length: across, minimum: room.width, most: 640)
    rows = PanelScale(panel.rows, length: down, minimum: room.height, most: 640)
    place(rowLabel, columnLabel)
    drawCells()
    drawLattice()
    drawTicks()
  }

  private static func extent(_ bins: [Panel.Bin]) -> Double {
    Double(bins.reduce(0) { $0 + $1.range.count })
  }

  private static func cuts(_ bins: [Panel.Bin]) -> [Int] {
    bins.map(\.range.lowerBound) + [bins[bins.count - 1].range.upperBound]
  }

  /// Writes what stands around the grid, and finds where it begins.
  private mutating func place(_ rowLabel: String?, _ columnLabel: String?) {
    var y = 0.0
    if let slice = panel.slice {
      elements.append(.text(slice, x: 0, y: 11, "ink"))
      width = Lettering.width(slice)
      y += 18
    }
    if rowLabel != nil {
      let digits = Self.cuts(panel.rows).map { Lettering.width("\($0)") }.max() ?? 0
      origin.x = 18 + digits + 9
    }
    if let columnLabel {
      elements.append(.text(columnLabel, x: origin.x, y: y + 11, "ink"))
      width = max(width, origin.x + Lettering.width(columnLabel))
      y += 34
    }
    origin.y = y
    width = max(width, origin.x + columns.length + 12)
    height = origin.y + rows.length
    if let rowLabel {
      // Written upwards from the grid's lower edge, or down to where it ends if it is longer.
      let length = Lettering.width(rowLabel)
      let start = origin.y + max(rows.length, length)
      elements.append(
        SVGElement.text(rowLabel, x: 0, y: 0, "ink")
          .with("transform", "translate(11 \(start.short)) rotate(-90)"))
      height = max(height, start)
    }
    if !(rows.isTrue && columns.isTrue) {
      elements.append(.text("not to scale", x: origin.x, y: height + 14, "faint"))
      height += 18
    }
  }

  private mutating func drawCells() {
    for (row, cells) in panel.cells.enumerated() {
      for (column, cell) in cells.enumerated() {
        let frame = Frame(
          x: origin.x + columns.positions[column], y: origin.y + rows.positions[row],
          width: columns.positions[column + 1] - columns.positions[column],
          height: rows.positions[row + 1] - rows.positions[row])
        elements.append(BlockDrawing(cell, of: layout, in: frame).element)
      }
    }
  }

  /// The elements of a small tensor.
  private mutating func drawLattice() {
    let (down, across) = (Self.extent(panel.rows), Self.extent(panel.columns))
    guard down <= 32, across <= 32, rows.isTrue, columns.isTrue, layout.partialMark == nil else {
      return
    }
    let (left, top) = origin
    let (right, bottom) = (left + columns.length, top + rows.length)
    for step in stride(from: 1, to: across, by: 1) {
      let x = left + columns.length * step / across
      elements.append(.line(from: (x, top), to: (x, bottom), "lattice"))
    }
    for step in stride(from: 1, to: down, by: 1) {
      let y = top + rows.length * step / down
      elements.append(.line(from: (left, y), to: (right, y), "lattice"))
    }
  }

  private mutating func drawTicks() {
    let (left, top) = origin
    if panel.columnDim != nil {
      let ticks = zip(Self.cuts(panel.columns), columns.positions.map { left + $0 })
      let texts = ticks.map { (text: "\($0)", at: $1, room: Lettering.width("\($0)") + 6) }
      for tick in Self.spaced(texts) {
        elements.append(.line(from: (tick.at, top - 5), to: (tick.at, top - 1), "tick"))
        elements.append(.text(tick.text, x: tick.at, y: top - 9, "faint", anchor: .middle))
      }
    }
    if panel.rowDim != nil {
      let ticks = zip(Self.cuts(panel.rows), rows.positions.map { top + $0 })
      for tick in Self.spaced(ticks.map { ("\($0)", $1, 13) }) {
        elements.append(.line(from: (left - 5, tick.at), to: (left - 1, tick.at), "tick"))
        elements.append(.text(tick.text, x: left - 8, y: tick.at + 4, "faint", anchor: .end))
      }
    }
  }

  /// The ticks that find room beside each other, the first and the last always.
  private static func spaced(_ ticks: [(text: String, at: Double, room: Double)])
    -> [(text: String, at: Double)]
  {
    guard let last = ticks.last else { return [] }
    var shown: [(text: String, at: Double, room: Double)] = []
    for tick in ticks.dropLast() {
      let before = shown.last.map { tick.at - $0.at >= (tick.room + $0.room) / 2 } ?? true
      let after = shown.isEmpty || last.at - tick.at >= (tick.room + last.room) / 2
      if before && after { shown.append(tick) }
    }
    return (shown + [last]).map { ($0.text, $0.at) }
  }
}
