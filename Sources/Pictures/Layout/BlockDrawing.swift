import Sharding

/// A block in its frame: coloured by its rank, or with its ranks in it; in layers where it is partial.
struct BlockDrawing {
  /// How far a layer looks out from behind the one before it.
  private static let layerStep = 5.0
  private static let mostLayers = 4
  private static let padding = 5.0

  let element: SVGElement

  init(_ cell: Panel.Cell, of layout: Layout, in frame: Frame) {
    let mark = layout.partialMark
    let layers = mark == nil ? 1 : max(2, min(Self.mostLayers, cell.terms.count))
    let depth = Double(layers - 1) * Self.layerStep
    let body = frame.inset(by: 1)
    var shapes: [SVGElement] = []
    for layer in (0..<layers).reversed() {
      let shift = Double(layer) * Self.layerStep
      let sheet = Frame(
        x: body.x + shift, y: body.y + depth - shift, width: max(1, body.width - depth),
        height: max(1, body.height - depth))
      shapes += Self.sheet(sheet, layer < cell.terms.count ? cell.terms[layer] : [])
    }
    let front = Frame(
      x: body.x, y: body.y + depth, width: max(1, body.width - depth),
      height: max(1, body.height - depth))
    let isLone = cell.terms.count == 1 && cell.terms[0].count == 1
    shapes +=
      isLone
      ? Self.number(cell.terms[0][0], in: front)
      : Self.chips(cell, joint: layout.joint, mark: mark, in: front)
    element = SVGElement(
      "g", ["data-box": "\(cell.box)"], [.rect(frame, "cell").with("fill", "none")] + shapes
    ).titled(Self.tooltip(cell, mark))
  }

  /// What is told of a block when the pointer rests on it.
  private static func tooltip(_ cell: Panel.Cell, _ mark: String?) -> String {
    let holders = cell.terms.map(RankList.compact).joined(separator: " | ")
    let count = cell.box.count
    return "\(cell.box), \(count) element\(count == 1 ? "" : "s")"
      + (cell.blocks > 1 ? " in \(cell.blocks) shards" : "") + (mark.map { ", \($0)" } ?? "")
      + ": rank\(cell.terms.joined().count == 1 ? "" : "s") \(holders)"
  }

  /// A layer: in the colour of its rank, or plain where several hold it.
  private static func sheet(_ frame: Frame, _ ranks: [Int]) -> [SVGElement] {
    guard ranks.count == 1 else { return [.rect(frame, "plain"), .rect(frame, "rim")] }
    return [
      SVGElement(
        "g", ["data-rank": "\(ranks[0])"],
        Palette.swatch(ranks[0]).rect(frame) + [.rect(frame, "rim")])
    ]
  }

  private static func number(_ rank: Int, in frame: Frame) -> [SVGElement] {
    guard Lettering.width("\(rank)") + 2 <= frame.width, frame.height >= 12 else { return [] }
    return [Palette.swatch(rank).text("\(rank)", x: frame.midX, y: frame.midY + 4)]
  }
}

extension BlockDrawing {
  /// The least size of a block whose words find room, as all blocks of a panel have it.
  static func room(for panel: Panel, of layout: Layout) -> (width: Double, height: Double) {
    let cells = panel.cells.joined()
    let most = cells.max { $0.terms.joined().count < $1.terms.joined().count }
    guard let most else { return (0, 0) }
    let widest = cells.flatMap { $0.terms.joined() }.max() ?? 0
    let count = most.terms.joined().count
    guard count > 1 else { return (max(24, Lettering.width("\(widest)") + 8), 20) }
    let chip = RankChip.width(widest) + RankChip.gap
    var width = (most.terms.count > 1 ? 8 : 0) + chip * (count <= 3 ? Double(count) : 3)
    var height = (count <= 3 ? 1 : 2) * (RankChip.height + RankChip.gap)
    if most.blocks > 1 || count > 16 { (width, height) = (96, count > 16 ? 24 : height) }
    if let mark = layout.partialMark {
      width = max(width, Lettering.width(mark))
      height += 16
      let layers = max(2, min(mostLayers, most.terms.count))
      width += Double(layers - 1) * layerStep
      height += Double(layers - 1) * layerStep
    }
    return (width + 2 * padding, height + 2 * padding)
  }

  /// The holders as chips in lines, the partial mark above them.
  private static func chips(
    _ cell: Panel.Cell, joint: String, mark: String?, in frame: Frame
  ) -> [SVGElement] {
    let inner = frame.inset(by: padding)
    let pitch = RankChip.height + RankChip.gap
    let ground = cell.terms[0].count == 1 ? Palette.swatch(cell.terms[0][0]) : nil
    func word(_ text: String, x: Double, y: Double, _ anchor: Anchor = .start) -> SVGElement {
      ground?.text(text, x: x, y: y, anchor: anchor)
        ?? .text(text, x: x, y: y, "ink", anchor: anchor)
    }
    func width(_ token: BlockLabel.Token) -> Double {
      if case .rank(let rank) = token { RankChip.width(rank) } else { Lettering.width(token.text) }
    }
    let above = mark == nil ? 0 : 16.0
    let room = Int(((inner.height - above + RankChip.gap) / pitch).rounded(.down))
    let choices = BlockLabel(cell, joint: joint).choices.lazy.compactMap {
      BlockLabel.evenLines($0, width: inner.width, gap: RankChip.gap, measure: width)
    }
    guard let lines = choices.first(where: { $0.count <= max(1, room) }) else { return [] }
    var y = inner.midY - (above + Double(lines.count) * pitch - RankChip.gap) / 2
    var result: [SVGElement] = []
    if let mark {
      result.append(
        word(Lettering.fitted(mark, in: inner.width), x: inner.midX, y: y + 10, .middle))
      y += above
    }
    for line in lines {
      let length = line.map(width).reduce(0, +) + RankChip.gap * Double(line.count - 1)
      var x = inner.midX - length / 2
      for token in line {
        switch token {
        case .rank(let rank): result.append(RankChip.elements(rank, x: x, y: y))
        case .word(let text): result.append(word(text, x: x, y: y + 12.5))
        }
        x += width(token) + RankChip.gap
      }
      y += pitch
    }
    return result
  }
}
