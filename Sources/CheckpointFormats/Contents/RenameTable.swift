import Elements
import Yams

/// Names of a checkpoint's tensors, and what they are called by who loads: `"model.*": "*"`.
///
/// A name before the colon may have one `*`, which stands for any characters; one after it stands for the same. Of the
/// lines that suit a name the last one counts; a name that none suits stays.
public struct RenameTable: Hashable, Sendable {
  private struct Entry: Hashable {
    let prefix: String
    /// After the star; nil where there is none.
    let suffix: String?
    let name: String
  }

  private var entries: [Entry] = []

  /// No changes.
  public init() {}

  /// Adds a line behind the others.
  ///
  /// - Throws: `TesseraError.Kind.data` where a name has several stars, or only the new one has one.
  public mutating func add(_ old: String, _ new: String) throws(TesseraError) {
    let parts = old.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    let stars = new.count { $0 == "*" }
    guard parts.count <= 2, stars <= 1, stars == 0 || parts.count == 2, !old.isEmpty, !new.isEmpty
    else {
      throw TesseraError(
        .data,
        "rename '\(old)' to '\(new)': a name may have one '*', a new one only where the old one has it"
      )
    }
    entries.append(Entry(prefix: parts[0], suffix: parts.count == 2 ? parts[1] : nil, name: new))
  }

  /// Reads a YAML mapping of old names to new ones.
  ///
  /// - Throws: `TesseraError.Kind.data` where the text is none.
  public init(yaml text: String, path: String) throws(TesseraError) {
    let node: Node?
    do { node = try compose(yaml: text) } catch {
      throw TesseraError(.data, "\(path): a YAML mapping of names is required: \(error)")
    }
    guard case .mapping(let mapping) = node else {
      throw TesseraError(.data, "\(path): a YAML mapping of old names to new ones is required")
    }
    for (key, value) in mapping {
      guard let old = key.string, let new = value.string else {
        throw TesseraError(.data, "\(path): each line must be an old name and a new one")
      }
      do { try add(old, new) } catch { throw TesseraError(.data, "\(path): \(error.message)") }
    }
  }

  /// What the tensor `name` is called.
  public func renamed(_ name: String) -> String { found(name) ?? name }

  /// What it is called by the line that suits it; nil where none does.
  private func found(_ name: String) -> String? {
    for entry in entries.reversed() {
      guard let suffix = entry.suffix else {
        if name == entry.prefix { return entry.name }
        continue
      }
      guard name.count >= entry.prefix.count + suffix.count, name.hasPrefix(entry.prefix),
        name.hasSuffix(suffix)
      else { continue }
      let middle = name.dropFirst(entry.prefix.count).dropLast(suffix.count)
      return entry.name.replacing("*", with: middle)
    }
    return nil
  }

  /// The contents with the new names.
  ///
  /// - Throws: `TesseraError.Kind.data` where two tensors would have one name, or no line suits any.
  public func applied(to contents: CheckpointContents) throws(TesseraError) -> CheckpointContents {
    if entries.isEmpty { return contents }
    let names = contents.tensors.map { found($0.name) }
    guard names.contains(where: { $0 != nil }) else {
      throw TesseraError(
        .data, "\(contents.path): a line of the renames must suit one of its tensors, none does")
    }
    return try CheckpointContents(
      path: contents.path, format: contents.format, files: contents.files,
      tensors: zip(contents.tensors, names).map { tensor, name in
        var tensor = tensor
        if let name { tensor.name = name }
        return tensor
      }, scalars: contents.scalars, unread: contents.unread)
  }
}
