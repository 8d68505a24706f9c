/// What happens when: bars over an axis of time, a row for each rank or step, a colour for each category.
package struct TimelinePicture: Sendable {
  /// Something that takes time.
  package struct Bar: Hashable, Sendable {
    /// The index of its row.
    package let row: Int
    /// Seconds from the picture's own zero.
    package let start: Double
    /// Seconds; not negative.
    package let duration: Double
    package let label: String
    package let category: String

    package init(row: Int, start: Double, duration: Double, label: String, category: String) {
      precondition(row >= 0 && duration >= 0, "a bar has a row, and takes no negative time")
      (self.row, self.start, self.duration) = (row, start, duration)
      (self.label, self.category) = (label, category)
    }
  }

  package let title: String
  /// The names of the rows, from the top.
  package let rows: [String]
  package let bars: [Bar]

  /// A picture of bars, each in one of the rows. Bars of one row that overlap lie below each other.
  package init(title: String, rows: [String], bars: [Bar]) {
    precondition(bars.allSatisfy { $0.row < rows.count }, "each bar has a row")
    (self.title, self.rows, self.bars) = (title, rows, bars)
  }
}

extension TimelinePicture {
  private static let width = 860.0
  private static let margin = 20.0
  private static let barHeight = 20.0

  /// The categories in the order in which they first occur.
  var categories: [String] {
    bars.reduce(into: []) { if !$0.contains($1.category) { $0.append($1.category) } }
  }

  /// For each bar the lane of its row in which no bar overlaps it.
  func lanes() -> [Int] {
    var ends = rows.map { _ in [Double]() }
    var lanes = [Int](repeating: 0, count: bars.count)
    for index in bars.indices.sorted(by: { (bars[$0].start, $0) < (bars[$1].start, $1) }) {
      let bar = bars[index]
      let lane = ends[bar.row].firstIndex { $0 <= bar.start } ?? ends[bar.row].count
      if lane == ends[bar.row].count { ends[bar.row].append(0) }
      ends[bar.row][lane] = bar.start + bar.duration
      lanes[index] = lane
    }
    return lanes
  }

  /// The picture, with a legend of the categories and the axis of time below the rows.
  package var svg: SVG {
    let axis = Axis(
      "time", .seconds, over: [0] + bars.flatMap { [$0.start, $0.start + $0.duration] })
    let names = rows.map { Lettering.fitted($0, in: 320) }
    let left = Self.margin + (names.map { Lettering.width($0) }.max() ?? 0) + 10
    let span = Self.width - left - Self.margin - 20
    let legend = ChartLegend(categories.enumerated().map { ($1, .swatch($0)) }, width: span)
    var elements: [SVGElement] = [
      .text(title, x: Self.margin, y: Self.margin + 13, "title"),
      .group(x: left, y: Self.margin + 28, legend.elements),
    ]
    let lanes = lanes()
    let top = Self.margin + 28 + legend.height + 14
    var tops = [top]
    for row in rows.indices {
      let lanesOfRow = bars.indices.filter { bars[$0].row == row }.map { lanes[$0] + 1 }.max() ?? 1
      tops.append(tops[row] + Double(lanesOfRow) * (Self.barHeight + 2) + 6)
    }
    let bottom = tops[rows.count]
    for tick in axis.ticks {
      let x = left + span * axis.share(of: tick.value)
      elements.append(.line(from: (x, top - 4), to: (x, bottom), "rule"))
      elements.append(.text(tick.label, x: x, y: bottom + 15, "faint", anchor: .middle))
    }
    elements.append(.text(axis.name, x: left + span / 2, y: bottom + 32, "ink", anchor: .middle))
    for (row, name) in names.enumerated() {
      elements.append(
        SVGElement.text(name, x: left - 10, y: tops[row] + 14, "ink", anchor: .end)
          .titled(rows[row]))
    }
    let rooms = rooms(lanes)
    for (index, bar) in bars.enumerated() {
      let start = span * axis.share(of: bar.start)
      let frame = Frame(
        x: left + start, y: tops[bar.row] + Double(lanes[index]) * (Self.barHeight + 2),
        width: max(1, span * axis.share(of: bar.start + bar.duration) - start),
        height: Self.barHeight)
      let room = min(span, rooms[index].map { span * axis.share(of: $0) } ?? span + 20)
      elements.append(element(bar, in: frame, rightOf: left + room - frame.maxX))
    }
    return SVG(
      title: title, width: Self.width, height: bottom + 32 + Self.margin,
      definitions: Palette.definitions(categories.indices), elements: elements)
  }

  /// For each bar the time at which the next one of its lane begins; nil of the last.
  private func rooms(_ lanes: [Int]) -> [Double?] {
    var rooms = [Double?](repeating: nil, count: bars.count)
    var last: [[Int]: Int] = [:]
    for index in bars.indices.sorted(by: { (bars[$0].start, $0) < (bars[$1].start, $1) }) {
      let place = [bars[index].row, lanes[index]]
      if let before = last[place] { rooms[before] = bars[index].start }
      last[place] = index
    }
    return rooms
  }

  /// A bar with its label in it, or beside it where only there is room for all of it.
  ///
  /// - Parameter rightOf: the pixels between the bar and the next.
  private func element(_ bar: Bar, in frame: Frame, rightOf room: Double) -> SVGElement {
    let swatch = Palette.swatch(categories.firstIndex(of: bar.category) ?? 0)
    var label = Lettering.fitted(bar.label, in: frame.width - 6)
    var beside: [SVGElement] = []
    if label != bar.label, Lettering.width(bar.label) + 8 <= room {
      label = ""
      beside = [.text(bar.label, x: frame.maxX + 4, y: frame.midY + 4, "ink")]
    }
    let times = [bar.start, bar.duration].map(Quantity.seconds.text)
    return SVGElement(
      "g", ["data-row": "\(bar.row)"],
      swatch.rect(frame, "bar", radius: 2)
        + (label.isEmpty ? [] : [swatch.text(label, x: frame.midX, y: frame.midY + 4)]) + beside
    ).titled("\(bar.label): \(bar.category), \(rows[bar.row]), at \(times[0]) for \(times[1])")
  }
}
