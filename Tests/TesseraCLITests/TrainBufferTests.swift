import Elements
import Files
import Foundation
import Tensors
import Testing

/// `tessera train` of models that write into their buffers: these hold what PyTorch's hold after the same steps.
@Suite(.serialized) struct TrainBufferTests {
  private static let folder = "Tests/ImportingTests/Fixtures"

  /// What six steps of PyTorch give.
  private struct Expected: Decodable {
    let losses: [Double]
    let buffers: [String: [Double]]
  }

  /// - Parameter parts: the micro-batches of a step.
  private static func expected(_ parts: Int) throws -> Expected {
    let file = Program.package.appending(path: "\(folder)/buffers.json")
    let all = try JSONDecoder().decode([String: Expected].self, from: Data(contentsOf: file))
    return try #require(all["\(parts)"])
  }

  private static func words(_ model: String = "buffers.pt2") -> [String] {
    [
      "train", "\(folder)/\(model)", "--input", "\(folder)/train.x.npy", "--input",
      "y=\(folder)/train.y.npy", "--batch", "4", "--lr", "0.1",
    ]
  }

  private static func stages(_ count: Int) -> String {
    "{meshes: {stage0: {shape: [\(count)], axes: [dp], ranks: 0-\(count - 1)}, "
      + "stage1: {shape: [\(count)], axes: [dp], ranks: \(count)-\(2 * count - 1)}}}"
  }

  private static let rowsCut = ["--place", "x=S(0)", "--place", "y=S(0)"]
  private static let cuts = [
    "--stage", "up=stage0", "--stage", "norm=stage0", "--stage", "down=stage1",
  ]

  /// By name: the words of a mesh, the micro-batches of a step, and the ranks of the job, 0 for a virtual one.
  static let ways: [(name: String, words: [String], parts: Int, ranks: Int)] = [
    ("one rank", ["--mesh", "1"], 1, 0),
    ("dp2", ["--mesh", "{dp: 2}"] + rowsCut, 1, 2),
    (
      "buffers in pieces",
      ["--mesh", "2", "--place", "norm.running_*=S(0)", "--place", "seen=S(0)"], 1, 0
    ),
    ("two micro-batches", ["--mesh", "1", "--microbatches", "2"], 2, 0),
    ("dp2, two micro-batches", ["--mesh", "{dp: 2}", "--microbatches", "2"] + rowsCut, 2, 0),
    ("two stages", ["--mesh", stages(1), "--microbatches", "2"] + cuts, 2, 2),
    (
      "two stages of two", ["--mesh", stages(2), "--microbatches", "2"] + cuts + rowsCut, 2, 0
    ),
    ("stages of equal work", ["--mesh", stages(1), "--microbatches", "2"], 2, 0),
    (
      "gpipe", ["--mesh", stages(1), "--microbatches", "2", "--schedule", "gpipe"] + cuts, 2, 0
    ),
    (
      "zero bubble",
      ["--mesh", stages(1), "--microbatches", "2", "--schedule", "zero-bubble"] + cuts, 2, 0
    ),
    (
      "interleaved", ["--mesh", stages(1), "--microbatches", "2", "--schedule", "interleaved"], 2,
      0
    ),
  ]

  /// Runs a training, and reads what it wrote.
  private func trained(_ words: [String], ranks: Int = 0, in scratch: Scratch) throws -> (
    losses: [Double], weights: [String: [Double]], output: String
  ) {
    let (losses, weights) = (scratch.path("losses.csv"), scratch.path("weights.safetensors"))
    let all = words + ["--losses", losses, "--output", weights]
    let outcome =
      try ranks == 0 ? Program.run(all + ["--virtual"]) : Program.run(ranks: ranks, all)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let lines = try String(contentsOfFile: losses, encoding: .utf8).split(separator: "\n")
    let file = try SafetensorsFile(weights)
    var tensors: [String: [Double]] = [:]
    for name in file.names {
      tensors[name] = try file.tensor(name).converted(to: .float64).values(as: Double.self)
    }
    return (
      lines.compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }, tensors,
      outcome.output
    )
  }

  private func expectNear(_ have: [Double], _ want: [Double], _ name: String) {
    let isNear =
      have.count == want.count
      && zip(have, want).allSatisfy { abs($0 - $1) <= 1e-5 * max(abs($1), 0.1) }
    #expect(isNear, "\(name): \(have), PyTorch has \(want)")
  }

  @Test(arguments: ["buffers.pt2", "buffers-aten.pt2"])
  func `losses and buffers are those of PyTorch's training on any mesh`(model: String) throws {
    let scratch = try Scratch()
    for way in Self.ways {
      let have = try trained(
        Self.words(model) + way.words + ["--steps", "6"], ranks: way.ranks, in: scratch)
      let want = try Self.expected(way.parts)
      expectNear(have.losses, want.losses, "\(way.name), losses")
      for (name, numbers) in want.buffers {
        expectNear(have.weights[name] ?? [], numbers, "\(way.name), \(name)")
      }
    }
  }

  @Test func `buffers go on from a checkpoint on another mesh`() throws {
    let scratch = try Scratch()
    let saved = scratch.path("saved")
    _ = try trained(
      Self.words() + ["--mesh", "1", "--steps", "4", "--checkpoint-every", "4", saved], in: scratch)
    let rest = try trained(
      Self.words() + ["--mesh", "{dp: 2}"] + Self.rowsCut + ["--steps", "6", "--resume", saved],
      in: scratch)
    let want = try Self.expected(1)
    expectNear(rest.losses, Array(want.losses.suffix(2)), "losses")
    for (name, numbers) in want.buffers { expectNear(rest.weights[name] ?? [], numbers, name) }
  }

  @Test func `a step that is left out moves buffers`() throws {
    let made = try trained(
      Self.words() + ["--mesh", "1", "--steps", "4", "--scale-loss", "--lr", "1e30"],
      in: Scratch())
    #expect(made.output.contains("left out, for gradients were not finite: 3"), "\(made.output)")
    #expect(made.weights["count"] == [4] && made.weights["norm.num_batches_tracked"] == [4])
  }

  @Test func `values that are made again read buffers as they were`() throws {
    let made = try trained(
      Self.words() + ["--mesh", "1", "--microbatches", "2", "--steps", "6"]
        + ["--memory-limit", "3200B"], in: Scratch())
    #expect(made.output.contains(/made again: [1-9][0-9]* ops/), "\(made.output)")
    let want = try Self.expected(2)
    expectNear(made.losses, want.losses, "losses")
    for (name, numbers) in want.buffers { expectNear(made.weights[name] ?? [], numbers, name) }
  }
}
