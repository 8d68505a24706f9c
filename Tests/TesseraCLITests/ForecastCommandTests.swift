import Foundation
import Testing
import Waiting

/// `simulate FILE` and `shard`.
@Suite(.waitingForPrograms) struct ForecastCommandTests {
  static let machine = ["--topology", "Meshes/topology-dgx-h100.yaml"]

  static func object(_ words: [String]) throws -> [String: Any] {
    let outcome = try Program.run(words + ["--json"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(object as? [String: Any])
  }

  /// Programs, how they are placed, and the value that is differentiated.
  static let runs: [(file: String, places: String, loss: String?)] = [
    ("Meshes/block.program", "", nil),
    ("Meshes/classifier.program", "--place x=S(0),R --place w1=R,S(1)", "loss"),
    ("Tests/ImportingTests/Fixtures/gpt2.pt2", "--places Meshes/placements-gpt2.yaml", nil),
  ]

  @Test(arguments: runs)
  func `bytes and calls are those of the program that runs`(
    run: (file: String, places: String, loss: String?)
  ) throws {
    let mesh = ["--mesh", "{dp: 2, tp: 2}"] + run.places.words
    let scratch = try Scratch()
    var file = run.file
    if let loss = run.loss {
      let gradient = try Program.run(["program", "gradient", file, "--of", loss])
      file = try scratch.file("gradient.program", gradient.output)
    }
    // Constants are folded as a program is loaded: the passes that a plan has are meant.
    let ran = try Program.run(["program", "run", file, "--virtual"] + mesh)
    #expect(ran.status == 0, "\(ran.errors)")
    let forecast = try Self.object(["simulate", file, "--no-overlap"] + mesh + Self.machine)
    let calls = try #require(forecast["calls"] as? [[String: Any]])
    let total = try Self.object(["program", "run", file, "--virtual"] + mesh)["received"] as? Int
    #expect(forecast["received_bytes"] as? Int == total)
    for call in calls {
      let words = "\(call["collective"] ?? ""): \(call["count"] ?? ""), "
      #expect(ran.output.contains(words), "\(words) in \(ran.output)")
    }
    let plan = try Self.object(["program", "plan", file] + mesh)
    #expect(forecast["peak_bytes_per_rank"] as? Int == plan["peak_bytes"] as? Int)
  }

  /// Two stages, or four, of one rank or of two.
  static func stages(_ ranks: Int) -> String {
    "{meshes: {stage0: {shape: [\(ranks)], axes: [tp], ranks: 0-\(ranks - 1)}, "
      + "stage1: {shape: [\(ranks)], axes: [tp], ranks: \(ranks)-\(2 * ranks - 1)}}}"
  }

  @Test(arguments: [
    ("gpipe", "1", 2), ("1f1b", "1", 2), ("interleaved", "2", 4), ("zero-bubble", "1", 2),
    ("zero-bubble", "2", 4),
  ])
  func `a pipeline's bytes are those of its training`(order: String, turns: String, stages: Int)
    throws
  {
    let model = "Tests/ImportingTests/Fixtures/gpt.pt2"
    let words = [
      "--mesh", Self.stages(1), "--microbatches", "4", "--schedule", order, "--turns", turns,
    ]
    let forecast = try Self.object(
      ["simulate", model, "--train", "--bind", "s23=2"] + words + Self.machine)
    let trained = try Self.object(
      ["train", model, "--text", "LICENSE", "--batch", "8", "--optimizer", "adamw", "--lr", "3e-3"]
        + ["--steps", "1", "--virtual"] + words)
    #expect(forecast["received_bytes"] as? Int == trained["received"] as? Int)
    #expect((trained["stages"] as? [String: Any])?["count"] as? Int == stages)
    #expect(forecast["ranks"] as? Int == 2)
  }

  @Test(arguments: ["momentum", "adam", "adamw", "lamb"])
  func `a step's bytes are those of its training, with every optimiser`(optimizer: String) throws {
    let folder = "Tests/ImportingTests/Fixtures"
    for places in [
      "--place x=S(0),R --place y=S(0),R --place up.*=R,S(0) --place down.weight=R,S(1)",
      "--place x=S(0),S(0) --place y=S(0),S(0) --place *.weight=S(0),S(0)",
    ] {
      /// What training moves beside the step: the loss, which it reads.
      func beside(_ optimizer: String) throws -> Int {
        let words =
          ["\(folder)/train.pt2", "--mesh", "{dp: 2, tp: 2}", "--optimizer", optimizer]
          + places.words
        let forecast = try Self.object(["simulate", "--train"] + words + Self.machine)
        let trained = try Self.object(
          ["train"] + words + ["--input", "\(folder)/train.x.npy", "--input"]
            + ["y=\(folder)/train.y.npy", "--batch", "4", "--lr", "0.1", "--steps", "1"]
            + ["--virtual"])
        let received = try #require(forecast["received_bytes"] as? Int)
        return try #require(trained["received"] as? Int) - received
      }
      let loss = try beside("sgd")
      #expect(try (0...24).contains(loss) && beside(optimizer) == loss, "\(optimizer) \(places)")
    }
  }

  @Test func `a step of 65,536 ranks is simulated as one of 8`() throws {
    let words = ["simulate", "Meshes/feed-forward.program", "--train", "--place", "x=S(0),R"]
    let many = try Self.object(words + ["--mesh", "{dp: 8192, tp: 8}"] + Self.machine)
    #expect(many["ranks"] as? Int == 65_536)
    #expect(many["step_seconds"] as? Double ?? 0 > 0 && many["fits"] as? Bool == true)
    #expect(many["joules"] as? Double ?? 0 > 0 && many["price"] == nil)
  }

  @Test func `a sweep goes on where it was stopped`() throws {
    let scratch = try Scratch()
    let file = scratch.path("rows.csv")
    let words =
      ["simulate", "Meshes/block.program", "--mesh", "{dp: 1, tp: 2}", "--csv", file]
      + Self.machine
    let short = try Program.run(words + ["--sweep", "ranks=2..4"])
    #expect(short.status == 0 && short.errors.isEmpty, "\(short.errors)")
    // What is there is not simulated again: a number that no simulation gives stays.
    let rows = try String(contentsOfFile: file, encoding: .utf8)
    let lines = rows.split(separator: "\n").map(String.init)
    #expect(lines.count == 3 && lines[0].hasPrefix("ranks,all_ranks,step_seconds,"))
    var fields = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    fields[2] = "42.0"
    try "\(lines[0])\n\(fields.joined(separator: ","))\n".write(
      toFile: file, atomically: true, encoding: .utf8)
    let all = try Program.run(words + ["--sweep", "ranks=2..8"])
    #expect(all.status == 0 && all.output.contains("42000.000"), "\(all.output) \(all.errors)")
    let after = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(after.map { $0.prefix(2) } == ["ra", "2,", "4,", "8,"] && after[2] == lines[2])
    let other = try Program.run(words + ["--sweep", "tp=1,2"])
    #expect(other.status == 65 && other.errors.contains("its header is another"))
  }

  @Test func `what shard finds is placed as it says`() throws {
    let scratch = try Scratch()
    let file = scratch.path("places.yaml")
    let words = ["Meshes/block.program", "--mesh", "{dp: 2, tp: 2}"] + Self.machine
    let plan = try Self.object(
      ["shard"] + words + ["--pin", "x=S(0),R", "--minimise", "bytes", "--output", file])
    let chosen = try #require(plan["chosen"] as? [String: Any])
    let again = try Self.object(["simulate"] + words + ["--places", file])
    #expect(again["received_bytes"] as? Int == chosen["received_bytes"] as? Int)
    #expect(again["peak_bytes_per_rank"] as? Int == chosen["peak_bytes_per_rank"] as? Int)
    #expect(again["step_seconds"] as? Double == chosen["step_seconds"] as? Double)
    let candidates = try #require(plan["candidates"] as? [[String: Any]])
    #expect(
      candidates.compactMap { $0["name"] as? String }
        == ["data parallel", "tensor parallel", "ZeRO-3", "search"])
    let bytes = candidates.compactMap { $0["received_bytes"] as? Int }
    #expect(chosen["received_bytes"] as? Int == bytes.min())
  }

  @Test func `each number of ranks has a plan of its own`() throws {
    let outcome = try Program.run(
      ["shard", "Meshes/block.program", "--ranks", "1,2", "--pin", "x=R,R"] + Self.machine)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("1 rank: ") && outcome.output.contains("2 ranks: "))
  }

