/// A rank in its colour, with its number.
enum RankChip {
  static let height = 17.0
  static let gap = 4.0

  static func width(_ rank: Int) -> Double { max(20, Lettering.width("\(rank)") + 9) }

  static func elements(_ rank: Int, x: Double, y: Double) -> SVGElement {
    let frame = Frame(x: x, y: y, width: width(rank), height: height)
    let swatch = Palette.swatch(rank)
    return SVGElement(
      "g", ["data-rank": "\(rank)"],
      swatch.rect(frame, "chip", radius: 3) + [
        .rect(frame, "rim", radius: 3), swatch.text("\(rank)", x: frame.midX, y: frame.midY + 4),
      ])
  }
}

/// All ranks of a picture with their colours, as many as find room.
struct RankLegend {
  private static let most = 64
  let elements: [SVGElement]
  let width: Double
  let height: Double

  init(_ ranks: [Int], width: Double) {
    var elements: [SVGElement] = [.text("ranks", x: 0, y: 13, "faint")]
    var (x, y) = (48.0, 0.0)
    var right = x
    func advance(by size: Double) {
      if x + size > width { (x, y) = (48, y + RankChip.height + RankChip.gap) }
    }
    for rank in ranks.prefix(Self.most) {
      advance(by: RankChip.width(rank))
      elements.append(RankChip.elements(rank, x: x, y: y))
      x += RankChip.width(rank) + RankChip.gap
      right = max(right, x)
    }
    if ranks.count > Self.most {
      let rest = "… \(ranks.count) in all"
      advance(by: Lettering.width(rest))
      elements.append(.text(rest, x: x, y: y + 13, "faint"))
      right = max(right, x + Lettering.width(rest))
    }
    self.elements = elements
    self.width = right
    height = y + RankChip.height
  }
}
