import Elements
import Foundation
import Programs
import Sharding
import Tensors
import Tessera
import Testing

@testable import Importing

/// Gradients of calls at ties, at NaN and of large numbers, against PyTorch's.
///
/// `Fixtures/make_gradients.py` writes the cases.
@Suite struct GradientCaseTests {
  /// A call whose result has one element, with the gradients by its inputs.
  private struct Case: Decodable {
    let call: String
    let program: ExportedProgram
    let inputs: [PyTorchCaseTests.Packed]
    let gradients: [PyTorchCaseTests.Packed]
  }

  @Test func `at their edges calls have PyTorch's gradients`() throws {
    let lines = try Fixture.unzipped("gradients.jsonl.gz").split(separator: UInt8(ascii: "\n"))
    #expect(lines.count >= 35)
    for line in lines {
      let each = try JSONDecoder().decode(Case.self, from: Data(line))
      let made = try Self.gradients(of: each)
      #expect(made.count == each.gradients.count, "\(each.call)")
      for (have, packed) in zip(made, each.gradients) {
        let want = try #require(packed.tensor)
        let tolerance = PyTorchCaseTests.tolerance(want.dtype)
        let difference = have.difference(from: want, relative: tolerance, absolute: tolerance)
        #expect(
          have.dtype == want.dtype && difference == nil,
          "\(each.call): \(have), PyTorch has \(want)")
      }
    }
  }

  /// By each input.
  private static func gradients(of each: Case) throws -> [DenseTensor] {
    let archive = ExportedArchive(program: each.program, weights: [:], constants: [:])
    let importer = GraphImporter(
      archive, try SymbolBinding(each.program, given: [:], shapes: [:]), trains: true)
    let program = try Program.trace("call") { try importer.importing(into: $0) }
    let names = program.inputs.map { program.values[$0].name }
    let loss = program.values[try #require(program.results.first)].name
    let cluster = Cluster.virtual(1)
    let completed = try Completion(on: [.single(0)])(
      program.gradients(of: loss, withRespectTo: names))
    var given: [String: DistTensor] = [:]
    for (name, packed) in zip(names, each.inputs) {
      given[name] = try DistTensor(
        #require(packed.tensor), attr: .replicated(on: .single(0)), on: cluster)
    }
    return try CompiledProgram(completed, on: cluster)(given).dropFirst().map {
      try #require(try $0.full(on: 0))
    }
  }
}
