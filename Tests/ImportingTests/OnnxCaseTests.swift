import Elements
import Foundation
import Importing
import Programs
import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

/// Each operator of ONNX, at each opset where its meaning changed, against the results of onnxruntime.
///
/// `Fixtures/make_onnx_cases.py` writes the cases.
@Suite struct OnnxCaseTests {
  /// A model, with what onnxruntime makes of it.
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let op: String
    let opset: Int
    let model: String
    let inputs: [String: PyTorchCaseTests.Packed]
    let outputs: [PyTorchCaseTests.Packed]

    var description: String { "\(op) of opset \(opset)" }
  }

  static let cases: [Case] = {
    do {
      let text = try Fixture.unzipped("onnx-cases.jsonl.gz")
      return try text.split(separator: UInt8(ascii: "\n")).map {
        try JSONDecoder().decode(Case.self, from: Data($0))
      }
    } catch {
      Issue.record("onnx-cases.jsonl.gz: \(error)")
      return []
    }
  }()

  @Test func `each operator has onnxruntime's results, on one rank and sharded`() throws {
    #expect(Self.cases.count >= 600 && Set(Self.cases.map(\.op)).count >= 145)
    for (number, each) in Self.cases.enumerated() {
      let fault = Self.fault(each)
      #expect(fault == nil, "case \(number), \(each): \(fault ?? "")")
    }
  }

  /// What is wrong; nil where nothing is.
  private static func fault(_ each: Case) -> String? {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "tessera-case-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: place) }
    do {
      try Data(base64Encoded: each.model)?.write(to: place)
      let model = try ImportedModel(place.path, shapes: each.inputs.mapValues(\.shape))
      for placement in [nil, "S(0)" as String?] {
        if let fault = try run(each, model, placement) {
          return "\(placement == nil ? "on one rank" : "on two ranks"): \(fault)"
        }
      }
      return nil
    } catch { return "\(error)" }
  }

  private static func run(_ each: Case, _ model: ImportedModel, _ placement: String?) throws
    -> String?
  {
    var program = model.program
    if let placement,
      let first = program.inputs.first(where: { id in
        program.values[id].role == .input && program.values[id].shape.first.map { $0 > 1 } == true
      })
    {
      program.values[first].annotation = try Annotation(parsing: placement)
    }
    let mesh = try ProcessMesh(shape: [placement == nil ? 1 : 2])
    let completed = try Completion(on: [mesh])(program).applying([ConstantFolding.self])
    let cluster = Cluster.virtual(mesh.ranks.count)
    var given: [String: DistTensor] = [:]
    for id in program.inputs {
      let value = program.values[id]
      if let stored = model.weights[value.name] {
        given[value.name] = try DistTensor(
          shape: value.shape, dtype: value.dtype, attr: completed.attrs[id], on: cluster
        ) { try stored.box(offsets: $0.offsets, sizes: $0.sizes) }
      } else {
        guard let whole = each.inputs[value.name]?.tensor else {
          return "input \(value.name) is not in the case"
        }
        given[value.name] = try DistTensor(
          shape: whole.shape, dtype: whole.dtype, attr: completed.attrs[id], on: cluster
        ) { whole.slice(offsets: $0.offsets, sizes: $0.sizes) }
      }
    }
    let made = try CompiledProgram(completed, on: cluster)(given)
    guard made.count == each.outputs.count else {
      return "\(made.count) results, onnxruntime has \(each.outputs.count)"
    }
    for (number, (have, packed)) in zip(made, each.outputs).enumerated() {
      guard let want = packed.tensor, let have = try have.full(on: 0) else {
        return "result \(number) is not there"
      }
      guard have.shape == want.shape, have.dtype == want.dtype else {
        return
          "result \(number): \(have.dtype)\(have.shape), onnxruntime has \(want.dtype)\(want.shape)"
      }
      let tolerance = PyTorchCaseTests.tolerance(want.dtype)
      if let difference = have.difference(
        from: want, relative: have.dtype.isFloating ? tolerance : nil,
        absolute: have.dtype.isFloating ? tolerance : 0)
      {
        return "result \(number): \(difference)"
      }
    }
    return nil
  }
}
