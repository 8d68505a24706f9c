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
