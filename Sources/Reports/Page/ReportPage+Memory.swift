import Elements
import Forecasts
import Pictures

extension ReportPage {
  /// Of each stage what its busiest rank holds from op to op, by kind, on the axis of the time line.
  var memoryCharts: [HTML] {
    let forecast = contents.forecast
    return forecast.memory.flatMap { memory -> [HTML] in
      guard let most = memory.points.map(\.total).max(), most > 0 else { return [] }
      let name =
        forecast.memory.count > 1 ? "\(memory.stage): memory" : "memory of the busiest rank"
      return [
        .tag(
          "p", ["class": "lane-name"],
          [.tag("span", [:], "\(name), at the most \(ByteCount(most))")]),
        chart(memory, most),
      ]
    } + (forecast.memory.isEmpty ? [] : [Self.memoryLegend])
  }

  private static var memoryLegend: HTML {
    .tag(
      "ul", ["class": "legend stuck"],
      MemoryKind.allCases.map { kind in
        .tag(
          "li", [:],
          [
            .tag("span", ["class": "key m-\(kind.rawValue)", "aria-hidden": "true"]),
            .text(kind.rawValue),
          ])
      })
  }

  /// Areas on each other, over 0 to 100,000 of time and 0 to 1,000 of bytes.
  private func chart(_ memory: ProgramForecast.Memory, _ most: Int) -> HTML {
    let scale = 100_000 / duration
    let height = 1000 / Double(most)
    // Ops that overlap begin in another order than they are issued in.
    let points = memory.points.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }.map(\.element)
    var below = [Int](repeating: 0, count: points.count)
    var areas: [SVGElement] = []
    for (index, kind) in MemoryKind.allCases.enumerated() {
      let above = zip(below, points).map { $0 + $1.bytes[index] }
      defer { below = above }
      guard above != below else { continue }
      areas.append(
        SVGElement(
          "path",
          [
            "class": "area m-\(kind.rawValue)",
            "d": Self.steps(points, above, below, scale, height),
          ]))
    }
    let told = points.map { point in
      "\(Self.short(point.time * scale)):\(point.bytes.map(String.init).joined(separator: ","))"
    }.joined(separator: ";")
    let svg = SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 100000 1000",
        "preserveAspectRatio": "none", "class": "memory", "role": "img",
        "aria-label": "Memory over time, at the most \(ByteCount(most))", "data-points": told,
      ], areas)
    return .markup("\(svg)")
  }

  /// The outline of an area: each number holds until the next.
  private static func steps(
    _ points: [MemoryPoint], _ above: [Int], _ below: [Int], _ scale: Double, _ height: Double
  ) -> String {
    func place(_ index: Int, _ values: [Int]) -> (x: String, y: String) {
      let x = index < points.count ? points[index].time * scale : 100_000
      let value = values[min(index, points.count - 1)]
      return (short(x), short(1000 - Double(value) * height))
    }
    var path = ""
    for index in points.indices {
      let (x, y) = place(index, above)
      path += path.isEmpty ? "M\(x) \(y)" : "H\(x)V\(y)"
    }
    path += "H100000"
    for index in points.indices.reversed() {
      let next = index + 1 < points.count ? place(index + 1, below).x : "100000"
      path += "H\(next)V\(place(index, below).y)"
    }
    let first = place(0, below)
    return path + "H\(first.x)Z"
  }
}
