import Foundation

/// A fill, and what is read on it.
package struct Swatch: Hashable, Sendable {
  /// `#rrggbb`.
  package let fill: String
  package let hatch: Hatch?

  /// The class of text on it, of the ink that stands out more.
  package var ink: String { isDark ? "onDark" : "onLight" }

  var isDark: Bool { Self.contrast(fill, "#ffffff") > Self.contrast(fill, "#0d1117") }

  /// A rectangle of this look.
  package func rect(_ frame: Frame, _ style: String = "block", radius: Double = 0) -> [SVGElement] {
    let base = SVGElement.rect(frame, style, radius: radius).with("fill", fill)
    guard let hatch else { return [base] }
    return [
      base,
      .rect(frame, "hatch", radius: radius).with("fill", "url(#\(hatch.name(onDark: isDark)))"),
    ]
  }

  /// A text on this look, which a hatch does not disturb.
  package func text(_ text: String, x: Double, y: Double, anchor: Anchor = .middle) -> SVGElement {
    guard hatch != nil else { return .text(text, x: x, y: y, ink, anchor: anchor) }
    return .text(text, x: x, y: y, "\(ink) haloed", anchor: anchor).with("stroke", fill)
  }

  var pattern: SVGElement? { hatch?.pattern(onDark: isDark) }
}

extension Swatch {
  /// The contrast of two colours, 1 to 21, as WCAG 2.1 defines it.
  static func contrast(_ one: String, _ other: String) -> Double {
    let (low, high) = (
      min(luminance(one), luminance(other)), max(luminance(one), luminance(other))
    )
    return (high + 0.05) / (low + 0.05)
  }

  /// The relative luminance of `#rrggbb`.
  private static func luminance(_ colour: String) -> Double {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    let parts = [value >> 16, value >> 8, value].map { part -> Double in
      let share = Double(part & 255) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
