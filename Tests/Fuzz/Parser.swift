import BERT
import CostModel
import Elements
import Foundation
import PlanningCommands
import Programs
import Resharding
import Sharding
import Tensors
import Tessera

/// A parser of the product, fed with bytes; what it takes is used a little.
struct Parser: Sendable {
  let name: String
  let corpus: [[UInt8]]
  /// - Parameter path: where the bytes also lie as a file.
  let read: @Sendable (_ bytes: [UInt8], _ path: String) throws -> Void
  /// The words of a `tessera` that reads the file at a path.
  let command: @Sendable (_ bytes: [UInt8], _ path: String) -> [String]

  static let all =
    [npy, safetensors, mesh, topology, notation, vectors, program, config, weights, commands]
    + checkpoints + models

  private static let npy = Parser(
    name: "npy", corpus: Corpus.files("Tests/TensorsTests/Fixtures", ".npy"),
    read: { _, path in
      let file = try NpyFile(path)
      try use(shape: file.shape, dtype: file.dtype)
      if file.shape.reduce(1.0, { $0 * Double($1) }) < 1e6 {
        _ = try file.tensor().formatted()
        _ = try file.box(offsets: file.shape.map { _ in 0 }, sizes: file.shape)
      }
    },
    command: { _, path in
      [
        "reshard", "--virtual", path, "--mesh", "2", "--from", "S(0)", "--to", "R", "--verify",
        "--print",
      ]
    })

  private static let safetensors = Parser(
    name: "safetensors", corpus: [Corpus.safetensors],
    read: { _, path in
      let file = try SafetensorsFile(path)
      for name in file.names {
        guard let info = try? file.info(name) else { continue }
        try? use(shape: info.shape, dtype: info.dtype)
        _ = try? file.tensor(name).formatted()
      }
    },
    command: { _, path in
      ["print", "--virtual", path, "--tensor", "a", "--mesh", "2", "--placement", "S(0)"]
    })

  private static let mesh = Parser(
    name: "mesh", corpus: Corpus.files("Meshes", ".yaml"),
    read: { bytes, _ in
      let file = try MeshFile(yaml: String(decoding: bytes, as: UTF8.self))
      _ = (file.rankCount, file.meshes.map(\.description))
      for mesh in file.meshes where mesh.count < 1 << 16 {
        _ = try Planner().plan(
          Transition(
            shape: [64], dtype: .float32, from: .replicated(on: mesh),
            to: .replicated(on: file.meshes[0])))
      }
    },
    command: { _, path in ["ranks", path] })

  private static let topology = Parser(
    name: "topology",
    corpus: Corpus.files("Meshes", ".yaml").filter { $0.contains(Array("topology".utf8)) },
    read: { bytes, _ in
      let topology = try Topology(yaml: String(decoding: bytes, as: UTF8.self))
      _ = try Topology(yaml: topology.yaml)
      let grid = try ProcessMesh(shape: [4, 4])
      let ends = try ["S(0),R", "R,S(1)"].map { try TensorDistAttr(parsing: $0, on: [grid]) }
      let transition = Transition(shape: [512, 512], dtype: .float32, from: ends[0], to: ends[1])
      let planning = Planning(minimise: .time, costs: CostModel(topology))
      let planner = Planner(planning)
      let price = planner.certificate(of: try planner.plan(transition)).price
      guard price.seconds.isFinite, price.seconds >= 0 else {
        throw TesseraError(.software, "a price of \(price.seconds) s")
      }
    },
    command: { _, path in
      [
        "simulate", "--shape", "512,512", "--mesh", "4x4", "--from", "S(0),R", "--to", "R,S(1)",
        "--topology", path,
      ]
    })

