extension HTML {
  /// What is folded until somebody asks for it: a line, and what is below it.
  static func folded(
    _ summary: [HTML], id: String? = nil, style: String? = nil, isOpen: Bool = false,
    _ content: [HTML]
  ) -> HTML {
    var attributes: [(name: String, value: String)] = []
    if let id { attributes.append(("id", id)) }
    if let style { attributes.append(("class", style)) }
    if isOpen { attributes.append(("open", "")) }
    return .element("details", attributes, [.tag("summary", [:], summary)] + content)
  }

  /// A table that a narrow screen moves sideways. Cells that begin with a digit stand at the right.
  static func table(
    _ header: [String], _ rows: [[HTML]], caption: String, marked: Set<Int> = []
  ) -> HTML {
    let head = HTML.tag(
      "thead", [:], [.tag("tr", [:], header.map { .tag("th", ["scope": "col"], $0) })])
    let body = HTML.tag(
      "tbody", [:],
      rows.enumerated().map { index, cells in
        .element(
          "tr", marked.contains(index) ? [("class", "chosen")] : [],
          cells.map { cell in
            if case .text(let text) = cell, text.first?.isNumber == true {
              return .tag("td", ["class": "number"], text)
            }
            return .tag("td", [:], [cell])
          })
      })
    return .scrolled(
      caption, [.tag("table", [:], [.tag("caption", [:], caption), head, body])])
  }

  /// A part of the page that is wider than a narrow screen; the keyboard reaches it, and moves it.
  static func scrolled(_ label: String, _ content: [HTML]) -> HTML {
    .tag(
      "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": label], content)
  }

  /// A paragraph.
  static func paragraph(_ text: String) -> HTML { .tag("p", [:], text) }

  /// A number and what it is of.
  static func figure(_ name: String, _ value: String, _ note: String = "") -> HTML {
    .tag(
      "div", ["class": "figure"],
      [.tag("dt", [:], name), .tag("dd", [:], value)]
        + (note.isEmpty ? [] : [.tag("dd", ["class": "note"], note)]))
  }

  /// A section with its heading.
  static func section(_ id: String, _ title: String, _ content: [HTML]) -> HTML {
    .tag(
      "section", ["id": id, "aria-labelledby": "\(id)-title"],
      [.tag("h2", ["id": "\(id)-title"], title)] + content)
  }
}
