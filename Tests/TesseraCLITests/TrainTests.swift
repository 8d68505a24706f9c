import Foundation
import Testing

/// `tessera train`: the losses of PyTorch's own training, on any mesh, and on two meshes one after the other.
@Suite(.serialized) struct TrainTests {
  private static let folder = "Tests/ImportingTests/Fixtures"
  private static let inputs =
    ["--input", "\(folder)/train.x.npy", "--input", "y=\(folder)/train.y.npy", "--batch", "4"]
  private static let places = [
    "--place", "x=S(0),R", "--place", "y=S(0),R", "--place", "up.*=R,S(0)",
    "--place", "down.weight=R,S(1)",
  ]

  /// PyTorch's losses, by optimiser.
  private static func expected(_ optimizer: String) throws -> [Double] {
    let file = Program.package.appending(path: "\(folder)/train.json")
    let all = try JSONDecoder().decode([String: [Double]].self, from: Data(contentsOf: file))
    return try #require(all[optimizer])
  }

  private static func losses(_ path: String) throws -> [Double] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap {
      $0.split(separator: ",").last.flatMap { Double($0) }
    }
  }

  private static func isNear(_ have: [Double], _ want: [Double]) -> Bool {
    have.count == want.count && zip(have, want).allSatisfy { abs($0 - $1) <= 1e-5 * abs($1) }
  }

  @Test(arguments: [
    ("sgd", "0.1", []), ("momentum", "0.05", []), ("adam", "0.02", ["--weight-decay", "0.1"]),
    ("adamw", "0.02", []),
  ])
  func `losses are those of PyTorch's training, on one rank and on four`(
    optimizer: String, rate: String, more: [String]
  ) throws {
    let scratch = try Scratch()
    for mesh in ["1x1", "2x2"] {
      let file = scratch.path("losses-\(mesh).csv")
      let outcome = try Program.run(
        ["train", "\(Self.folder)/train.pt2", "--virtual", "--mesh", mesh] + Self.places
          + Self.inputs + ["--optimizer", optimizer, "--lr", rate, "--clip-norm", "0.5"] + more
          + ["--steps", "12", "--losses", file])
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let (have, want) = (try Self.losses(file), try Self.expected(optimizer))
      #expect(Self.isNear(have, want), "\(mesh): \(have), PyTorch has \(want)")
    }
  }

  @Test func `a run that stops goes on from its checkpoint on another mesh`() throws {
    let scratch = try Scratch()
    let saved = scratch.path("saved")
    let words =
      ["train", "\(Self.folder)/train.pt2"] + Self.places + Self.inputs
      + ["--optimizer", "adamw", "--lr", "0.02", "--clip-norm", "0.5"]
    let first = try Program.run(
      ranks: 4,
      words + ["--mesh", "2x2", "--steps", "7", "--losses", scratch.path("first.csv")]
        + ["--checkpoint-every", "5", saved])
    #expect(first.status == 0 && first.errors.isEmpty, "\(first.errors)")
    let second = try Program.run(
      ranks: 2,
      words + ["--mesh", "1x2", "--steps", "12", "--losses", scratch.path("second.csv")]
        + ["--resume", saved, "--output", scratch.path("weights.safetensors")])
    #expect(second.status == 0 && second.errors.isEmpty, "\(second.errors)")
    let want = try Self.expected("adamw")
    #expect(Self.isNear(try Self.losses(scratch.path("first.csv")), Array(want[..<7])))
    #expect(Self.isNear(try Self.losses(scratch.path("second.csv")), Array(want[5...])))
    #expect(FileManager.default.fileExists(atPath: scratch.path("weights.safetensors")))
  }

  /// A GPT of bytes on a text, whose embedding is its last weight too.
  private static func learning(_ text: String, batch: Int = 4, steps: Int) -> [String] {
    [
      "train", "\(folder)/gpt.pt2", "--text", text, "--batch", "\(batch)", "--optimizer", "adamw",
      "--lr", "3e-3", "--steps", "\(steps)",
    ]
  }

  private static let rowsCut = ["--place", "ids=S(0),R", "--place", "labels=S(0),R"]
  private static let layersCut = [
    "--place", "*.up.weight=R,S(0)", "--place", "*.up.bias=R,S(0)", "--place",
    "*.down.weight=R,S(1)",
  ]

  /// Two stages of a mesh each.
  private static func stages(_ shape: String, _ axes: String, _ count: Int) -> String {
    "{meshes: {stage0: {shape: [\(shape)], axes: [\(axes)], ranks: 0-\(count - 1)}, "
      + "stage1: {shape: [\(shape)], axes: [\(axes)], ranks: \(count)-\(2 * count - 1)}}}"
  }

  /// By name: the words of a mesh, and of what lies on it how.
  static let ways: [(String, [String])] = [
    ("dp2", ["--mesh", "{dp: 2}", "--place", "ids=S(0)", "--place", "labels=S(0)"]),
    (
      "tp2",
      [
        "--mesh", "{tp: 2}", "--place", "*.up.weight=S(0)", "--place", "*.up.bias=S(0)", "--place",
        "*.down.weight=S(1)",
      ]
    ),
    ("dp2 x tp2", ["--mesh", "{dp: 2, tp: 2}"] + rowsCut + layersCut),
    (
      "ZeRO-3",
      [
        "--mesh", "{dp: 2}", "--place", "*.weight=S(0)", "--place", "*.bias=S(0)", "--place",
        "ids=S(0)", "--place", "labels=S(0)",
      ]
    ),
    ("pp2", ["--mesh", stages("1", "tp", 1), "--microbatches", "4"]),
    (
      "pp2, zero bubble",
      ["--mesh", stages("1", "tp", 1), "--microbatches", "4", "--schedule", "zero-bubble"]
    ),
    (
      "pp2, four stages",
      ["--mesh", stages("1", "tp", 1), "--microbatches", "2", "--schedule", "interleaved"]
    ),
    (
      "pp2 x dp2 x tp2",
      ["--mesh", stages("2, 2", "dp, tp", 4), "--microbatches", "2"] + rowsCut + layersCut
    ),
    ("two micro-batches", ["--mesh", "1", "--microbatches", "2"]),
  ]

  @Test func `fifty steps of a GPT have one rank's losses on any mesh, to the bit in each run`()
    throws
  {
    let scratch = try Scratch()
    func losses(_ name: String, _ words: [String]) throws -> [Double] {
      let file = scratch.path("losses.csv")
      let outcome = try Program.run(
        Self.learning("LICENSE", batch: 8, steps: 50) + ["--virtual", "--losses", file] + words)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(name): \(outcome.errors)")
      return try Self.losses(file)
    }
    let file = Program.package.appending(path: "\(Self.folder)/gpt.json")
    let pytorch = try JSONDecoder().decode([Double].self, from: Data(contentsOf: file))
    let one = try losses("one rank", ["--mesh", "1"])
    #expect(Self.isNear(one, pytorch), "\(one), PyTorch has \(pytorch)")
    for (name, words) in Self.ways {
      let have = try losses(name, words)
      #expect(Self.isNear(have, one), "\(name): \(have), one rank has \(one)")
      if name == "dp2 x tp2" || name == "pp2" { #expect(try losses(name, words) == have) }
    }
  }

  @Test func `a text is learnt on four ranks, until they are killed, and then on two`() throws {
    let scratch = try Scratch()
    let saved = scratch.path("saved")
    let steps = 40
    let words = Self.learning("README.md", steps: steps)
    let whole = try Program.run(
      words + ["--virtual", "--mesh", "1", "--losses", scratch.path("whole.csv")])
    #expect(whole.status == 0 && whole.errors.isEmpty, "\(whole.errors)")
    // As soon as there is a checkpoint, a rank ends as if its machine had.
    let script = """
      mpirun -np 4 "$@" & job=$!
      until [[ -e \(saved) ]]; do kill -0 "$job" || exit 9; sleep 0.02; done
      kill -KILL "$(pgrep -P "$job" | tail -n 1)"; wait "$job"
      """
    let killed = try Program.execute(
      ["bash", "-c", script, "bash", Program.tessera] + words
        + ["--mesh", "{dp: 2, tp: 2}", "--checkpoint-every", "5", saved] + Self.rowsCut
        + Self.layersCut)
    #expect(killed.status != 0 && killed.status != 9, "\(killed.status) \(killed.errors)")
    let second = try Program.run(
      ranks: 2,
      words + ["--mesh", Self.stages("1", "tp", 1), "--microbatches", "2"]
        + ["--resume", saved, "--losses", scratch.path("second.csv")])
    #expect(second.status == 0 && second.errors.isEmpty, "\(second.errors)")
    #expect(second.output.contains(/idle for [0-9]+% measured, [0-9]+% simulated/))
    let (all, rest) = (
      try Self.losses(scratch.path("whole.csv")), try Self.losses(scratch.path("second.csv"))
    )
    #expect(rest.count < steps && rest.count % 5 == 0 && rest.count > 0)
    #expect(Self.isNear(rest, Array(all.suffix(rest.count))), "\(rest) and \(all)")
    #expect(try #require(all.last) < 0.8 * all[0])
  }

  @Test func `each step drops others, the same on any mesh and after a stop`() throws {
    let scratch = try Scratch()
    func losses(_ words: [String]) throws -> [Double] {
      let file = scratch.path("losses.csv")
      let outcome = try Program.run(
        ["train", "\(Self.folder)/dropout.pt2", "--virtual", "--losses", file]
          + ["--input", "\(Self.folder)/train.x.npy", "--input", "y=\(Self.folder)/train.y.npy"]
          + words)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      return try Self.losses(file)
    }
    // All rows in each step, and a rate that changes nothing that shows.
    let still = try losses(["--mesh", "1", "--lr", "1e-12", "--steps", "6"])
    #expect(Set(still).count == 6, "\(still)")
    let words = ["--batch", "4", "--optimizer", "adamw", "--lr", "0.02"]
    let one = try losses(words + ["--mesh", "1", "--steps", "8"])
    for mesh in [
      ["--mesh", "{dp: 2, tp: 2}", "--place", "x=S(0),R", "--place", "y=S(0),R"]
        + ["--place", "down.weight=R,S(1)"],
      ["--mesh", "1", "--microbatches", "2"],
      ["--mesh", Self.stages("1", "tp", 1), "--microbatches", "2", "--stage", "up=stage0"]
        + ["--stage", "down=stage1"],
    ] {
      let have = try losses(words + mesh + ["--steps", "8"])
      #expect(Self.isNear(have, one), "\(mesh): \(have), one rank has \(one)")
    }
    let saved = scratch.path("saved")
    _ = try losses(words + ["--mesh", "1", "--steps", "5", "--checkpoint-every", "5", saved])
    let rest = try losses(words + ["--mesh", "{dp: 2}", "--steps", "8", "--resume", saved])
    #expect(Self.isNear(rest, Array(one.suffix(3))), "\(rest) and \(one)")
  }

  /// Meshes, and a bound that some values must be made again for.
  @Test(arguments: [
    (["--mesh", "1"], "2MiB"), (["--mesh", "1", "--microbatches", "2"], "1400KiB"),
    (["--mesh", stages("1", "tp", 1), "--microbatches", "4"], "800KiB"),
    (
      ["--mesh", stages("1", "tp", 1), "--microbatches", "2", "--schedule", "interleaved"],
      "1280KiB"
    ),
    (
      ["--mesh", stages("1", "tp", 1), "--microbatches", "4", "--schedule", "zero-bubble"],
      "1280KiB"
    ),
  ])
  func `a bound on memory changes no loss, and its price is told`(mesh: [String], limit: String)
    throws
  {
    let scratch = try Scratch()
    func run(_ more: [String]) throws -> (losses: [Double], output: String) {
      let file = scratch.path("losses.csv")
      let outcome = try Program.run(
        Self.learning("LICENSE", batch: 8, steps: 3) + ["--virtual", "--losses", file]
          + mesh + more)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      return (try Self.losses(file), outcome.output)
    }
    let free = try run([])
    let bound = try run(["--memory-limit", limit])
    #expect(bound.losses == free.losses)
    #expect(!free.output.contains("made again"))
    #expect(bound.output.contains("held by the busiest rank: "), "\(bound.output)")
    #expect(
      bound.output.contains(/made again: [1-9][0-9]* ops of [1-9][0-9]* FLOPs/), "\(bound.output)")
  }

  @Test(arguments: [
    ("--microbatches 3", Int32(64), "--microbatches 3"),
    ("--memory-limit 1KiB", 65, "at most 1.0 KiB may be held by a rank; the least that was found"),
    (
      "--lr-schedule plateau(2)", 64,
      "plateau(factor, patience, threshold, cooldown, least) is required"
    ),
    ("--schedule interleaved --stage up=a --stage down=b", 64, "'a' is not known"),
    ("--lr-schedule sine(3)", 64, "cosine(steps, least)"), ("--text LICENSE", 64, "--text"),
  ])
  func `what a pipeline cannot be is refused in one line`(
    words: String, status: Int32, message: String
  ) throws {
    let rows = words.contains("--text") ? [] : Array(Self.inputs.prefix(4))
    let outcome = try Program.run(
      ["train", "\(Self.folder)/train.pt2", "--virtual", "--mesh", "1", "--lr", "0.1"]
        + ["--steps", "2", "--batch", "4"] + rows + words.words)
    #expect(outcome.status == status, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.isOneError && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("--lr 0.1 --steps 0", Int32(64), "--steps"), ("--lr -1 --steps 2", 64, "--lr"),
    ("--lr 0.1 --steps 2 --checkpoint-every 3", 64, "--checkpoint-every"),
    ("--lr 0.1 --steps 2 --batch 5", 65, "the program takes"),
    ("--lr 0.1 --steps 2 --resume nowhere", 65, "nowhere"),
  ])
  func `what cannot be is refused in one line`(words: String, status: Int32, message: String) throws
  {
    var all =
      ["train", "\(Self.folder)/train.pt2", "--virtual", "--mesh", "1"]
      + Array(Self.inputs.prefix(4)) + words.words
    if !words.contains("--batch") { all += ["--batch", "4"] }
    let outcome = try Program.run(all)
    #expect(outcome.status == status, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.isOneError && outcome.errors.contains(message), "\(outcome.errors)")
  }
}