  private static let notation = Parser(
    name: "notation", corpus: Corpus.notations,
    read: { bytes, _ in
      let text = String(decoding: bytes, as: UTF8.self)
      let grid = try ProcessMesh(shape: [2, 4], axes: ["dp", "tp"], name: "grid")
      let shape = try? TensorSpec.shape(parsing: text)
      let mesh = try? ProcessMesh(parsing: text)
      let attr = try? TensorDistAttr(parsing: text, on: [grid])
      try shape.map { try use(shape: $0, dtype: .float64) }
      if let attr, try TensorDistAttr(parsing: "\(attr)", on: [grid]) != attr {
        throw TesseraError(.software, "'\(attr)' is not read as it is written")
      }
      guard shape == nil, mesh == nil, attr == nil else { return }
      let spec = try TensorSpec(parsing: text, on: [grid])
      _ = try Planner().plan(
        Transition(
          shape: spec.shape, dtype: spec.dtype, from: spec.attr, to: .replicated(on: spec.attr.mesh)
        ))
    },
    command: { bytes, _ in
      [
        "plan", "--mesh", "2x4", "--shape", "8,6", "--from", "R,R", "--to",
        // The system takes no longer words.
        String(decoding: bytes.filter { $0 != 0 }.prefix(40_000), as: UTF8.self),
      ]
    })

  private static let vectors = Parser(
    name: "vectors", corpus: Corpus.lines("Tests/SPMDRulesTests/Vectors", ".jsonl", first: 3),
    read: { bytes, _ in
      let answer = RuleVector.answer(line: String(decoding: bytes, as: UTF8.self))
      guard answer.hasPrefix("{"), !answer.contains("\n") else {
        throw TesseraError(.software, "the answer is not one line of JSON: \(answer)")
      }
    },
    command: { _, path in ["spmd", "infer", "--vectors", path] })

  private static let program = Parser(
    name: "program", corpus: Corpus.programs,
    read: { bytes, _ in
      let program = try Program(parsing: String(decoding: bytes, as: UTF8.self))
      let again = try Program(parsing: program.description)
      guard again.description == program.description else {
        throw TesseraError(.software, "a program is not read as it is written: \(program)")
      }
      let grid = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"], name: "grid")
      let completed = try Completion(on: [grid])(program).applying()
      _ = try ProgramPlan(completed).peakBytes
    },
    command: { _, path in ["program", "plan", path, "--mesh", "2x2"] })

  private static let config = Parser(
    name: "config", corpus: Corpus.files("Tests/TinyBert", "config.json"),
    read: { _, path in _ = try BertConfig(contentsOf: path).headSize },
    command: { _, path in encode(weights: model, config: path) })

  private static let weights = Parser(
    name: "weights", corpus: Corpus.files("Tests/TinyBert", "model.safetensors", atMost: 1 << 20),
    read: { _, path in _ = try SafetensorsFile(path).names.count },
    command: { _, path in encode(weights: path, config: "Tests/TinyBert/config.json") })

  private static let commands = Parser(
    name: "commands", corpus: Corpus.commands, read: { _, _ in },
    command: { bytes, _ in
      // What a mutant has beyond some words no system hands to a program.
      String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self).split(separator: "\n").prefix(64)
        .map { String($0.prefix(4096)) }
    })

  private static let model = "Tests/TinyBert/model.safetensors"

  private static func encode(weights: String, config: String) -> [String] {
    [
      "encode", "--virtual", "--mesh", "Meshes/encoder-tp2.yaml", "--weights", weights, "--config",
      config,
      "--ids", "Tests/TinyBert/ids.npy", "--mask", "Tests/TinyBert/mask.npy", "--pool", "mean",
    ]
  }

  /// Lays a tensor of a shape on a mesh, plans a reshard of it.
  private static func use(shape: [Int], dtype: DType) throws {
    let mesh = try ProcessMesh(shape: [2])
    let cut = try TensorDistAttr(parsing: shape.isEmpty ? "R" : "S(0)", on: [mesh])
    let plan = try Planner().plan(
      Transition(shape: shape, dtype: dtype, from: cut, to: .replicated(on: mesh)))
    _ = Planner().certificate(of: plan)
  }
}
