/// An element of an SVG picture: its name, its attributes in order, and what is in it.
package struct SVGElement: Hashable, Sendable {
  /// A name and a value that is not yet escaped.
  package struct Attribute: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  package let name: String
  package private(set) var attributes: [Attribute]
  package var children: [SVGElement]
  /// Character data, not yet escaped.
  package let text: String?

  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String? = nil,
    _ children: [SVGElement] = []
  ) {
    self.name = name
    self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
    self.children = children
    self.text = text
  }

  /// The same with one more attribute.
  package func with(_ name: String, _ value: String) -> SVGElement {
    var result = self
    result.attributes.append(Attribute(name: name, value: value))
    return result
  }

  /// The same with a text that shows when the pointer rests on it.
  package func titled(_ text: String) -> SVGElement {
    var result = self
    result.children.insert(SVGElement("title", text: text), at: 0)
    return result
  }
}

extension SVGElement: CustomStringConvertible {
  /// The XML, with everything escaped.
  package var description: String { lines(indent: "").joined(separator: "\n") }

  /// The XML, a line for each element.
  func lines(indent: String) -> [String] {
    let head =
      "\(indent)<\(name)" + attributes.map { " \($0.name)=\"\($0.value.escaped)\"" }.joined()
    if children.isEmpty { return [text.map { "\(head)>\($0.escaped)</\(name)>" } ?? "\(head)/>"] }
    if let text {
      // White space within a text would be drawn.
      let inner = children.flatMap { $0.lines(indent: "") }.joined()
      return ["\(head)>\(inner)\(text.escaped)</\(name)>"]
    }
    return ["\(head)>"] + children.flatMap { $0.lines(indent: indent + " ") }
      + ["\(indent)</\(name)>"]
  }
}

extension String {
  /// The text as XML's character data and quoted values have it; what XML 1.0 cannot hold is left out.
  package var escaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      case _ where scalar.value < 0x20 || scalar.value == 0xfffe || scalar.value == 0xffff: break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
