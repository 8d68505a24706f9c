import Elements
import Files
import Foundation
import Tensors
import Testing

/// `tessera train` where PyTorch chooses a gradient: padding rows, ties, roots of 0, probabilities of 0 and 1, writes that have
/// no gradient, and labels that are all ignored.
@Suite struct TrainEdgeTests {
  private static let folder = "Tests/ImportingTests/Fixtures"

  private struct Expected: Decodable {
    let losses: [Double]
    let weights: [String: [Double]]
  }

  private static func losses(_ path: String) throws -> [Double] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
  }

  private static func weights(_ path: String) throws -> [String: [Double]] {
    let file = try SafetensorsFile(path)
    var weights: [String: [Double]] = [:]
    for name in file.names {
      let tensor = try file.tensor(name).converted(to: .float64)
      weights[name] = tensor.values(as: Double.self)
    }
    return weights
  }

  @Test(arguments: ["1", "{dp: 2}"]) func `gradients are PyTorch's, and weights have all names`(
    mesh: String
  ) throws {
    let scratch = try Scratch()
    let (losses, output) = (scratch.path("losses.csv"), scratch.path("out.safetensors"))
    let outcome = try Program.run(
      [
        "train", "\(Self.folder)/edges.pt2", "--virtual", "--mesh", mesh, "--input",
        "\(Self.folder)/train.x.npy", "--input", "y=\(Self.folder)/train.y.npy", "--batch", "4",
        "--lr", "0.1", "--steps", "4", "--losses", losses, "--output", output,
      ] + (mesh == "1" ? [] : ["--place", "y=S(0)"]))
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let json = Program.package.appending(path: "\(Self.folder)/edges.json")
    let want = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: json))
    let have = try Self.losses(losses)
    #expect(
      have.count == 4 && zip(have, want.losses).allSatisfy { abs($0 - $1) <= 1e-5 * abs($1) },
      "\(have), PyTorch has \(want.losses)")
    let weights = try Self.weights(output)
    #expect(Set(weights.keys) == Set(want.weights.keys))
    for (name, numbers) in want.weights {
      let own = weights[name] ?? []
      #expect(
        own.count == numbers.count
          && zip(own, numbers).allSatisfy { abs($0 - $1) <= 1e-5 * (1 + abs($1)) },
        "\(name): \(own), PyTorch has \(numbers)")
    }
  }

  /// What cannot be written is found before the first of so many steps that no run ends.
  @Test(arguments: ["--losses", "--output", "--json", "--checkpoint-every"])
  func `what cannot be written is told before the first step`(option: String) throws {
    let scratch = try Scratch()
    let kept = try scratch.file("kept", "kept")
    let folder = (kept as NSString).deletingLastPathComponent
    let files = ["--losses": "a.csv", "--output": "b.safetensors", "--json": "c.json"]
    // A word behind --json is a file's name by its ending.
    let json = ["\(kept)/x.json", "\(folder)/nowhere/x.json"]
    for place in option == "--json" ? json : ["\(kept)/x", "\(folder)/nowhere/x", folder] {
      let written = files.filter { $0.key != option }
        .flatMap { [$0.key, scratch.path($0.value)] }
      let outcome = try Program.run(
        [
          "train", "\(Self.folder)/train.pt2", "--virtual", "--mesh", "1", "--input",
          "\(Self.folder)/train.x.npy", "--input", "y=\(Self.folder)/train.y.npy", "--batch", "4",
          "--lr", "0.1", "--steps", "1000000000", option,
        ] + (option == "--checkpoint-every" ? ["1000000000"] : []) + [place] + written)
      #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept"])
      #expect(try String(contentsOfFile: kept, encoding: .utf8) == "kept")
    }
  }

  @Test func `rows that belong to none are refused`() throws {
    let scratch = try Scratch()
    let labels = scratch.path("y.npy")
    try NpyFile.write(DenseTensor(zeros: [8], dtype: .int64), to: labels)
    let outcome = try Program.run([
      "train", "\(Self.folder)/train.pt2", "--virtual", "--mesh", "1", "--input",
      "\(Self.folder)/train.x.npy", "--input", "y=\(labels)", "--batch", "4", "--lr", "0.1",
      "--steps", "1",
    ])
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains("--input y: 12 rows are required, as many as 'x' has"))
  }

  @Test func `labels that are all ignored train nothing`() throws {
    let scratch = try Scratch()
    let labels = scratch.path("y.npy")
    try NpyFile.write(DenseTensor(repeating: -100, shape: [4], dtype: .int64), to: labels)
    var weights: [[String: [Double]]] = []
    for steps in ["1", "3"] {
      let output = scratch.path("out\(steps).safetensors")
      let outcome = try Program.run([
        "train", "\(Self.folder)/train.pt2", "--virtual", "--mesh", "1", "--input",
        "\(Self.folder)/train.x.npy", "--input", "y=\(labels)", "--batch", "4", "--lr", "0.1",
        "--steps", steps, "--output", output,
      ])
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      weights.append(try Self.weights(output))
    }
    #expect(weights[0] == weights[1] && weights[0].values.joined().allSatisfy(\.isFinite))
  }
}
