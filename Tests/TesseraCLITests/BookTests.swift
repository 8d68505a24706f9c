import Foundation
import Testing
import Waiting

/// README and the book say what is so.
///
/// With `TESSERA_RECORD_GOLDENS=1` in the environment the outputs in the pages are written anew instead of
/// compared:
///
///     TESSERA_RECORD_GOLDENS=1 swift test --filter BookTests
///
/// Read the difference before committing it.
@Suite(.waitingForPrograms) struct BookTests {
  @Test(arguments: BookPage.paths)
  func `a page shows what its commands print`(path: String) throws {
    let launch = try LaunchFolder()
    var page = try BookPage(path)
    var runs: [(command: BookPage.Command, printed: [String])] = []
    for command in page.commands where command.reason == nil {
      let programs = launch.folder.appending(path: ".build/release").path
      let outcome = try Program.execute(
        ["bash", "-c", "PATH=\(programs):$PATH; exec 2>&1\n" + command.text], in: launch.folder)
      var printed = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      while printed.last?.isEmpty == true { printed.removeLast() }
      runs.append((command, printed))
    }
    // From the last to the first, so that what is written moves no line that is still looked for.
    for (command, printed) in runs.reversed() where !page.shows(printed, at: command.output) {
      if Golden.isRecording {
        page.show(printed, at: command.output)
      } else {
        Issue.record("\(path): \(command.text)\n\(printed.joined(separator: "\n"))")
      }
    }
    if Golden.isRecording { try page.write() }
  }

  @Test func `nearly every command is run`() throws {
    let commands = try BookPage.paths.flatMap { try BookPage($0).commands }
    #expect(commands.count { $0.reason == nil } >= 20)
    #expect(commands.count { $0.reason != nil } <= 6)
  }

  @Test func `the page of a changed output is found out`() throws {
    let page = try BookPage("README.md")
    let command = try #require(page.commands.first)
    let shown = Array(page.lines[command.output])
    let answers = [shown, shown.dropLast(), shown + ["and more"]].map {
      page.shows($0, at: command.output)
    }
    #expect(answers == [true, false, false])
  }

  @Test func `README shows its program as it is`() throws {
    let program = try String(
      contentsOf: Program.package.appending(path: "Sources/Examples/FirstProgram/main.swift"),
      encoding: .utf8)
    #expect(try BookPage("README.md").swiftBlocks.contains(program))
  }

  @Test(arguments: BookPage.paths)
  func `a link leads to a page or a file`(path: String) throws {
    let text = try BookPage(path).lines.joined(separator: "\n")
    let folder = URL(filePath: path, relativeTo: Program.package).deletingLastPathComponent()
    for link in text.matches(of: /<doc:(\w+)>/) {
      #expect(BookPage.paths.contains("\(BookPage.folder)/\(link.1).md"), "\(link.1)")
    }
    for link in text.matches(of: /\]\(([^)#:]+)\)/) {
      let file = folder.appending(path: String(link.1))
      // DocC finds pictures by their names alone.
      let picture = Program.package.appending(path: "\(BookPage.folder)/Resources/\(link.1)")
      let exists = [file, picture].contains { FileManager.default.fileExists(atPath: $0.path) }
      #expect(exists, "\(link.1)")
    }
  }

  @Test func `the landing page leads to every article`() throws {
    let landing = try BookPage("\(BookPage.folder)/Tessera.md").lines.joined(separator: "\n")
    for path in BookPage.paths where path.hasPrefix(BookPage.folder) {
      let name = URL(filePath: path).deletingPathExtension().lastPathComponent
      if name != "Tessera" { #expect(landing.contains("- <doc:\(name)>"), "\(name)") }
    }
  }

  @Test func `Environment lists every variable that is read`() throws {
    let page = try BookPage("\(BookPage.folder)/Environment.md").lines.joined(separator: "\n")
    let outcome = try Program.execute(
      [
        "grep", "-rhoE", #"\b(TESSERA|OPENBLAS)_[A-Z]+(_[A-Z]+)*\b"#, "Package.swift", "Launch",
        "Sources", "Tests", "Benchmarks", "--include=*.swift", "--include=[a-z]*",
      ])
    let names = Set(outcome.output.split(separator: "\n"))
    #expect(names.count > 10)
    for name in names { #expect(page.contains("`\(name)`"), "\(name)") }
  }

  @Test func `Architecture names every module`() throws {
    let page = try BookPage("\(BookPage.folder)/Architecture.md").lines.joined(separator: "\n")
    let manifest = try String(
      contentsOf: Program.package.appending(path: "Package.swift"), encoding: .utf8)
    let names = manifest.matches(
      of: /\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w+)"/)
    #expect(names.count > 20)
    for name in names { #expect(page.contains("`\(name.1)`"), "\(name.1)") }
  }
}
