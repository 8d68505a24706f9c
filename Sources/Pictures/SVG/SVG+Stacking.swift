extension SVG {
  /// One picture of both, `other` below, as wide as the wider one. Patterns of one name are one.
  package func above(_ other: SVG) -> SVG {
    let known = Set(definitions)
    return SVG(
      title: "\(title); \(other.title)", width: max(width, other.width),
      height: height + other.height,
      definitions: definitions + other.definitions.filter { !known.contains($0) },
      elements: elements + [.group(x: 0, y: height, other.elements)])
  }
}
