import Foundation
import Sharding
import Testing

@testable import Pictures

@Suite struct LayoutPictureTests {
  static let cases: [(String, [Int], [Int])] = [
    ("S(0)", [5], [4]), ("S(0),S(1)", [8, 6], [2, 2]), ("R,P(sum)", [8, 6], [2, 2]),
    ("S(0)#1,S(0)#0", [7, 5], [2, 3]), ("S(0:0,5),P(max)", [5], [2, 2]), ("R,R", [], [2, 2]),
    ("P(sum),P(max)", [3, 0], [2, 2]), ("S(0),S(1),S(2)", [4, 6, 8], [2, 2, 2]),
    ("S(1),S(3)", [2, 3, 4, 5], [2, 2]), ("S(0),S(0)", [4096, 4096], [8, 8]),
    ("S(0),S(1)", [4096, 4096], [64, 64]), ("R", [4], [64]),
  ]

  private func picture(_ text: String, _ shape: [Int], _ mesh: [Int]) throws -> LayoutPicture {
    let attr = try TensorDistAttr(parsing: text, on: ProcessMesh(shape: mesh))
    return try LayoutPicture(
      dtype: .float32, shape: shape, states: [attr, .replicated(on: attr.mesh)])
  }

  @Test(arguments: cases)
  func `every rank is in a block or holds nothing, and the blocks are the tensor`(
    text: String, shape: [Int], mesh: [Int]
  ) throws {
    let attr = try picture(text, shape, mesh).states[0]
    let layout = Layout(shape: shape, attr: attr)
    let held = layout.blocks.values.flatMap(\.ranks)
    #expect((held + layout.idle).sorted() == attr.mesh.ranks)
    #expect(layout.blocks.values.reduce(0) { $0 + $1.box.count } == shape.reduce(1, *))
    for block in layout.blocks.values {
      for rank in block.ranks { #expect(attr.box(of: rank, shape: shape) == block.box) }
    }
    let panels = layout.panels(Layout.Limits(rows: 4, columns: 4, panels: .max)).drawn
    let cells = panels.flatMap { $0.cells.joined() }
    #expect(cells.flatMap { $0.terms.joined() }.sorted() == held.sorted())
    #expect(cells.reduce(0) { $0 + $1.blocks } == layout.blocks.count)
  }

  @Test(arguments: cases)
  func `blocks do not overlap, and cover areas as their elements are many`(
    text: String, shape: [Int], mesh: [Int]
  ) throws {
    let parsed = try ParsedSVG(picture(text, shape, mesh).svg)
    let drawn = parsed.frames("cell")
    #expect(drawn.isEmpty == (shape.reduce(1, *) == 0))
    // Blocks of one panel have the same groups around them.
    for (_, cells) in Dictionary(grouping: drawn, by: { $0.parent.parents }) {
      for (index, cell) in cells.enumerated() {
        #expect(cell.frame.width >= 20 && cell.frame.height >= 20)
        #expect(!cells[..<index].contains { $0.frame.overlaps(cell.frame) })
      }
      let area = cells.reduce(0) { $0 + $1.frame.width * $1.frame.height }
      let right = (cells.map(\.frame.maxX).max() ?? 0) - (cells.map(\.frame.x).min() ?? 0)
      let down = (cells.map(\.frame.maxY).max() ?? 0) - (cells.map(\.frame.y).min() ?? 0)
      #expect(abs(area / (right * down) - 1) < 0.01)
      guard !parsed.texts.contains("not to scale") else { continue }
      let sizes = cells.map { Self.count($0.parent.attributes["data-box"] ?? "") }
      let whole = sizes.reduce(0, +)
      for (cell, size) in zip(cells, sizes) {
        #expect(abs(cell.frame.width * cell.frame.height / area - size / whole) < 0.002)
      }
    }
  }

  /// The elements of a box from its text, `[0:4, 2:3]`.
  private static func count(_ box: String) -> Double {
    box.matches(of: /(\d+):(\d+)/).reduce(1) {
      $0 * ((Double($1.2) ?? 0) - (Double($1.1) ?? 0))
    }
  }

  @Test(arguments: cases)
  func `the drawing in text is at most 100 columns wide and says what holds nothing`(
    text: String, shape: [Int], mesh: [Int]
  ) throws {
    let picture = try picture(text, shape, mesh)
    let lines = picture.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= LayoutPicture.textWidth })
    #expect(picture.text.contains(text))
    let idle = Layout(shape: shape, attr: picture.states[0]).idle
    #expect(picture.text.contains("holds nothing: ") == !idle.isEmpty)
    #expect(
      try ParsedSVG(picture.svg).texts.contains { $0.contains("holds nothing") } == !idle.isEmpty)
  }

  @Test func `slices that look the same are drawn once`() throws {
    let texts = try ParsedSVG(picture("S(1),S(3)", [2, 3, 4, 5], [2, 2]).svg).texts
    #expect(
      texts.filter { $0.hasPrefix("[") } == ["[:, 0:2, :, :]", "[:, 2, :, :]", "[:, :, :, :]"])
  }

  @Test(arguments: [
    ([3], "rank 3"), ([0, 1, 2, 3], "ranks 0-3"), ([0, 4, 8, 9], "ranks 0-8:4 9"),
    ([7, 2], "ranks 2 7"),
  ])
  func `ranks are told in runs`(ranks: [Int], text: String) {
    #expect(RankList.named(ranks) == text)
  }
}
