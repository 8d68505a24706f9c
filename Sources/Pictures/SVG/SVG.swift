/// A picture: a title, a size in pixels, and elements on a ground of its own.
///
/// It brings its ground and its style sheet with it, so that it is readable on a page of any colour; where
/// the reader prefers dark, ground and ink change places.
package struct SVG: Hashable, Sendable {
  /// What it shows, for readers who do not see it and for windows.
  package let title: String
  package let width: Double
  package let height: Double
  /// Patterns that elements refer to.
  package var definitions: [SVGElement]
  package var elements: [SVGElement]

  package init(
    title: String, width: Double, height: Double, definitions: [SVGElement] = [],
    elements: [SVGElement]
  ) {
    self.title = title
    self.width = width
    self.height = height
    self.definitions = definitions
    self.elements = elements
  }
}

extension SVG {
  /// The picture as a part of a page that has the style sheet and the definitions; the page is its ground.
  package var embedded: SVGElement {
    SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": width.short, "height": height.short,
        "viewBox": "0 0 \(width.short) \(height.short)", "role": "img", "aria-label": title,
      ], elements)
  }
}

extension SVG: CustomStringConvertible {
  /// The file's text.
  package var description: String {
    let ground = Frame(x: 0, y: 0, width: width, height: height)
    var children = [SVGElement("title", text: title), SVGElement("style", text: styleSheet)]
    if !definitions.isEmpty { children.append(SVGElement("defs", [:], definitions)) }
    children.append(.rect(ground, "ground"))
    let root = SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": width.short, "height": height.short,
        "viewBox": "0 0 \(width.short) \(height.short)", "role": "img",
      ], children + elements)
    return "\(root)\n"
  }
}
