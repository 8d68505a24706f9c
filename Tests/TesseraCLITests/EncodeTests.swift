import Foundation
import Tensors
import Testing
import Waiting

/// `tessera encode` on the tiny checkpoint, whose answers NumPy gave.
@Suite(.waitingForPrograms) struct EncodeTests {
  static let model =
    "--weights Tests/TinyBert/model.safetensors --config Tests/TinyBert/config.json "
  static let input = "--ids Tests/TinyBert/ids.npy --mask Tests/TinyBert/mask.npy "
  static let pooled = "--mesh Meshes/encoder-pp2-tp2.yaml --pool mean --normalize "

  /// As the book shows it.
  static let shown =
    "--verify --print encoder.0.attention.self --rank 3 --threshold 9 --edge-items 1 --precision 4"

  static let pipelined =
    "--verify --microbatches 3 --print encoder.0.attention.self --microbatch 1 --rank 3 --layout "
    + "--threshold 9 --edge-items 1 --precision 4"

  private func answer(_ name: String) throws -> DenseTensor {
    let path = Program.package.appending(path: "Tests/TinyBert/activations.safetensors").path
    return try SafetensorsFile(path).tensor(name)
  }

  @Test(arguments: [
    ("stages", pooled + shown),
    ("json", pooled + "--print normalized --threshold 20 --precision 3 --verify --json"),
    ("moves", "--mesh Meshes/encoder-dp2-tp2.yaml --moves"),
    (
      "microbatches",
      pooled + "--microbatches 2 --schedule 1f1b --print encoder.2.attention --layout --verify "
        + "--threshold 9 --edge-items 1 --precision 3"
    ),
    (
      "microbatch-json",
      "--mesh {dp:2} --microbatches 3 --print pooled --microbatch 2 --pool mean --json --layout "
        + "--threshold 9 --edge-items 1 --precision 3"
    ),
    (
      "in-place",
      "--mesh {dp:2,tp:2} --rank 5 --print embeddings --edge-items 1 --threshold 9 --precision 3"
    ),
  ])
  func `a virtual encoder prints what is recorded`(name: String, words: String) throws {
    let outcome = try Program.run(
      ["encode", "--virtual"] + (Self.model + Self.input + words).words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "encode-\(name)")
  }