  /// Products and activations, four times or as often as asked.
  private static func deep(_ layers: Int, isGated: Bool) -> String {
    var (inputs, lines, last) = (["x: bf16[4096,4096]"], [String](), "x")
    for layer in 0..<layers {
      inputs.append("parameter w\(layer): bf16[4096,4096]")
      lines.append("h\(layer) = matmul(\(last), w\(layer))")
      last = "h\(layer)"
      guard isGated else { continue }
      inputs.append("parameter v\(layer): bf16[4096,4096]")
      lines += ["a\(layer) = gelu(h\(layer))", "g\(layer) = matmul(a\(layer), v\(layer))"]
      last = "g\(layer)"
    }
    lines += ["loss = mean(\(last))", "return loss"]
    return
      "program deep(\(inputs.joined(separator: ", "))) {\n\(lines.joined(separator: "\n"))\n}\n"
  }

  @Test func `a limit that the thriftiest plan keeps to is kept to`() throws {
    let scratch = try Scratch()
    let file = try scratch.file("deep.program", Self.deep(4, isGated: true))
    let words = ["shard", file, "--mesh", "{tp: 3}", "--train"] + Self.machine
    let outcome = try Program.run(words + ["--memory-limit", "1300MiB"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("3 ranks: it fits, "), "\(outcome.output)")
    #expect(try Program.run(words + ["--memory-limit", "600MiB"]).status == 65)
  }

  @Test func `stages that take turns are run with what the file of placements says`() throws {
    let scratch = try Scratch()
    let file = try scratch.file("deep.program", Self.deep(8, isGated: false))
    let places = scratch.path("places.yaml")
    let words = [file, "--train", "--microbatches", "4"] + Self.machine
    let searched = words + ["--mesh", "{pp: 2, tp: 2}"]
    let plan = try Self.object(["shard"] + searched + ["--output", places])
    let pipeline = try #require(plan["pipeline"] as? [String: Any])
    let turns = try #require(pipeline["turns"] as? Int)
    let meshes = try #require(pipeline["meshes"] as? String)
    #expect(pipeline["schedule"] as? String == "interleaved" && turns > 1)
    let head = try String(contentsOfFile: places, encoding: .utf8).split(separator: "\n")[0]
    let order = ["--schedule", "interleaved", "--turns", "\(turns)"]
    #expect(
      head == "# --mesh '\(meshes)' --schedule interleaved --microbatches 4 --turns \(turns)")
    let chosen = try #require(plan["chosen"] as? [String: Any])
    let again = try Self.object(
      ["simulate"] + words + ["--mesh", meshes, "--places", places] + order)
    let report = try Self.object(["report"] + searched + ["-o", scratch.path("page.html")])
    for forecast in [again, report] {
      for key in ["received_bytes", "peak_bytes_per_rank"] {
        #expect(forecast[key] as? Int == chosen[key] as? Int, "\(key)")
      }
      #expect(forecast["step_seconds"] as? Double == chosen["step_seconds"] as? Double)
    }
  }

