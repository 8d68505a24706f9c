import Testing

@testable import Pictures

@Suite struct ChartTests {
  @Test(arguments: [
    (Quantity.seconds, 0.0015, "1.5 ms"), (.seconds, 2e-6, "2 µs"), (.seconds, 0, "0 s"),
    (.seconds, 90, "90 s"), (.bytes, 65536, "64 KiB"), (.bytes, 1, "1 B"),
    (.bytes, 3 * 1024 * 1024, "3 MiB"), (.bytes, 1000, "1000 B"),
    (.bytesPerSecond, 1.234e9, "1.23 GB/s"),
    (.count, 4096, "4.1 k"), (.seconds, 0.0009999, "1 ms"),
  ])
  func `quantities are written with their units`(quantity: Quantity, value: Double, text: String) {
    #expect(quantity.text(value) == text)
  }

  @Test(arguments: [
    (
      [0, 0.0042], Quantity.seconds, Axis.Scale.linear,
      ["0 s", "1 ms", "2 ms", "3 ms", "4 ms", "5 ms"]
    ),
    ([1, 900], .count, .logarithmic, ["1", "10", "100", "1 k"]),
    ([1024, 8192], .bytes, .logarithmic, ["1 KiB", "2 KiB", "4 KiB", "8 KiB"]),
    ([5, 5], .count, .linear, ["5", "6"]), ([], .seconds, .logarithmic, ["1 s", "10 s"]),
    ([0, .infinity, 2, 30], .count, .logarithmic, ["1", "10", "100"]),
  ])
  func `ticks are round and hold all values`(
    values: [Double], quantity: Quantity, scale: Axis.Scale, labels: [String]
  ) {
    let axis = Axis("x", quantity, scale, over: values)
    #expect(axis.ticks.map(\.label) == labels)
    #expect(axis.share(of: axis.domain.lowerBound) == 0)
    #expect(axis.share(of: axis.domain.upperBound) == 1)
  }

  private typealias Bar = TimelinePicture.Bar

  @Test func `a time line has every row, and bars as long as they take`() throws {
    let picture = TimelinePicture(
      title: "a < b & \"c\"", rows: ["rank 0", "rank 1"],
      bars: [
        Bar(row: 0, start: 0, duration: 1e-3, label: "all-gather", category: "network"),
        Bar(row: 0, start: 1e-3, duration: 2e-3, label: "matmul", category: "compute"),
        Bar(row: 1, start: 0, duration: 4e-3, label: "matmul", category: "compute"),
        Bar(row: 1, start: 2e-3, duration: 1e-3, label: "send", category: "network"),
      ])
    #expect(picture.lanes() == [0, 0, 0, 1])
    let parsed = try ParsedSVG(picture.svg)
    for text in [picture.title, "rank 0", "rank 1", "network", "compute", "time", "4 ms"] {
      #expect(parsed.texts.contains(text), "\(text)")
    }
    let bars = parsed.frames("bar").filter { $0.parent.attributes["data-row"] != nil }.map(\.frame)
    #expect(bars.count == 4)
    for (bar, frame) in zip(picture.bars, bars) {
      #expect(abs(frame.width / bars[0].width - bar.duration / 1e-3) < 0.01)
    }
    #expect(bars.indices.allSatisfy { one in !bars[..<one].contains { $0.overlaps(bars[one]) } })
  }

  @Test func `a chart has every series and a mark for each point that has a place`() throws {
    let chart = LineChart(
      title: "all-gather", x: ("message", .bytes, .logarithmic),
      y: ("rate", .bytesPerSecond, .logarithmic),
      series: (0..<5).map { index in
        LineChart.Series(
          "series \(index)",
          [.init(x: 0, y: 1)]
            + (0..<8).map { .init(x: Double(1024 << $0), y: Double(index + 1) * 1e8) })
      })
    let parsed = try ParsedSVG(chart.svg)
    for index in 0..<5 { #expect(parsed.texts.contains("series \(index)")) }
    #expect(parsed.texts.contains("message") && parsed.texts.contains("rate"))
    #expect(parsed.elements.count { $0.name == "title" && $0.text.hasPrefix("series") } == 5 * 8)
    #expect(!chart.svg.description.contains("nan"))
  }

  @Test func `what XML cannot hold is escaped or left out`() throws {
    let svg = SVG(
      title: "<&>\"\u{1}", width: 10, height: 10,
      elements: [SVGElement.text("a\u{0}<b>&amp;", x: 1, y: 2, "ink").with("data-x", "\"<\n")])
    let parsed = try ParsedSVG(svg)
    #expect(parsed.texts == ["a<b>&amp;"])
    #expect(parsed.elements.contains { $0.attributes["data-x"] == "\"<\n" })
  }

  @Test func `a label that does not fit its bar stands beside it where there is room`() throws {
    let picture = TimelinePicture(
      title: "t", rows: ["rank 0"],
      bars: [
        Bar(row: 0, start: 0, duration: 0.01, label: "all-gather", category: "a"),
        Bar(row: 0, start: 0.5, duration: 0.01, label: "reduce-scatter", category: "a"),
        Bar(row: 0, start: 0.52, duration: 0.48, label: "all-to-all", category: "a"),
      ])
    let text = picture.svg.description
    #expect(text.contains(">all-gather</text>") && text.contains(">all-to-all</text>"))
    #expect(
      !text.contains(">reduce-scatter</text>"), "the next bar begins before its label would end")
  }

  @Test func `a chart of bars has each value at its bar`() throws {
    let chart = BarChart(
      title: "Rates", quantity: .bytesPerSecond, series: ["ours", "memcpy"],
      rows: [.init("copy", [2e9, 4e9]), .init("fold", [0, 1e9])])
    let text = chart.svg.description
    for part in [">Rates<", ">copy<", ">fold<", ">2 GB/s<", ">4 GB/s<", ">ours<", ">memcpy<"] {
      #expect(text.contains(part), "\(part)")
    }
  }
}
