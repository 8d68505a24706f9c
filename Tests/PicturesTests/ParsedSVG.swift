import Foundation
import FoundationXML
import Pictures
import Testing

/// The elements of a picture as an XML parser reads them; those that are not well formed are refused.
final class ParsedSVG: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    let parents: [Int]
    var text = ""
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  init(_ svg: SVG, sourceLocation: SourceLocation = #_sourceLocation) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.description.utf8))
    parser.delegate = self
    let isWellFormed = parser.parse()
    try #require(isWellFormed, "\(svg)", sourceLocation: sourceLocation)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(Element(name: name, attributes: attributes, parents: open))
    open.append(elements.count - 1)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if let last = open.last { elements[last].text += string }
  }

  /// The texts that are drawn.
  var texts: [String] { elements.filter { $0.name == "text" }.map(\.text) }

  /// The rectangles of a class, each with the element around it.
  func frames(_ style: String) -> [(frame: Frame, parent: Element)] {
    elements.filter { $0.name == "rect" && $0.attributes["class"] == style }.map { element in
      let number = { Double(element.attributes[$0] ?? "") ?? .nan }
      let frame = Frame(
        x: number("x"), y: number("y"), width: number("width"), height: number("height"))
      return (frame, elements[element.parents[element.parents.count - 1]])
    }
  }
}
