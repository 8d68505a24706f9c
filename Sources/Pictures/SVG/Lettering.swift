/// How wide texts are: the pictures use fonts of fixed pitch, whose characters take 0.6 em or hardly more.
enum Lettering {
  static let label = 11.0
  static let heading = 13.0
  static let title = 15.0

  /// The width in pixels of a line of text.
  static func width(_ text: String, size: Double = label) -> Double {
    Double(text.count) * size * 0.605
  }

  /// The text, its end replaced by … where it is wider than `width`.
  static func fitted(_ text: String, in width: Double, size: Double = label) -> String {
    let room = Int(width / (size * 0.605))
    return text.count <= room ? text : room < 2 ? "" : text.prefix(room - 1) + "…"
  }
}
