import Elements
import Files
import Foundation
import Tensors
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

  @Test func `a loss whose gradients reach no parameter is refused`() throws {
    let scratch = try Scratch()
    let (program, rows) = (scratch.path("p.program"), scratch.path("x.npy"))
    let text = """
      program p(x: f32[4,2], parameter w: f32[2,1]) {
        y = matmul(x, w)
        d = detach(y)
        l = mean(d)
        return l
      }

      """
    try text.write(toFile: program, atomically: false, encoding: .utf8)
    try NpyFile.write(DenseTensor(zeros: [4, 2], dtype: .float32), to: rows)
    let outcome = try Program.run([
      "train", program, "--virtual", "--mesh", "1", "--input", rows, "--lr", "0.1", "--steps", "1",
    ])
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains("gradients of the loss reach"), "\(outcome.errors)")
  }

  @Test func `gradients of a model are by what it trains`() throws {
    let outcome = try Program.run(
      ["program", "gradient", "\(Self.folder)/ends.pt2", "--of", "add_2"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("grad.up.weight"))
    #expect(!outcome.output.contains("grad.mix.weight"))
  }
}
