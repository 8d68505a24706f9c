import Elements
import Foundation
import Programs
import Reports
import Resharding
import Sharding
import Testing

/// The page as a text.
@Suite struct ReportPageTests {
  static let cases: [(layers: Int, trains: Bool, isSearched: Bool)] = [
    (1, false, false), (1, true, true), (3, false, true), (5, true, false),
  ]

  @Test(arguments: cases)
  func `every value and every reshard is on the page`(
    layers: Int, trains: Bool, isSearched: Bool
  ) throws {
    let contents = try ReportCases.contents(
      ReportCases.layers(layers), on: ReportCases.mesh(), trains: trains, isSearched: isSearched)
    let page = try ParsedPage(ReportPage(contents).description)
    for value in contents.completed.program.values {
      #expect(page.words.contains(value.name), "\(value.name)")
    }
    let reshards = contents.completed.reshards
    #expect(reshards.count > 0)
    let kinds = contents.reshards
    #expect(Set(reshards.map(\.transition)).isSubset(of: Set(kinds.map(\.transition))))
    #expect(kinds.reduce(0) { $0 + $1.values.count } == reshards.count)
    for place in kinds.indices { #expect(page.values("id").contains("r\(place)")) }
    for kind in kinds {
      let least = try #require(kind.certificate.lowerBound)
      #expect(
        page.text.contains(
          "received by all ranks: \(ByteCount(kind.certificate.received)); the fewest that any plan moves: "
            + "\(ByteCount(least))"))
    }
  }

  @Test(arguments: cases)
  func `the page asks for nothing else, and its links lead somewhere`(
    layers: Int, trains: Bool, isSearched: Bool
  ) throws {
    let contents = try ReportCases.contents(
      ReportCases.layers(layers), on: ReportCases.mesh(), trains: trains, isSearched: isSearched)
    let text = ReportPage(contents).description
    let page = try ParsedPage(text)
    let ids = page.values("id")
    #expect(Set(ids).count == ids.count, "an id twice")
    for link in page.values("href") {
      #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)")
    }
    for label in page.values("aria-labelledby") + page.values("for") {
      #expect(ids.contains(label), "\(label)")
    }
    #expect(page.values("src").isEmpty)
    let addresses = text.matches(of: /(?:https?:)?\/\/[a-z][^"'\s<>]*\.[a-z]+/).map { String($0.0) }
    #expect(Set(addresses).isSubset(of: ["http://www.w3.org"]), "\(Set(addresses))")
    #expect(!text.contains("@import") && text.matches(of: /url\((?!#)/).isEmpty)
    for element in page.elements {
      #expect(!["link", "iframe", "img", "object", "embed"].contains(element.name))
      #expect(!element.attributes.keys.contains { $0.hasPrefix("on") }, "\(element)")
    }
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a&b;&lt;", "]]>*/ </style>",
    "'\u{1}\u{0}", "\u{202E}x", "--> <!--",
  ])
  func `a hostile name is text`(name: String) throws {
    var program = try ReportCases.layers(1)
    program.name = name
    let made = try #require(program.value(named: "layers.0.act"))
    program.values[made].name = "layers.0.\(name)"
    let weight = try #require(program.value(named: "layers.0.up.weight"))
    program.values[weight].name = name
    let contents = try ReportCases.contents(
      program, on: ReportCases.mesh(), isSearched: true, modules: ["loss": name])
    let text = ReportPage(contents).description
    let page = try ParsedPage(text)
    let plain = try ParsedPage(
      ReportPage(
        ReportCases.contents(ReportCases.layers(1), on: ReportCases.mesh(), isSearched: true)
      ).description)
    // No name adds elements of a kind that runs or loads anything.
    for kind in ["script", "style", "img"] {
      #expect(
        page.elements.count { $0.name == kind } == plain.elements.count { $0.name == kind })
    }
    let readable = String(name.unicodeScalars.filter { $0.value >= 0x20 })
    #expect(page.text.contains(readable))
    #expect(!page.elements.contains { $0.attributes.keys.contains("onerror") })
  }

  @Test func `layers that are alike stand once, and the others are named`() throws {
    let few = try ReportCases.contents(ReportCases.layers(4), on: ReportCases.mesh(), trains: true)
    let many = try ReportCases.contents(
      ReportCases.layers(40), on: ReportCases.mesh(), trains: true)
    let (short, long) = (ReportPage(few).description, ReportPage(many).description)
    func lines(_ page: String) throws -> Int {
      try ParsedPage(page).values("class").count { $0 == "op" || $0 == "op reshard" }
    }
    #expect(many.completed.program.ops.count > 9 * few.completed.program.ops.count)
    #expect(try lines(long) == lines(short))
    let page = try ParsedPage(long)
    #expect(page.text.contains(" alike"))
    for value in many.completed.program.values {
      #expect(page.words.contains(value.name), "\(value.name)")
    }
  }

  @Test func `a module of the file is the scope of its ops`() throws {
    let program = try Program(
      parsing: """
        program plain(x: f32[8,16]{S(0),R}, parameter w: f32[16,16]{R,S(1)}) {
          y = matmul(x, w)
          z = gelu(y)
          return z
        }
        """)
    let contents = try ReportCases.contents(
      program, on: ReportCases.mesh(), modules: ["y": "block.first", "z": "block"])
    let page = ReportPage(contents).description
    #expect(page.contains("<b>block</b>") && page.contains("<b>first</b>"))
  }

  @Test func `the errors that the page tells are those of the book`() throws {
    let book = try String(
      contentsOf: ReportCases.package.appending(
        path: "Sources/Tessera/Tessera.docc/TrainingCost.md"), encoding: .utf8)
    let (fitted, held) = (PublishedErrors.fitted, PublishedErrors.heldOut)
    #expect(book.contains("| \(fitted.rows) that the fit used | \(fitted.mean) |"))
    #expect(book.contains("| \(held.rows) that it did not | \(held.mean) |"))
  }
}
