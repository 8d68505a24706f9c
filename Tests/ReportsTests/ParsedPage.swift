import Foundation
import FoundationXML
import Testing

/// A page as a parser of XML reads it; one that is not well formed is refused.
final class ParsedPage: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
  }

  private(set) var elements: [Element] = []
  /// All that is read, but for code.
  private(set) var text = ""
  /// What stands between two tags, and what commas, colons and spaces part in it.
  private(set) var words: Set<String> = []
  private var open: [String] = []
  private var run = ""

  init(_ page: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    let isWellFormed = parser.parse()
    try #require(
      isWellFormed, "line \(parser.lineNumber): \(String(describing: parser.parserError))",
      sourceLocation: sourceLocation)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(Element(name: name, attributes: attributes))
    endRun()
    open.append(name)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
    endRun()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard open.last != "script", open.last != "style" else { return }
    text += string
    run += string
  }

  private func endRun() {
    words.insert(run)
    words.formUnion(run.split { ", :".contains($0) }.map(String.init))
    run = ""
  }

  /// The values of an attribute, of all elements that have it.
  func values(_ attribute: String) -> [String] {
    elements.compactMap { $0.attributes[attribute] }
  }
}
