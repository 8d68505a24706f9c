import Foundation
import Testing

@testable import TesseraCLI

/// `tessera program`: what it prints, and what it refuses. The book's page has the rest.
@Suite struct ProgramCommandTests {
  static let mlp = ["program", "run", "Meshes/mlp.program", "--mesh", "Meshes/2x2.yaml"]

  @Test func `a program runs on ranks, and any of its values is printed in full`() throws {
    let words = Self.mlp + "--verify --print a,y --rank 3".words
    for outcome in [try Program.run(words + ["--virtual"]), try Program.run(ranks: 4, words)] {
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.hasPrefix("y  f32[8,16]{S(0),P(sum)@grid}\n"), "\(outcome.output)")
      for text in ["verified", "a: f32[8,64]{S(0),S(1)@grid} on rank 3", "\ny: f32[8,16]"] {
        #expect(outcome.output.contains(text), "\(outcome.output)")
      }
    }
  }

  @Test func `runs are repeated and timed, as often as is asked for`() throws {
    let words = Self.mlp + ["--repeats", "3"]
    for outcome in [try Program.run(words + ["--virtual"]), try Program.run(ranks: 4, words)] {
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(outcome.output.contains("\ntimed 3 runs: "), "\(outcome.output)")
    }
    let json = try Program.run(words + ["--virtual", "--json"])
    let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let times = try #require(report?["times"] as? [String: Double])
    #expect(times["count"] == 3)
    #expect(times["fastest_seconds"] ?? 1 <= times["median_seconds"] ?? 0)
    let none = try Program.run(Self.mlp + ["--virtual", "--repeats", "0"])
    #expect(none.status == 64)
    #expect(none.errors.contains("--repeats: a positive number is required, not 0"))
  }

  @Test func `inputs come from files, and results go to files`() throws {
    let scratch = try Scratch()
    let file = try scratch.file(
      "p.program", "program p(x: f32[4,2]{S(0)}) { y = add(x, x) return y }")
    let first = scratch.path("first.npy")
    let second = scratch.path("second.npy")
    let words = ["program", "run", file, "--mesh", "2", "--virtual", "--quiet"]
    let iota = try Program.run(words + ["--input", "x=:iota", "--output", first])
    #expect(iota.status == 0 && iota.errors.isEmpty && iota.output.isEmpty, "\(iota.errors)")
    let doubled = try Program.run(
      words + ["--input", "x=\(first)", "--output", "y=\(second)", "--print", "y"])
    #expect(doubled.output.contains("[[ 0.  4."), "\(doubled.output) \(doubled.errors)")
    #expect(FileManager.default.fileExists(atPath: second))
  }

  @Test func `results that are one value go to files by either name`() throws {
    let scratch = try Scratch()
    let (first, second) = (scratch.path("first.npy"), scratch.path("second.npy"))
    for (body, names) in [
      ("a = relu(x) return a, a", ["a"]), ("a = relu(x) b = relu(x) return a, b", ["a", "b"]),
    ] {
      let file = try scratch.file("p.program", "program p(x: f32[2]) { \(body) }")
      let outputs = zip(names, [first, second]).flatMap { ["--output", "\($0)=\($1)"] }
      let run = try Program.run(
        ["program", "run", file, "--mesh", "1", "--virtual", "--quiet"] + outputs)
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try Data(contentsOf: URL(filePath: first)) == Data(contentsOf: URL(filePath: second)))
  }

  @Test func `patterns of a file and of the command line place values, passes are chosen`() throws {
    let scratch = try Scratch()
    let places = try scratch.file("places.yaml", "\"w*\": \"R,S(1)\"\n\"*2\": \"R,S(0)\"\n")
    let file = try scratch.file(
      "p.program",
      """
      program p(x: f32[4,8]{S(0),R}, w1: f32[8,8], w2: f32[8,8]) {
        h = matmul(x, w1)
        dead = neg(h)
        y = matmul(h, w2)
        return y
      }
      """)
    let words = ["program", "complete", file, "--mesh", "2x2", "--places", places]
    let all = try Program.run(words)
    #expect(all.output.contains("w1: f32[8,8]{R,S(1)}, w2: f32[8,8]{R,S(0)}"), "\(all.output)")
    #expect(!all.output.contains("dead"))
    let none = try Program.run(words + ["--passes", "none", "--place", "x=R,R"])
    #expect(none.output.contains("dead = neg(h)") && none.output.contains("x: f32[4,8]{R,R}"))
    let some = try Program.run(words + ["--passes", "common-subexpressions"])
    #expect(some.output.contains("dead"))
  }

  @Test func `the program of gradients is a program, and what has none is told`() throws {
    let scratch = try Scratch()
    let words = ["program", "gradient", "Meshes/classifier.program", "--of", "loss"]
    let outcome = try Program.run(words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("return loss, grad.w1, grad.w2\n"), "\(outcome.output)")
    let file = try scratch.file("g.program", outcome.output)
    let run = try Program.run(
      ["program", "run", file, "--mesh", "2x2", "--virtual", "--verify"]
        + ["--place", "x=S(0),R", "--place", "w1=R,S(1)", "--print", "grad.w1"])
    #expect(run.status == 0 && run.output.contains("verified"), "\(run.output) \(run.errors)")
    for names in [["w2,x"], ["w2", "--with-respect-to", "x"]] {
      let given = try Program.run(
        ["program", "gradient", "Meshes/mlp.program", "--of", "y", "--given"]
          + ["--with-respect-to"] + names)
      #expect(given.output.contains("grad.y: f32[8,16]"), "\(given.output)")
      #expect(given.output.contains("return y, grad.w2, grad.x\n"), "\(given.output)")
    }
    let wrong = try Program.run(words + ["--with-respect-to", "label"])
    #expect(wrong.status == 65 && wrong.errors.contains("'label' is i64"), "\(wrong.errors)")
  }

  @Test func `a plan is told as text, JSON, CSV and SVG`() throws {
    let scratch = try Scratch()
    let file = try scratch.file(
      "p.program",
      "program p(x: f32[4,8]{S(0)}) { y = neg(x) z = reshard(y) : f32[4,8]{R} return z }"
    )
    let (csv, svg) = (scratch.path("p.csv"), scratch.path("p.svg"))
    let words = ["program", "plan", file, "--mesh", "4"]
    let text = try Program.run(words + ["--csv", csv, "--svg", svg])
    #expect(text.output.contains("all-gather") && text.output.contains("384 B"), "\(text.output)")
    #expect(try String(contentsOfFile: csv, encoding: .utf8).contains("all-gather"))
    #expect(try String(contentsOfFile: svg, encoding: .utf8).hasPrefix("<svg"))
    let json = try Program.run(words + ["--json"])
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["received"] as? Int == 384 && object?["lower_bound"] as? Int == 384)
  }

  @Test(arguments: [
    ("check nowhere.program", 65, "nowhere.program"),
    ("check Meshes/2x2.yaml", 65, "line"),
    ("complete Meshes/mlp.program --mesh 2", 64, "value 'x'"),
    ("complete Meshes/block.program --mesh 2", 65, "value 'x'"),
    ("complete Meshes/mlp.program --mesh Meshes/2x2.yaml --passes faster", 64, "is not a pass"),
    ("complete Meshes/mlp.program --mesh Meshes/2x2.yaml --place w9=R,R", 64, "it suits none"),
    ("complete Meshes/mlp.program --mesh Meshes/2x2.yaml --place w1", 64, "PATTERN=PLACEMENTS"),
    ("complete Meshes/mlp.program --mesh Meshes/2x2.yaml --place w1=Q", 64, "expected a placement"),
    (
      "complete Meshes/mlp.program --mesh Meshes/2x2.yaml --places nowhere.yaml", 65, "nowhere.yaml"
    ),
    ("complete Meshes/mlp.program --mesh Meshes/2x2.yaml --explain b", 64, "'b' is no value"),
    (
      "run Meshes/mlp.program --mesh Meshes/2x2.yaml --virtual --input z=:iota", 64,
      "the inputs of program mlp"
    ),
    ("run Meshes/mlp.program --mesh Meshes/2x2.yaml --virtual --input x", 64, "NAME=FILE"),
    (
      "run Meshes/mlp.program --mesh Meshes/2x2.yaml --virtual --input x=Tests/TinyBert/ids.npy",
      65,
      "is required"
    ),
    ("run Meshes/mlp.program --mesh Meshes/2x2.yaml --virtual --print b", 64, "no such value"),
    ("run Meshes/mlp.program --mesh Meshes/2x2.yaml --virtual --output b=x.npy", 64, "--output b"),
    ("run Meshes/mlp.program --mesh Meshes/2x2.yaml --virtual --rank -1", 64, "--rank"),
  ])
  func `what cannot be is refused in one line`(words: String, status: Int32, message: String) throws
  {
    let outcome = try Program.run(["program"] + words.words)
    #expect(outcome.status == status, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.isOneError && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `on ranks a mistake is told once`() throws {
    let outcome = try Program.run(
      ranks: 2, ["program", "run", "Meshes/mlp.program", "--mesh", "Meshes/2x2.yaml"])
    #expect(outcome.status == 69 && outcome.isOneError, "\(outcome.status) \(outcome.errors)")
  }

  static let quantise = ["program", "quantise", "Meshes/encoder-layer.program"]

  @Test func `a quantised program and its weights run where its heads are cut`() throws {
    let scratch = try Scratch()
    let (program, weights) = (scratch.path("q.program"), scratch.path("q.safetensors"))
    let examples = ["x=:random(1)", "x=:random(2)", "mask=:zeros", "mask=:zeros"]
    let made = try Program.run(
      Self.quantise + examples.flatMap { ["--calibrate", $0] }
        + ["--to", program, "--weights-to", weights])
    #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
    #expect(made.output.hasPrefix("1 layer multiplies integers of 8 bits, by 2 examples\n"))
    let words = [
      "program", "run", program, "--parameters", weights, "--input", "x=:random(1)", "--input",
      "mask=:zeros", "--mesh", "2", "--place", "*.qkv_weights.*=S(1)", "--verify",
    ]
    for outcome in [try Program.run(words + ["--virtual"]), try Program.run(ranks: 2, words)] {
      #expect(outcome.status == 0 && outcome.output.contains("verified"), "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    ([], 64, "--calibrate: values of the inputs are required, as x=FILE.npy; none are given"),
    (["x"], 64, "--calibrate x: NAME=FILE is required"),
    (
      ["x=:zeros", "x=:ones", "mask=:zeros"], 64,
      "as many examples of each input are required; mask has 1, another 2"
    ),
    (["x=:zeros", "mask=:zeros", "y=:zeros"], 64, "y"),
  ])
  func `examples that do not fit are refused`(words: [String], status: Int32, message: String)
    throws
  {
    let outcome = try Program.run(Self.quantise + words.flatMap { ["--calibrate", $0] })
    #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `a program without a layer that can be quantised is refused`() throws {
    let outcome = try Program.run([
      "program", "quantise", "Meshes/block.program", "--calibrate", "x=:random(2)",
    ])
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains("a transformer layer that can be quantised is required"))
  }
}
