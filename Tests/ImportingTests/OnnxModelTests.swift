import Elements
import Foundation
import Importing
import Programs
import Sharding
import Tensors
import Tessera
import Testing

/// The five models as ONNX, of today's exporter and of its older one, against the results of PyTorch.
@Suite struct OnnxModelTests {
  static let files = [
    "gpt2.20", "gpt2.23", "gpt2.script", "half.20", "mlp.18", "mlp.20", "mlp.script", "resnet.20",
    "resnet.script", "vit.18", "vit.23", "vit.script",
  ]

  /// Meshes with the placements of the input, and of matrices of weights.
  static let layouts: [(mesh: [Int], input: String?, weights: String?)] = [
    ([1], nil, nil), ([2], "S(0)", nil), ([2], nil, "S(1)"), ([2, 2], "S(0),R", "R,S(0)"),
  ]

  @Test(arguments: files)
  func `each model has PyTorch's results wherever it lies`(file: String) throws {
    let name = String(file.prefix { $0 != "." })
    let input = ModelTests.inputs[name]!
    let shape = try ModelTests.input(name).shape
    let model = try ImportedModel(
      Fixture.models.appending(path: "\(file).onnx").path, shapes: [input: shape])
    for layout in Self.layouts {
      var program = model.program
      for id in program.inputs {
        let value = program.values[id]
        if value.name == input, let word = layout.input {
          program.values[id].annotation = try Annotation(parsing: word)
        } else if value.role == .parameter, value.shape.count == 2, let word = layout.weights {
          program.values[id].annotation = try Annotation(parsing: word)
        }
      }
      let mesh = try ProcessMesh(shape: layout.mesh)
      let completed = try Completion(on: [mesh])(program)
        .applying([ConstantFolding.self] + ProgramPasses.all)
      let fault = try ModelTests.fault(completed, model, name, mesh.ranks.count)
      #expect(fault == nil, "\(file) on \(layout): \(fault ?? "")")
    }
  }

  @Test func `weights are views of the mapped files`() throws {
    for (file, count) in [("gpt2.20", 30), ("gpt2.script", 29)] {
      let model = try ImportedModel(
        Fixture.models.appending(path: "\(file).onnx").path, shapes: ["ids": [2, 16]])
      #expect(model.weights.count == count)
      // Each lies in the model's file or beside it, and no two on the same bytes.
      let places = Dictionary(grouping: model.weights.values) { $0.mapping.path }
      #expect(places.keys.contains { $0.hasSuffix(".data") } == (file == "gpt2.20"))
      for (path, weights) in places {
        var end = 0
        for weight in weights.sorted(by: { $0.start < $1.start }) {
          #expect(weight.start >= end, "\(path): \(weight.name ?? "")")
          end = weight.start + weight.byteCount
        }
        #expect(end <= weights[0].mapping.byteCount)
      }
    }
  }

  @Test func `values say which module they come from, by either exporter`() throws {
    for file in ["gpt2.20", "gpt2.script"] {
      let model = try ImportedModel(
        Fixture.models.appending(path: "\(file).onnx").path, shapes: ["ids": [2, 16]])
      let modules = Set(model.origins.values.map(\.module))
      #expect(modules.contains { $0.contains("h.1") }, "\(file): \(modules)")
    }
  }
}
