import Foundation
import Testing

/// `tessera train` of a model with parts through which no gradient goes, and a layer that is frozen.
@Suite struct TrainEndTests {
  private static let folder = "Tests/ImportingTests/Fixtures"

  @Test(arguments: ["1", "{dp: 2}"]) func `gradients end where PyTorch's do`(mesh: String) throws {
    let scratch = try Scratch()
    let file = scratch.path("losses.csv")
    let outcome = try Program.run(
      [
        "train", "\(Self.folder)/ends.pt2", "--virtual", "--mesh", mesh, "--input",
        "\(Self.folder)/train.x.npy", "--input", "y=\(Self.folder)/train.y.npy", "--batch", "4",
        "--lr", "0.1", "--steps", "6", "--losses", file,
      ] + (mesh == "1" ? [] : ["--place", "x=S(0)", "--place", "y=S(0)"]))
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let have = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      .compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    let json = Program.package.appending(path: "\(Self.folder)/ends.json")
    let want = try JSONDecoder().decode([Double].self, from: Data(contentsOf: json))
    #expect(
      have.count == want.count && zip(have, want).allSatisfy { abs($0 - $1) <= 1e-5 * abs($1) },
      "\(have), PyTorch has \(want)")
  }
}
