import ArgumentParser
import Elements
import Files
import Foundation
import Pictures
import Resharding
import Sharding

/// Pictures of how the tensor lies, before and after each leg.
package struct PictureOptions: ParsableArguments {

  package init() {}
  @Option(
    help: ArgumentHelp(
      "Draw who holds what, before and after, into this file.", valueName: "file.svg"))
  package var svg: String?

  @Flag(help: "Draw it below the report, in characters.")
  package var ascii = false

  /// Writes the file, if one is named.
  ///
  /// - Returns: what is printed below the report; nil where nothing is.
  /// - Throws: `TesseraError.Kind.data` where the file cannot be written.
  package func draw(_ legs: [Transition]) throws -> String? {
    guard svg != nil || ascii else { return nil }
    let picture = try LayoutPicture(
      dtype: legs[0].dtype, shape: legs[0].shape, states: [legs[0].from] + legs.map(\.to))
    if let svg { try Data(picture.svg.description.utf8).write(to: svg, for: "--svg") }
    return ascii ? picture.text : nil
  }
}
