import ArgumentParser
import Console
import Elements
import Foundation
import Programs

/// Where values lie, by patterns of their names.
package struct PlaceOptions: ParsableArguments {
  package init() {}

  @Option(
    help: ArgumentHelp(
      "Where the values lie whose names have this form, as '*.q_proj.weight=R,S(1)'; may be repeated, the last "
        + "one that suits counts.", valueName: "pattern=placements"))
  package var place: [String] = []

  @Option(
    help: ArgumentHelp(
      "A YAML file of such patterns: '\"*.q_proj.weight\": \"R,S(1)\"', one a line.",
      valueName: "file.yaml"))
  package var places: String?

  /// The patterns of the file, and behind them those of the words.
  ///
  /// - Throws: `TesseraError` where a word is no pattern, or the file cannot be read.
  package func patterns() throws(TesseraError) -> PlacementPatterns {
    var patterns = PlacementPatterns()
    if let places {
      let text: String
      do { text = try String(contentsOfFile: places, encoding: .utf8) } catch {
        throw TesseraError(
          .data, "\(places): a file that can be read as UTF-8 is required for --places")
      }
      try patterns.add(yaml: text, path: places)
    }
    for word in place {
      guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
        throw TesseraError(
          .usage, "--place: PATTERN=PLACEMENTS is required, as '*.weight=R,S(1)', not '\(word)'")
      }
      try patterns.add(String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
    return patterns
  }
}