  @Test func `a stage holds what it is given of all micro-batches under way`() throws {
    let scratch = try Scratch()
    let file = try scratch.file("deep.program", Self.deep(4, isGated: false))
    let meshes = try scratch.file(
      "four.yaml",
      "meshes:\n"
        + (0..<4).map { "  s\($0): {shape: [1], axes: [tp], ranks: [\($0)]}\n" }.joined())
    func peak(_ microbatches: Int) throws -> Int {
      let outcome = try Program.run(
        [
          "simulate", file, "--train", "--mesh", meshes, "--schedule", "gpipe", "--microbatches",
          "\(microbatches)", "--json",
        ] + Self.machine)
      let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      return try #require((report as? [String: Any])?["peak_bytes_per_rank"] as? Int)
    }
    // 32 MiB each.
    #expect(try peak(16) - peak(4) >= 12 << 25)
  }

  static let mistakes = [
    Mistake("simulate Meshes/block.program --mesh 2x2", 64, "the key 'device' is required"),
    Mistake(
      "simulate Meshes/block.program --mesh 2x2 --sweep colour=1,2 \(machine.joined(separator: " "))",
      64, "ranks, a dim of the mesh"),
    Mistake(
      "simulate Meshes/block.program --mesh 2x2 --csv x.csv \(machine.joined(separator: " "))", 64,
      "--sweep is required"),
    Mistake("simulate nowhere.program --mesh 2x2 \(machine.joined(separator: " "))", 65, "nowhere"),
    Mistake(
      "simulate Meshes/block.program --mesh 2x2 --schedule 1f1b \(machine.joined(separator: " "))",
      64, "several meshes, or several stages on one"),
    Mistake(
      "simulate Meshes/block.program --mesh 2x2 --turns 0 \(machine.joined(separator: " "))", 64,
      "--turns"),
    Mistake(
      "simulate Meshes/classifier.program --train --mesh Meshes/pipeline-2x2.yaml --microbatches 3 "
        + "--schedule interleaved --of a \(machine.joined(separator: " "))", 64, "are asked for"),
    Mistake("shard Meshes/block.program", 64, "--mesh or --ranks"),
    Mistake(
      "shard Meshes/block.program --mesh 2 --pin x=S(7) \(machine.joined(separator: " "))", 65,
      "value 'x': "),
    Mistake(
      "shard Meshes/classifier.program --mesh {pp:2,dp:2} --train --microbatches 2 --pin x=S(7) \(machine.joined(separator: " "))",
      65, "value 'x': "),
    Mistake("shard Meshes/block.program --ranks 0", 64, "--ranks"),
    Mistake(
      "shard Meshes/block.program --mesh 2x2 --memory-limit 1KiB \(machine.joined(separator: " "))",
      65, "--memory-limit: the thriftiest placements of program block"),
    Mistake(
      "shard Meshes/block.program --mesh 2 --pin nobody=R \(machine.joined(separator: " "))", 64,
      "pattern 'nobody'"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is one clear error`(mistake: Mistake) throws {
    mistake.expect(try Program.run(mistake.words.words))
  }
}
