import Foundation
import Testing

@testable import Console
import Waiting

@Suite(.waitingForPrograms) struct CompletionTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions know subcommands and options`(shell: String) throws {
    let outcome = try Program.run(["--generate-completion-script", shell])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for word in ["reshard", "bench", "csv", "exchange"] { #expect(outcome.output.contains(word)) }
  }

  @Test func `a line of progress has a bar, a share and what comes next`() {
    let line = ProgressLine.line(of: 3, 6, "S0->R f32 1.0 MiB")
    #expect(line.hasSuffix("[###############...............] 50% S0->R f32 1.0 MiB"))
  }

  @Test func `where no terminal is, nothing is told of progress`() throws {
    let words = "bench planner --pairs 200 --length 4 --samples 0".words
    let outcome = try Program.run(words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
  }

  @Test func `the launcher says that a terminal is there, and quiet commands stay quiet`() throws {
    let words = ["env", "TESSERA_PROGRESS=1", Program.tessera, "bench", "planner"]
    let slow = words + "--pairs 3000 --length 8 --samples 0".words
    let told = try Program.execute(slow)
    #expect(told.status == 0)
    if told.seconds > 3 { #expect(told.errors.contains("% ")) }
    let quiet = try Program.execute(words + "--pairs 50 --length 4 --samples 0 --quiet".words)
    #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output.isEmpty)
  }

  @Test func `command, completions and man page are installed, also where a path has a space`()
    throws
  {
    let (launch, scratch) = (try LaunchFolder(), try Scratch())
    // In place of the compiler, whose plugin makes the page out of a build of its own.
    let compiler = try scratch.file(
      "swift",
      """
      #!/bin/sh
      test "$1 $2" = "package generate-manual" || exit 1
      mkdir -p .build/plugins/GenerateManual/outputs
      printf '%s\\n' .It "'tessera op list' names" >.build/plugins/GenerateManual/outputs/tessera.1
      """)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: compiler)
    let prefix = scratch.path("a b")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let outcome = try Program.execute(
      ["env", "PATH=\(scratch.folder.path):\(path)", "./Launch/install-completions", prefix],
      in: launch.folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let share = "\(prefix)/share"
    for file in [
      "\(prefix)/bin/tessera", "\(share)/bash-completion/completions/tessera",
      "\(share)/zsh/site-functions/_tessera", "\(share)/fish/vendor_completions.d/tessera.fish",
      "\(share)/man/man1/tessera.1",
    ] {
      #expect(outcome.output.contains(file + "\n"))
      #expect(try !String(contentsOfFile: file, encoding: .utf8).isEmpty, "\(file)")
    }
    #expect(
      outcome.output.contains(#"/a\ b/share/zsh/site-functions $fpath)"#), "\(outcome.output)")
    let page = try String(contentsOfFile: "\(share)/man/man1/tessera.1", encoding: .utf8)
    #expect(page == ".It\n\\&'tessera op list' names\n")
    let version = try Program.execute(["\(prefix)/bin/tessera", "--version"])
    #expect(version.output == (try Program.run(["--version"])).output && !version.output.isEmpty)
    let completing = """
      source "$0/bash-completion/completions/tessera"
      COMP_WORDS=(tessera bench d) COMP_CWORD=2 COMP_LINE='tessera bench d' COMP_POINT=15
      _tessera tessera d bench; echo "${COMPREPLY[@]}"
      """
    let completed = try Program.execute(["bash", "-c", completing, share])
    #expect(completed.output == "dispatch\n", "\(completed.output)\(completed.errors)")
  }

  @Test func `completions are installed by one command, and no other word is taken`() throws {
    let outcome = try Program.execute(["./Launch/install-completions", "--all"])
    #expect(outcome.status == 64 && outcome.isOneError, "\(outcome.errors)")
  }
}
