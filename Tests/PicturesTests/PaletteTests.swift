import Testing

@testable import Pictures

@Suite struct PaletteTests {
  @Test(arguments: 0..<16)
  func `text is readable on every fill`(index: Int) {
    let swatch = Palette.swatch(index)
    let ink = swatch.isDark ? "#ffffff" : "#0d1117"
    #expect(Swatch.contrast(swatch.fill, ink) >= 4.5)
  }

  @Test(arguments: 0..<8)
  func `lines stand out from light and dark grounds`(index: Int) {
    for ground in ["#ffffff", "#0d1117"] {
      #expect(Swatch.contrast(Palette.stroke(index), ground) >= 3)
    }
  }

  @Test func `no two of a hundred swatches look the same`() {
    #expect(Set((0..<112).map(Palette.swatch)).count == 112)
    #expect(Set((0..<32).map { "\(Palette.stroke($0))\(Palette.dashes($0) ?? "")" }).count == 32)
  }

  @Test func `the patterns are those of the hatches that are used, once each`() {
    #expect(Palette.definitions(0..<16).isEmpty)
    #expect(Palette.definitions(Array(0..<48) + Array(0..<48)).count == 4)
  }

  @Test func `black on white has the contrast that the definition gives`() {
    #expect(abs(Swatch.contrast("#000000", "#ffffff") - 21) < 1e-9)
  }
}
