import Pictures

/// A part of a page: an element, a text, or what is markup already.
///
/// What it writes is well-formed XML too: each element is closed, and each value of an attribute is quoted.
package indirect enum HTML: Sendable {
  /// An element with attributes whose values are not yet escaped, and what is in it.
  case element(String, [(name: String, value: String)], [HTML])
  /// Characters that are not yet escaped.
  case text(String)
  /// Markup that is written as it is.
  case markup(String)
}

extension HTML {
  /// An element with children.
  package static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [HTML]
  ) -> HTML {
    .element(name, attributes.map { ($0.key, $0.value) }, children)
  }

  /// An element with a text in it, or nothing.
  package static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String = ""
  ) -> HTML {
    .tag(name, attributes, text.isEmpty ? [] : [.text(text)])
  }

  /// A picture without a ground and a style sheet of its own: the page has them.
  package static func picture(_ svg: SVG) -> HTML { .markup("\(svg.embedded)") }

  /// Elements that have no end tag in HTML.
  private static let voids: Set<String> = ["meta", "input", "br", "hr", "col"]

  /// Appends the markup to a text.
  package func write(to page: inout String) {
    switch self {
    case .text(let text): page += text.escaped
    case .markup(let markup): page += markup
    case .element(let name, let attributes, let children):
      page += "<\(name)"
      for (name, value) in attributes { page += " \(name)=\"\(value.escaped)\"" }
      if Self.voids.contains(name) {
        page += "/>"
        return
      }
      page += ">"
      for child in children { child.write(to: &page) }
      page += "</\(name)>"
    }
  }
}

extension HTML: CustomStringConvertible {
  package var description: String {
    var page = ""
    write(to: &page)
    return page
  }
}