  @Test func `a rank of stage 1 prints an activation of stage 0 in a job`() throws {
    let words = Self.model + Self.input + Self.pooled + Self.shown
    let outcome = try LaunchFolder().run(["-np", "4", "encode"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "encode-stages")
  }

  @Test func `micro-batches go through the stages of a job`() throws {
    let scratch = try Scratch()
    let (trace, svg) = (scratch.path("a.json"), scratch.path("a.svg"))
    let words =
      Self.model + Self.input + Self.pooled + Self.pipelined + " --trace \(trace) --svg \(svg)"
    let outcome = try LaunchFolder().run(["-np", "4", "encode"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    try Golden.expect(outcome.output, is: "encode-pipeline")
    let events = try TraceFile(trace)
    #expect(events.ranks == Array(0..<4))
    #expect(events.otherData["clock_error_us_between_ranks"].flatMap { Double($0) } ?? 0 > 0)
    for rank in 0..<4 {
      #expect(events.names(of: rank, "forward") == ["F0", "F1", "F2"])
      // Two of a layer and one of the embeddings, for each micro-batch.
      let collectives = events.names(of: rank, "collective").filter { $0 == "all-reduce" }
      #expect(collectives.count == 3 * (rank < 2 ? 5 : 2))
      #expect(events.names(of: rank, "waiting").contains("arrival") == (rank > 1))
    }
    #expect(events.processes == ["stage0", "stage1"])
    #expect(events.flows == [[1, 2], [1, 2], [1, 2]])
    #expect(
      events.actions.allSatisfy { $0.microbatch != nil && $0.shapes?.contains(" -> f32[") == true })
    #expect(events.isNested, "an action has what was done in it within")
    let picture = try String(contentsOfFile: svg, encoding: .utf8)
    #expect(picture.hasPrefix("<svg") && picture.contains("rank 3 of stage1"))
  }

  /// Stages of other sizes and forms, with a rank in both.
  private static let uneven = """
    meshes:
      wide: { shape: [2, 2], axes: [dp, tp], ranks: [3, 0, 1, 2] }
      last: { shape: [3], axes: [tp], ranks: [4, 2, 5] }
    """

  @Test(arguments: [("pp2-tp2", 4), ("pp3", 3), ("dp2-tp2", 4), ("uneven", 6)])
  func `micro-batches give the batch's answer`(mesh: String, ranks: Int) throws {
    for count in 1...3 {
      let scratch = try Scratch()
      let file =
        mesh == "uneven"
        ? try scratch.file("mesh.yaml", Self.uneven) : "Meshes/encoder-\(mesh).yaml"
      let words =
        "\(Self.model) \(Self.input) --mesh \(file) --pool mean --normalize "
        + "--microbatches \(count) --output \(scratch.path("a.npy"))"
      let outcome = try Program.run(ranks: ranks, ["encode"] + words.words)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let difference = try NpyFile.read(scratch.path("a.npy")).difference(
        from: try answer("normalized"), relative: 1e-5, absolute: 1e-5)
      #expect(difference == nil, "\(mesh), \(count)")
    }
  }

  static let ready = [
    ("single", 1), ("tp2", 2), ("tp4", 4), ("dp2-tp2", 4), ("pp2-tp2", 4), ("pp3", 3),
  ]

  @Test(arguments: ready)
  func `the last rank of every ready mesh prints NumPy's activations`(mesh: String, ranks: Int)
    throws
  {
    let words =
      "\(Self.model) \(Self.input) --mesh Meshes/encoder-\(mesh).yaml --rank \(ranks - 1) "
      + "--print encoder.0.output --print encoder.2.attention --precision 3 --microbatches 2"
    let outcome = try Program.run(ranks: ranks, ["encode"] + words.words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    for name in ["encoder.0.output", "encoder.2.attention"] {
      let whole = try answer(name)
      for (index, samples) in [0..<2, 2..<3].enumerated() {
        let part = whole.slice(offsets: [samples.lowerBound, 0, 0], sizes: [samples.count, 7, 30])
        let place = "\(name), micro-batch \(index): f32[\(samples.count),7,30]{"
        let printed = try #require(outcome.output.range(of: place))
        let lines = outcome.output[printed.upperBound...].split(
          separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        #expect(lines[0].hasSuffix("} on rank \(ranks - 1)"))
        #expect(try Self.numbers(lines[1]).count >= part.count)
        for (one, other) in zip(try Self.numbers(lines[1]), part.values(as: Float.self)) {
          #expect(abs(one - other) <= 0.00051, "\(mesh), \(name)")
        }
      }
    }
  }

  /// The numbers of printed tensors, in order, up to the next name.
  private static func numbers(_ text: Substring) throws -> [Float] {
    text.prefix(while: { $0 != ":" })
      .split(whereSeparator: { " []\n".contains($0) }).compactMap { Float($0) }
  }

  @Test(arguments: ready)
  func `a job on every ready mesh writes NumPy's answer`(mesh: String, ranks: Int) throws {
    let scratch = try Scratch()
    let words = "\(Self.model) \(Self.input) --mesh Meshes/encoder-\(mesh).yaml --verify"
    for (pool, name) in [("", "encoder.2.output"), ("--pool mean --normalize", "normalized")] {
      let path = scratch.path("\(name).npy")
      let outcome = try Program.run(
        ranks: ranks, ["encode"] + "\(words) \(pool) --output \(path)".words)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let result = try NpyFile.read(path)
      let difference = result.difference(
        from: try answer(name), relative: 1e-5, absolute: 1e-5)
      #expect(difference == nil, "\(mesh)")
    }
  }

  @Test(arguments: [("", 1), (" --microbatches 2", 2)])
  func `activations go into files of their names, whole`(parts: String, ranks: Int) throws {
    let scratch = try Scratch()
    let names = ["embeddings", "encoder.1.output", "output", "normalized"]
    let files = names.flatMap { ["--output", "\($0)=\(scratch.path($0)).npy"] }
    let words =
      "\(Self.model) \(Self.input) --mesh Meshes/encoder-pp3.yaml --pool mean --normalize" + parts
    for run in [["--virtual"], ["--print", "encoder.1.output", "--rank", "\(ranks)"]] {
      let outcome =
        run == ["--virtual"]
        ? try Program.run(["encode"] + words.words + files + run)
        : try Program.run(ranks: 3, ["encode"] + words.words + files + run)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      for name in names {
        let difference = try NpyFile.read(scratch.path("\(name).npy")).difference(
          from: try answer(name == "output" ? "normalized" : name), relative: 1e-5, absolute: 1e-5)
        #expect(difference == nil, "\(name)")
        try FileManager.default.removeItem(atPath: scratch.path("\(name).npy"))
      }
    }
  }

  static let mistakes = [
    Mistake("--mesh {tp:2} --pool max", 64, "'max' is invalid for '--pool"),
    Mistake("--mesh {tp:2} --rank -1", 64, "--rank: a number that is not negative"),
    Mistake("--mesh {tp:2} --edge-items -1", 64, "--edge-items"),
    Mistake("--mesh {tp:2} --print pooled", 64, "--print pooled: the name of an activation is"),
    Mistake("--mesh {tp:2} --print encoder.3.output", 64, "with N in 0..<3"),
    Mistake(
      "--mesh {tp:2} --microbatches 4", 65,
      "micro-batches: each must have a sample, so 1 to 3 of them for a batch of 3; 4 are asked for"
    ),
    Mistake("--mesh {tp:2} --microbatches 0", 64, "--microbatches: a positive number"),
    Mistake("--mesh {tp:2} --schedule pipedream", 64, "'pipedream' is invalid for '--schedule"),
    Mistake("--mesh {tp:2} --microbatch 1", 64, "are counted from 0 and are 1 (--microbatches)"),
    Mistake("--mesh {tp:2} --trace /proc/no/a.json", 65, "/proc/no/a.json: a file that can be"),
    Mistake("--mesh {tp:2} --svg /proc/no/a.svg", 65, "is required for --svg, it cannot"),
    Mistake("--mesh 2", 65, "axes dp (cuts the batch) and tp (cuts the model), not 'd0'"),
    Mistake("--mesh Meshes/2x2x2.yaml", 65, "not 'cp'"),
    Mistake("--mesh Meshes/pipeline-4.yaml", 65, "there are 4 meshes for 3 layers"),
    Mistake("--mesh {tp:2} --output /proc/no/a.npy", 65, "/proc/no/a.npy: "),
    Mistake(
      "--mesh {tp:2} --output embeddings=/proc/no/a.npy", 65, "/proc/no/a.npy: "),
    Mistake(
      "--mesh {tp:2} --output pooled=a.npy", 64, "--output pooled: the name of an activation"),
    Mistake(
      "--mesh {tp:2} --output output=a.npy --output embeddings=a.npy", 64,
      "--output: each file must be named once, a.npy is twice"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is one error line`(mistake: Mistake) throws {
    mistake.expect(
      try Program.run(["encode", "--virtual"] + (Self.model + Self.input + mistake.words).words))
  }

  @Test(arguments: [
    ("weights", "Tests/TinyBert/activations.safetensors", "must have a tensor 'embeddings.word_"),
    ("weights", "nowhere.safetensors", "nowhere.safetensors: open failed"),
    ("config", "nowhere.json", "nowhere.json: a config.json is required, it cannot be read"),
    ("config", "Package.swift", "Package.swift: it is not JSON"),
    ("weights", "Tests/TinyBert/config.json", "a .safetensors file is required, but this is JSON"),
    ("ids", "nowhere.npy", "nowhere.npy: open failed"),
    ("mask", "Tests/TinyBert/model.safetensors", "an .npy file is required, but this is a .safe"),
    ("segments", "Tests/TinyBert/ids.npy", "ids.npy: segments must be in 0..<2 (type_vocab_size)"),
  ])
  func `a file that is not what it must be`(option: String, path: String, message: String) throws {
    let files = [
      "weights": "model.safetensors", "config": "config.json", "ids": "ids.npy", "mask": "mask.npy",
    ].mapValues { "Tests/TinyBert/\($0)" }.merging([option: path]) { $1 }
    let words = files.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] }
    Mistake("\(option) \(path)", 65, message).expect(
      try Program.run(["encode", "--virtual", "--mesh", "{tp:2}"] + words))
  }

  @Test func `weights of several files, and segments, give the same as of one file`() throws {
    let scratch = try Scratch()
    let convert = "checkpoint convert Tests/TinyBert/model.safetensors --max-file-size 40KiB --to "
    let made = try Program.run(convert.words + [scratch.path("model.safetensors")])
    try #require(made.status == 0, "\(made.errors)")
    let rest = ("--config Tests/TinyBert/config.json " + Self.input).words
    for (number, name) in [".", "model.safetensors.index.json"].enumerated() {
      let output = scratch.path("\(number).npy")
      let run = try Program.run(
        ["encode", "--virtual", "--mesh", "{tp:2}", "--weights", scratch.path(name)] + rest
          + ["--segments", "Tests/TinyBert/segments.npy", "--output", output])
      #expect(run.status == 0, "\(run.errors)")
      let difference = try NpyFile.read(output).difference(
        from: answer("segmented"), relative: 1e-5, absolute: 1e-5)
      #expect(difference == nil)
    }
    Mistake("a folder of another format", 65, ".safetensors files are required, it has ").expect(
      try Program.run(
        ["encode", "--virtual", "--mesh", "{tp:2}", "--weights"]
          + ["Tests/CheckpointsTests/Fixtures/dcp"] + rest))
  }

  @Test func `unknown tensors within the encoder are skipped where that is asked, and named`()
    throws
  {
    let file = Program.package.appending(path: "Tests/TinyBert/model.safetensors")
    let bytes = try Data(contentsOf: file)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let name = "encoder.layer.0.attention.self.query.lora_A.weight"
    let entry = #"{"\#(name)": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}, "#
    let header = Data(entry.utf8) + bytes[9..<8 + length]
    let prelude = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    let scratch = try Scratch()
    let path = scratch.path("lora.safetensors")
    try (prelude + header + bytes[(8 + length)...]).write(to: URL(filePath: path))
    let words =
      ["encode", "--virtual", "--mesh", "{tp:2}", "--weights", path]
      + ("--config Tests/TinyBert/config.json " + Self.input).words
    Mistake("lora", 65, "it does not know '\(name)': merge").expect(try Program.run(words))
    let skipped = try Program.run(words + ["--ignore-unexpected", "--verify"])
    #expect(skipped.status == 0 && skipped.errors.isEmpty, "\(skipped.errors)")
    #expect(skipped.output.contains("ignored: \(name)\n"))
    #expect(skipped.output.contains("verified: "))
  }

  @Test(arguments: [
    mistakes[3], mistakes[5], mistakes[9], mistakes[14],
    Mistake("--mesh Meshes/encoder-pp2-tp2.yaml", 69, "needs rank 2, so at least 4 ranks"),
    Mistake("--mesh {tp:2} --rank 2", 64, "the job has ranks 0 to 1"),
  ])
  func `a job tells a mistake once`(mistake: Mistake) throws {
    mistake.expect(
      try Program.run(ranks: 2, ["encode"] + (Self.model + Self.input + mistake.words).words))
  }
}
