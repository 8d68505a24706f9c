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

  /// A table that a narrow screen moves sideways. Columns of numbers stand at the right.
  static func table(
    _ header: [String], _ rows: [[HTML]], caption: String, marked: Set<Int> = []
  ) -> HTML {
    let areNumbers = header.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { $0[column].isNumber }
    }
    func attributes(_ column: Int) -> [(name: String, value: String)] {
      areNumbers[column] ? [("class", "number")] : []
    }
    let head = HTML.tag(
      "thead", [:],
      [
        .tag(
          "tr", [:],
          header.enumerated().map { column, title in
            .element("th", [("scope", "col")] + attributes(column), [.text(title)])
          })
      ])
    let body = HTML.tag(
      "tbody", [:],
      rows.enumerated().map { index, cells in
        .element(
          "tr", marked.contains(index) ? [("class", "chosen")] : [],
          cells.enumerated().map { column, cell in
            .element("td", attributes(column), [cell])
          })
      })
    return .scrolled(
      caption, [.tag("table", [:], [.tag("caption", [:], caption), head, body])])
  }

  /// Whether it is a text that begins with a digit.
  private var isNumber: Bool {
    if case .text(let text) = self { text.first?.isNumber == true } else { false }
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
