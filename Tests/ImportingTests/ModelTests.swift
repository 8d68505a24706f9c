import Elements
import Files
import Foundation
import Importing
import Programs
import Sharding
import Tensors
import Tessera
import Testing

/// Five models, as they were exported and after their decomposition, against the results of PyTorch.
@Suite struct ModelTests {
  /// How a model is spread.
  struct Layout: CustomStringConvertible, Sendable {
    let name: String
    let meshes: [ProcessMesh]
    var isStaged = false

    var description: String { name }

    static let all = [
      Layout(name: "one rank", meshes: [try! ProcessMesh(shape: [1, 1], name: "all")]),
      Layout(name: "tp2", meshes: [try! ProcessMesh(shape: [1, 2], name: "all")]),
      Layout(name: "dp2 x tp2", meshes: [try! ProcessMesh(shape: [2, 2], name: "all")]),
      Layout(
        name: "two stages of two",
        meshes: [
          try! ProcessMesh(shape: [1, 2], ranks: [0, 1], name: "first"),
          try! ProcessMesh(shape: [1, 2], ranks: [2, 3], name: "second"),
        ], isStaged: true),
    ]
  }

  static let models = ["mlp", "gpt2", "resnet", "vit", "half"]
  /// The modules of the second stage.
  static let cuts = [
    "mlp": ["head"], "gpt2": ["h.1", "ln_f"], "resnet": ["layers.1-2", "fc"],
    "vit": ["blocks.1", "norm", "head"], "half": ["c"],
  ]
  static let inputs = ["mlp": "x", "gpt2": "ids", "resnet": "x", "vit": "image", "half": "x"]

  /// The input of a model.
  static func input(_ model: String) throws -> StoredTensor {
    try NpyFile(Fixture.models.appending(path: "\(model).in0.npy").path).stored(nil)
  }

  private static func patterns(_ model: String) throws -> PlacementPatterns {
    var patterns = PlacementPatterns()
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Meshes/placements-\(model).yaml")
    if let text = try? String(contentsOf: file, encoding: .utf8) {
      try patterns.add(yaml: text, path: file.lastPathComponent)
    } else if model == "mlp" {
      try patterns.add("up.*", "R,S(0)")
      try patterns.add("down.weight", "R,S(1)")
    } else {
      try patterns.add("?", "R,S(0)")
    }
    return patterns
  }

  @Test(arguments: models, Layout.all)
  func `each model has PyTorch's results wherever it lies, in both dialects`(
    model: String, layout: Layout
  ) throws {
    for dialect in ["", ".core"] {
      let path = Fixture.models.appending(path: "\(model)\(dialect).pt2").path
      let imported = try ImportedModel(path)
      #expect(imported.missing.isEmpty)
      var patterns = try Self.patterns(model)
      if layout.name.hasPrefix("dp2") {
        try patterns.add(Self.inputs[model]!, "S(0),R")
      }
      var program = try patterns.applied(to: imported.program)
      if layout.isStaged {
        var cuts = StageCuts()
        for module in Self.cuts[model]! { try cuts.add("\(module)=second") }
        program = try cuts.applied(to: program, on: layout.meshes)
      }
      let completed = try Completion(on: layout.meshes)(program)
      for passes in [[], [ConstantFolding.self] + ProgramPasses.all] {
        let fault = try Self.fault(
          completed.applying(passes), imported, model, layout.meshes.last!.ranks.last! + 1)
        #expect(fault == nil, "\(model)\(dialect) on \(layout): \(fault ?? "")")
      }
    }
  }

  static func fault(
    _ completed: CompletedProgram, _ imported: ImportedModel, _ model: String, _ ranks: Int
  ) throws -> String? {
    let cluster = Cluster.virtual(ranks)
    var given: [String: DistTensor] = [:]
    for id in completed.program.inputs {
      let value = completed.program.values[id]
      let stored =
        try imported.weights[value.name]
        ?? input(model)
      given[value.name] = try DistTensor(
        shape: value.shape, dtype: value.dtype, attr: completed.attrs[id], on: cluster
      ) { try stored.box(offsets: $0.offsets, sizes: $0.sizes) }
    }
    let result = try CompiledProgram(completed, on: cluster)(given)[0]
    let have = try #require(try result.full(on: result.mesh.ranks[0]))
    let want = try NpyFile(Fixture.models.appending(path: "\(model).out0.npy").path).tensor()
    // As the models' manifest has it.
    let tolerance = model == "half" ? 2e-2 : 1e-4
    return have.difference(from: want, relative: tolerance, absolute: tolerance)?.description
  }

  /// Where the parameters lie that patterns place.
  private static func placements(_ patterns: PlacementPatterns, _ model: ImportedModel) throws
    -> [String]
  {
    try patterns.applied(to: model.program).values.filter { $0.role == .parameter }
      .compactMap { $0.annotation?.description }
  }

  @Test func `tied weights are one parameter, halves of one storage are two`() throws {
    let gpt2 = try ImportedModel(Fixture.models.appending(path: "gpt2.pt2").path)
    #expect(
      gpt2.aliases["lm_head.weight"] == "wte.weight"
        || gpt2.aliases["wte.weight"] == "lm_head.weight")
    // Patterns find it by either name; the last one that suits counts.
    for names in [["wte.weight", "lm_head.weight"], ["lm_head.*", "wte.*"]] {
      var patterns = PlacementPatterns()
      try patterns.add(names[0], "S(1)")
      #expect(try Self.placements(patterns, gpt2) == ["S(1)"])
      try patterns.add(names[1], "S(0)")
      #expect(try Self.placements(patterns, gpt2) == ["S(0)"])
    }
    let half = try ImportedModel(Fixture.models.appending(path: "half.pt2").path)
    #expect(half.weights["a"]!.byteCount == 512 && half.weights["b"] != nil)
    #expect(try half.weights["a"]!.tensor().isIdentical(to: half.weights["b"]!.tensor()) == false)
    // A transposed parameter is read by its strides.
    #expect(half.weights["c"]!.shape == [8, 16])
  }

  @Test func `symbols follow what is said, else the shapes of inputs, else the export`() throws {
    let path = Fixture.models.appending(path: "mlp.pt2").path
    let model = try ImportedModel(path)
    let symbol = try #require(model.bindings.keys.first)
    #expect(model.bindings == [symbol: 6])
    func rows(_ model: ImportedModel) -> Int {
      model.program.values[model.program.results[0]].shape[0]
    }
    #expect(rows(model) == 6)
    #expect(rows(try ImportedModel(path, shapes: ["x": [9, 24]])) == 9)
    #expect(rows(try ImportedModel(path, bindings: [symbol: 3], shapes: ["x": [9, 24]])) == 3)
    for bindings in [["s9999": 3], [symbol: 5000]] {
      #expect(throws: TesseraError.self) { try ImportedModel(path, bindings: bindings) }
    }
  }

  @Test func `values say which module and line they come from`() throws {
    let model = try ImportedModel(Fixture.models.appending(path: "gpt2.pt2").path)
    let origin = try #require(
      model.origins.values.first { $0.target == "torch.ops.aten.addmm.default" })
    #expect(origin.module.hasPrefix("h.") && origin.moduleClass.hasSuffix("Conv1D"))
    #expect(origin.line?.hasPrefix("make.py") == true)
  }
}
