import Console
import Elements
import Files
import Resharding
import ArgumentParser
import Foundation
import Pictures
import Sharding

/// Pictures of how the tensor lies, before and after each leg.
package struct PictureOptions: ParsableArguments, FileOptions {

  package init() {}
  @Option(
    help: ArgumentHelp(
      "Draw which rank holds which block, before and after, into this file.", valueName: "file.svg")
  )
  package var svg: String?

  @Flag(help: "Draw the same picture below the report, in characters.")
  package var ascii = false

  package var files: [WrittenFile] { [WrittenFile(svg, of: "--svg")].compactMap { $0 } }

  /// Writes the file, if one is named.
  ///
  /// - Returns: what is printed below the report; nil if nothing is.
  /// - Throws: `TesseraError.Kind.data` if the file cannot be written.
  package func draw(_ legs: [Transition]) throws -> String? {
    guard svg != nil || ascii else { return nil }
    let picture = try LayoutPicture(legs)
    if let svg { try picture.svg.description.write(to: svg, for: "--svg") }
    return ascii ? picture.text : nil
  }
}

extension LayoutPicture {
  /// How the tensor lies before the first leg, and after each.
  package init(_ legs: [Transition]) throws {
    try self.init(
      dtype: legs[0].dtype, shape: legs[0].shape, states: [legs[0].from] + legs.map(\.to))
  }
}
