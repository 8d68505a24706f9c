import Elements
import Files
import Foundation
import Tensors
import Testing

/// Weights of another dtype than the graph's, or without numbers: what a model is run on is told.
@Suite struct WeightTests {
  private static let folder = "Tests/ImportingTests/Fixtures"

  /// Writes the weights of `train.pt2`, kept to the upper half of their bits, as floats of 16 or of 32 bits.
  private static func weights(_ dtype: DType, in scratch: Scratch) throws -> String {
    let whole = scratch.path("whole.safetensors")
    if !FileManager.default.fileExists(atPath: whole) {
      let made = try Program.run(["checkpoint", "convert", "\(folder)/train.pt2", "--to", whole])
      try #require(made.status == 0, "\(made.errors)")
    }
    let file = try SafetensorsFile(whole)
    let tensors = try file.names.map { try file.tensor($0) }
    let header = SafetensorsHeader.encoded(
      zip(file.names, tensors).map { .init(name: $0, dtype: dtype, shape: $1.shape) })
    var bytes = header.bytes
    for index in header.order {
      for value in tensors[index].values(as: Float.self) {
        let half = BFloat16(value).bitPattern
        let lower: [UInt8] = dtype == .float32 ? [0, 0] : []
        bytes += lower + [UInt8(half & 0xFF), UInt8(half >> 8)]
      }
    }
    let path = scratch.path("\(dtype).safetensors")
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @Test func `floats of 16 bits are cast to what the graph has, with a notice`() throws {
    let scratch = try Scratch()
    let (narrow, wide) = (
      try Self.weights(.bfloat16, in: scratch), try Self.weights(.float32, in: scratch)
    )
    let line = "--weights \(narrow): cast 6 tensors from bf16 to f32\n"
    let model = "\(Self.folder)/train.pt2"
    let told = try Program.run(["import", model, "--weights", narrow])
    #expect(told.status == 0 && told.errors.isEmpty, "\(told.errors)")
    #expect(told.output.contains(line), "\(told.output)")
    for quiet in ["--quiet", "--json"] {
      let outcome = try Program.run(["import", model, "--weights", narrow, quiet])
      #expect(outcome.status == 0 && outcome.errors == "notice: " + line, "\(outcome.errors)")
    }
    let rows = ["x", "y"].flatMap { ["--input", "\($0)=\(Self.folder)/train.\($0).npy"] }
    let training = rows + "--batch 4 --lr 0.1 --steps 2 --losses".words
    for words in [
      ["program", "run", model] + "--input x=:random(1) --input y=:below(5) --output".words,
      ["train", model] + training,
    ] {
      var results: [Data] = []
      for (weights, errors) in [(narrow, "notice: " + line), (wide, "")] {
        let output = scratch.path("\(results.count).npy")
        let outcome = try Program.run(
          words + [output, "--weights", weights, "--mesh", "1", "--virtual", "--quiet"])
        #expect(outcome.status == 0 && outcome.errors == errors, "\(outcome.errors)")
        results.append(try Data(contentsOf: URL(filePath: output)))
      }
      #expect(results[0] == results[1])
    }
    let package = scratch.path("package")
    let converted = try Program.run(["convert", model, "--weights", narrow, "-o", package])
    #expect(converted.status == 0 && converted.errors == "notice: " + line, "\(converted.errors)")
    let (have, want) = (
      try SafetensorsFile("\(package)/weights.safetensors"), try SafetensorsFile(wide)
    )
    for name in want.names {
      let (own, whole) = (try have.tensor(name), try want.tensor(name))
      #expect(own.dtype == .float32 && own.difference(from: whole, relative: 0, absolute: 0) == nil)
    }
  }

  @Test func `integers are not cast to floats`() throws {
    let scratch = try Scratch()
    let path = try Self.weights(.int16, in: scratch)
    let outcome = try Program.run(["import", "\(Self.folder)/train.pt2", "--weights", path])
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains("misshapen: ") && outcome.errors.contains(" is i16["))
  }

  @Test func `who runs a model whose weights have no numbers is told`() throws {
    let scratch = try Scratch()
    let (model, rows) = ("\(Self.folder)/fake.pt2", scratch.path("x.npy"))
    try NpyFile.write(DenseTensor(zeros: [2, 3], dtype: .float32), to: rows)
    let line = "without numbers in the file: 2 weights, as up.weight\n"
    let virtual = "--mesh 2 --virtual --quiet".words
    let training = ["train", model, "--input", rows] + "--lr 0.1 --steps 1".words
    for words in [["program", "run", model], training] {
      let outcome = try Program.run(words + virtual)
      #expect(outcome.status == 0 && outcome.errors == "notice: " + line, "\(outcome.errors)")
    }
    // Who gives them numbers is not.
    let weights = scratch.path("weights.safetensors")
    let trained = try Program.run(training + virtual + ["--output", weights])
    #expect(trained.status == 0, "\(trained.errors)")
    let given = try Program.run(["program", "run", model, "--parameters", weights] + virtual)
    #expect(given.status == 0 && given.errors.isEmpty, "\(given.errors)")
  }
}
