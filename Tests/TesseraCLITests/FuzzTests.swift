import Foundation
import Testing
import Waiting

/// Inputs that are nearly right, to every parser: each is read or refused, none traps, hangs or takes much.
@Suite(.waitingForPrograms) struct FuzzTests {
  /// Debug builds take many times as long; a few inputs tell whether the program runs.
  #if DEBUG
    static let (count, cli) = (300, 2)
  #else
    static let (count, cli) = (2_000, 8)
  #endif

  @Test(arguments: [
    "npy", "safetensors", "mesh", "topology", "notation", "vectors", "program", "config", "weights",
    "commands", "manifest", "metadata", "payload", "index", "flex", "flex-payload", "pt2", "onnx",
  ])
  func `a parser reads or refuses what is nearly right`(parser: String) throws {
    let outcome = try Program.execute([
      Program.built.appending(path: "Fuzz").path, parser, "--count", "\(Self.count)", "--cli",
      "\(Self.cli)",
    ])
    #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
  }
}
