import Elements
import Sharding
import Yams

/// Where values are to lie, by patterns of their names: `"*.q_proj.weight": "R,S(1)"`. `*` stands for any characters,
/// `?` for one. The last pattern that suits a name counts. A tensor with several names is found by each of them.
public struct PlacementPatterns: Hashable, Sendable {
  private struct Entry: Hashable {
    let pattern: String
    let annotation: Annotation
    /// The file that it is of: one of a family of models need not suit each of them; nil where it has to.
    let file: String?
  }

  private var entries: [Entry] = []

  /// No patterns.
  public init() {}

  /// Adds a pattern behind the others.
  ///
  /// - Throws: `TesseraError.Kind.usage` where the placements are not in the notation.
  public mutating func add(_ pattern: String, _ placements: String) throws(TesseraError) {
    try add(pattern, placements, of: nil)
  }

  private mutating func add(_ pattern: String, _ placements: String, of file: String?)
    throws(TesseraError)
  {
    do {
      entries.append(
        Entry(pattern: pattern, annotation: try Annotation(parsing: placements), file: file))
    } catch { throw TesseraError(error.kind, "pattern '\(pattern)': \(error)") }
  }

  /// Adds the patterns of a YAML mapping, in its order. One of them has to suit a value.
  ///
  /// - Throws: `TesseraError.Kind.data` where the text is no mapping of patterns to placements.
  public mutating func add(yaml text: String, path: String) throws(TesseraError) {
    let node: Node?
    do { node = try compose(yaml: text) } catch {
      throw TesseraError(.data, "\(path): a YAML mapping is required: \(error)")
    }
    guard case .mapping(let mapping) = node else {
      throw TesseraError(
        .data, "\(path): a mapping of patterns to placements is required, it is something else")
    }
    for (key, value) in mapping {
      guard let pattern = key.string, let placements = value.string else {
        throw TesseraError(
          .data, "\(path): each pattern must have placements in a text, as \"*.weight\": \"R,S(1)\""
        )
      }
      do { try add(pattern, placements, of: path) } catch {
        throw TesseraError(.data, "\(path): \(error.message)")
      }
    }
  }

  /// The program with the values annotated that a pattern suits. A pattern comes before what the program says.
  ///
  /// - Throws: `TesseraError.Kind.usage` where a pattern suits no value, or none of a file does.
  public func applied(to program: Program) throws(TesseraError) -> Program {
    var program = program
    var unsuited = Set(entries.compactMap(\.file))
    for entry in entries {
      var suits = false
      for id in program.values.indices where Self.matches(program.values[id], entry.pattern) {
        program.values[id].annotation = entry.annotation
        suits = true
      }
      if suits, let file = entry.file { unsuited.remove(file) }
      guard suits || entry.file != nil else {
        throw TesseraError(
          .usage,
          "pattern '\(entry.pattern)': it must suit a value of program \(program.name), it suits none"
        )
      }
    }
    if let file = unsuited.min() {
      throw TesseraError(
        .usage, "\(file): a pattern must suit a value of program \(program.name), none does")
    }
    return program
  }

  /// Where the tensors of these names are to lie; a name that no pattern suits is not in the result.
  ///
  /// - Throws: `TesseraError.Kind.usage` where a pattern suits no name.
  public func annotations(of names: [String]) throws(TesseraError) -> [String: Annotation] {
    var annotations: [String: Annotation] = [:]
    for entry in entries {
      let suited = names.filter { Self.matches($0, entry.pattern) }
      guard !suited.isEmpty else {
        throw TesseraError(
          .usage, "pattern '\(entry.pattern)': it must suit a tensor's name, it suits none")
      }
      for name in suited { annotations[name] = entry.annotation }
    }
    return annotations
  }

  /// Whether one of a value's names is of the form of a pattern.
  private static func matches(_ value: ProgramValue, _ pattern: String) -> Bool {
    ([value.name] + value.otherNames).contains { matches($0, pattern) }
  }

  /// Whether a name is of the form of a pattern.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let (text, form) = (Array(name), Array(pattern))
    var (place, at) = (0, 0)
    // Where the last star stands, and what it stood for up to now.
    var (star, taken) = (-1, 0)
    while place < text.count {
      if at < form.count, form[at] == "*" {
        (star, taken) = (at, place)
        at += 1
      } else if at < form.count, form[at] == "?" || form[at] == text[place] {
        (place, at) = (place + 1, at + 1)
      } else if star >= 0 {
        taken += 1
        (place, at) = (taken, star + 1)
      } else {
        return false
      }
    }
    return form[at...].allSatisfy { $0 == "*" }
  }
}
