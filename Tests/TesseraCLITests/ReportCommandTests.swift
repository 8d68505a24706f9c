import Foundation
import Testing
import Waiting

/// `report`: its page is tested in ReportsTests.
@Suite(.waitingForPrograms) struct ReportCommandTests {
  static let machine = ["--topology", "Meshes/topology-dgx-a100.yaml"]

  /// How the page was asked for, and what it says of that.
  static let runs: [(words: String, texts: [String])] = [
    (
      "Meshes/block.program --train --mesh {dp:2,tp:2}",
      ["Chosen: search on {dp: 2, tp: 2}", ">data parallel<", ">tensor parallel<", ">ZeRO-3<"]
    ),
    (
      "Meshes/block.program --ranks 2 --minimise memory --pin x=R,R",
      ["{dp: 1, tp: 2}", "Minimised is memory"]
    ),
    (
      "Meshes/block.program --mesh 2x2 --place w2=R,S(0)",
      [">as given<", "The search would choose"]
    ),
    ("Meshes/block.program --mesh 2x2 --no-search", [">as completed<", "--no-search was given"]),
    (
      "Meshes/classifier.program --train --mesh {pp:2,dp:2} --microbatches 4",
      ["on {pp: 2, dp: 2}", "forward passes", "when each stage works on which micro-batch"]
    ),
    (
      "Meshes/classifier.program --train --mesh Meshes/pipeline-2x2.yaml --microbatches 4 --schedule zero-bubble",
      [">as completed<", "gradients of weights alone", "stages of a pipeline are placed by hand"]
    ),
    (
      "Tests/ImportingTests/Fixtures/gpt2.pt2 --mesh {dp:2,tp:2} --no-search --places Meshes/placements-gpt2.yaml",
      ["<b>c_attn</b>", ">all-reduce<"]
    ),
  ]

  @Test(arguments: runs)
  func `it writes one page, and prints what simulate prints`(run: (words: String, texts: [String]))
    throws
  {
    let scratch = try Scratch()
    let file = scratch.path("report.html")
    let words = ["report"] + run.words.words + Self.machine + ["-o", file]
    let outcome = try Program.run(words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let page = try String(contentsOfFile: file, encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    for text in run.texts { #expect(page.contains(text), "\(text)") }
    #expect(outcome.output.contains("\(file): "))
  }

  static let alike = [
    "Meshes/block.program --mesh {dp:2,tp:2} --place w2=R,S(0)",
    "Meshes/classifier.program --train --mesh Meshes/pipeline-2x2.yaml --microbatches 4",
    "Meshes/classifier.program --train --mesh 2 --turns 2 --microbatches 4",
  ]

  @Test(arguments: alike) func `its numbers are those of simulate`(words: String) throws {
    let scratch = try Scratch()
    let words = words.words + Self.machine
    let report = try Program.run(
      ["report"] + words + ["--json", "-o", scratch.path("report.html")])
    let simulated = try Program.run(["simulate"] + words + ["--json"])
    #expect(report.status == 0 && report.output == simulated.output, "\(report.errors)")
  }

  @Test func `stages that the search chose cost what shard says of them`() throws {
    let scratch = try Scratch()
    let words =
      ["Meshes/classifier.program", "--train", "--mesh", "{pp:2,dp:2}", "--microbatches", "4"]
      + Self.machine
    let report = try Program.run(["report"] + words + ["-o", scratch.path("report.html")])
    let shard = try Program.run(["shard"] + words)
    let step = try #require(report.output.firstMatch(of: /, (.*) a step/)).1
    #expect(shard.output.contains("fits, \(step) a step"), "\(report.output) \(shard.output)")
  }

  static let mistakes = [
    Mistake(
      "report Meshes/block.program --mesh 2x2 --schedule 1f1b -o page.html \(machine.joined(separator: " "))",
      64, "several meshes, or several stages on one"),
    Mistake(
      "report Meshes/block.program --ranks 4 --turns 2 -o page.html \(machine.joined(separator: " "))",
      64, "it tries several stages on each mesh itself"),
    Mistake(
      "report Meshes/block.program --mesh 2x2 \(machine.joined(separator: " "))", 64, "--output"),
    Mistake("report Meshes/block.program -o page.html", 64, "--mesh or --ranks"),
    Mistake("report Meshes/block.program --ranks 2,4 -o page.html", 64, "one number of ranks"),
    Mistake("report Meshes/block.program --ranks 4 --place x=R,R -o page.html", 64, "need --mesh"),
    Mistake(
      "report Meshes/block.program --mesh 2x2 -o page.html", 64, "the key 'device' is required"),
    Mistake(
      "report Meshes/block.program --mesh 2x2 -o /nowhere/page.html \(machine.joined(separator: " "))",
      65, "/nowhere/page.html: a file that can be written is required for --output"),
    Mistake(
      "report nowhere.program --mesh 2x2 -o page.html \(machine.joined(separator: " "))", 65,
      "nowhere.program"),
    Mistake(
      "report Meshes/block.program --mesh 2x2 --memory-limit 1KiB -o page.html \(machine.joined(separator: " "))",
      65, "--memory-limit"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is one clear error, and no page is written`(mistake: Mistake) throws {
    mistake.expect(try Program.run(mistake.words.words))
  }
}
