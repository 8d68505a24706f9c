import Foundation

/// README or an article of the book, and the commands that it shows with what they print.
///
/// A fenced block whose first line begins with `$ ` holds commands, each with its output below. A line of `…`
/// stands for any lines. A block that cannot run everywhere has the line `<!-- not run: REASON -->` above it.
struct BookPage {
  let path: String
  private(set) var lines: [String]

  init(_ path: String) throws {
    self.path = path
    lines = try String(contentsOf: Program.package.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  static let folder = "Sources/Tessera/Tessera.docc"

  /// README, what stands beside it, and every article.
  static let paths: [String] = {
    let folder = Program.package.appending(path: Self.folder).path
    let articles = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
      + (articles ?? []).filter { $0.hasSuffix(".md") }.sorted().map { "\(Self.folder)/\($0)" }
  }()
}

extension BookPage {
  /// A command as it is shown.
  struct Command {
    /// The words after the `$`, over as many lines as they take.
    let text: String
    /// The lines of the page that show the output.
    let output: Range<Int>
    /// Why it is not run, if it is not.
    let reason: String?
  }

  /// A fenced block: the lines within, and the reason in the comment above, if there is one.
  private struct Block {
    let lines: Range<Int>
    let reason: String?
  }

  private var blocks: [Block] {
    var blocks: [Block] = []
    var start: Int?
    for (number, line) in lines.enumerated() where line.hasPrefix("```") {
      guard let first = start else {
        start = number + 1
        continue
      }
      let above = lines[..<(first - 1)].last { !$0.isEmpty } ?? ""
      let reason = above.wholeMatch(of: /<!-- not run: (.+) -->/)?.1
      blocks.append(Block(lines: first..<number, reason: reason.map(String.init)))
      start = nil
    }
    return blocks
  }

  /// The commands of all blocks, from the first line to the last.
  var commands: [Command] {
    blocks.flatMap { block in
      guard lines[block.lines].first?.hasPrefix("$ ") == true else { return [Command]() }
      let starts = block.lines.filter { lines[$0].hasPrefix("$ ") }
      return zip(starts, starts.dropFirst() + [block.lines.upperBound]).map { start, end in
        let last = lines[start..<end].firstIndex { !$0.hasSuffix("\\") } ?? end - 1
        let text = lines[start...last].joined(separator: "\n").dropFirst(2)
        return Command(text: String(text), output: (last + 1)..<end, reason: block.reason)
      }
    }
  }

  /// Swift programs and parts of them.
  var swiftBlocks: [String] {
    blocks.filter { lines[$0.lines.lowerBound - 1] == "```swift" }
      .map { lines[$0.lines].map { $0 + "\n" }.joined() }
  }
}

extension BookPage {
  /// Whether the page shows `printed`, times apart. A line of `…` alone shows nothing.
  func shows(_ printed: [String], at range: Range<Int>) -> Bool {
    let shown = lines[range].map(Self.masked)
    let printed = printed.map(Self.masked)
    guard shown != ["…"] else { return false }
    let parts = shown.split(separator: "…", omittingEmptySubsequences: false).map(Array.init)
    guard parts.count > 1 else { return shown == printed }
    guard let first = parts.first, let last = parts.last, printed.starts(with: first) else {
      return false
    }
    var rest = printed.dropFirst(first.count)
    for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }

  /// A line without what differs from run to run, the times and shares of times in it, and without the last digits
  /// of a loss, which differ from processor to processor.
  private static func masked(_ line: String) -> String {
    Golden.masked(line).replacing(/seconds to [a-z ]+ [0-9.e-]+$/, with: "seconds to … <time>")
      .replacing(/(loss [0-9]\.[0-9]{3})[0-9]*$/) { "\($0.1)" }
  }

  /// Shows `printed` instead, with as many lines before and after a line of `…` as it had.
  mutating func show(_ printed: [String], at range: Range<Int>) {
    let shown = Array(lines[range])
    guard shown != ["…"], let gap = shown.firstIndex(of: "…") else {
      return lines.replaceSubrange(range, with: printed)
    }
    let last = shown.lastIndex(of: "…") ?? gap
    let tail = printed.dropFirst(gap).suffix(shown.count - last - 1)
    lines.replaceSubrange(range, with: printed.prefix(gap) + ["…"] + tail)
  }

  func write() throws {
    try Data(lines.joined(separator: "\n").utf8)
      .write(to: Program.package.appending(path: path))
  }
}
