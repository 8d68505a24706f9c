import Elements
import Foundation
import Importing
import Programs
import SPMDRules
import Sharding
import Tensors
import Tessera
import Testing

@testable import Importing

/// Each API of PyTorch, in several forms of a call, as torch.export writes it, against PyTorch's results.
///
/// `Fixtures/make_cases.py` writes the cases.
@Suite struct PyTorchCaseTests {
  /// A tensor of a case.
  struct Packed: Decodable, Sendable {
    let dtype: String
    let shape: [Int]
    let data: String

    /// Nil of a dtype that no tensor here has.
    var tensor: DenseTensor? {
      guard let dtype = DType(name: dtype), let bytes = Data(base64Encoded: data) else {
        return nil
      }
      let result = DenseTensor(shape: shape, dtype: dtype)
      for (index, byte) in bytes.enumerated() { result.setByte(index, byte) }
      return result
    }
  }

  /// A call, with what PyTorch makes of it.
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let api: String
    let form: String
    let call: String
    let program: ExportedProgram
    let inputs: [Packed]
    let weights: [String: Packed]
    let constants: [String: Packed]
    let outputs: [Packed]

    var description: String { "\(api), \(form): \(call)" }
    /// What rounding leaves in a model of 16-bit weights, which computes in them whatever its results are cast to.
    var tolerance: Double {
      weights.values.compactMap { DType(name: $0.dtype) }.map(PyTorchCaseTests.tolerance).max() ?? 0
    }
    /// Whether its results are what its numbers are like.
    var isDraw: Bool { form.hasPrefix("draw") }
  }

  static let cases = read("cases.jsonl.gz")

  private static func read(_ name: String) -> [Case] {
    do {
      let text = try Fixture.unzipped(name)
      return try text.split(separator: UInt8(ascii: "\n")).map {
        try JSONDecoder().decode(Case.self, from: Data($0))
      }
    } catch {
      Issue.record("\(name): \(error)")
      return []
    }
  }

  /// What nothing carries out, and why.
  static let excused: [String: String] = [
    "torch.bincount": "how many there are depends on values",
    "torch.func.vmap": "the file has the calls that surround it, not what it makes",
  ]

  @Test func `each call has PyTorch's results, on one rank and sharded`() throws {
    #expect(Self.cases.count >= 1000 && Set(Self.cases.map(\.api)).count >= 250)
    var failed: [String: [String]] = [:]
    for each in Self.cases {
      let fault = Self.fault(each)
      if Self.excused[each.api] != nil {
        #expect(fault?.contains("carries out") == true || fault?.contains("symbol") == true)
      } else if let fault {
        failed[each.api, default: []].append("\(each.form): \(fault)")
      }
    }
    for (api, faults) in failed.sorted(by: { $0.key < $1.key }) {
      Issue.record("\(api): \(faults.joined(separator: " | "))")
    }
  }

  @Test func `a function of torch.func that was exported as it is says what to do`() {
    let faults = Self.cases.filter { $0.api == "torch.func.vmap" }.map(Self.fault)
    #expect(faults.count == 1)
    #expect(faults.allSatisfy { $0?.contains("call run_decompositions()") == true }, "\(faults)")
  }

  /// `Fixtures/make_zoo.py` writes these.
  @Test
  func `calls that write into parts of tensors, and models of many kinds, have PyTorch's results`()
    throws
  {
    let cases = Self.read("zoo.jsonl.gz")
    #expect(cases.count > 80)
    for each in cases {
      let fault = Self.fault(each)
      #expect(fault == nil, "\(each): \(fault ?? "")")
    }
  }

  /// `Fixtures/make_libraries.py` writes these.
  @Test func `calls that libraries of models make have PyTorch's results`() {
    let cases = Self.read("libraries.jsonl.gz")
    #expect(cases.count == 40)
    for each in cases {
      let fault = Self.fault(each)
      #expect(fault == nil, "\(each): \(fault ?? "")")
    }
  }

  /// `Fixtures/make_families.py` writes these.
  private static let families = read("families.jsonl.gz")

  @Test func `models of more families have PyTorch's results`() throws {
    let cases = Self.families.filter { !$0.isDraw }
    #expect(cases.count >= 50)
    for each in cases {
      let fault = Self.fault(each)
      #expect(fault == nil, "\(each): \(fault ?? "")")
    }
  }

  @Test func `draws are distributed as PyTorch's are, and are the same on one rank and on two`()
    throws
  {
    let cases = Self.families.filter(\.isDraw)
    #expect(cases.count > 20)
    for each in cases {
      let program = try Self.imported(each)
      let made = try #require(try Self.results(each, program, 1, nil).first)
      let sharded = try #require(try Self.results(each, program, 2, "S(0)").first)
      #expect(made.isIdentical(to: sharded), "\(each)")
      // Mean, deviation, least, largest.
      let like = try #require(each.outputs[0].tensor).values(as: Double.self)
      let numbers = made.converted(to: .float64).values(as: Double.self)
      let count = Double(numbers.count)
      let mean = numbers.reduce(0, +) / count
      let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1))
        .squareRoot()
      let spread = max(like[1], 1e-12)
      #expect(abs(mean - like[0]) <= 8 * spread / count.squareRoot(), "\(each): mean \(mean)")
      #expect(abs(deviation - like[1]) <= 0.2 * spread, "\(each): deviation \(deviation)")
      for (own, other) in [(numbers.min()!, like[2]), (numbers.max()!, like[3])] {
        #expect(abs(own - other) <= 4 * spread, "\(each): \(own), PyTorch has \(other)")
      }
    }
  }

  /// The program of a case.
  private static func imported(_ each: Case) throws -> Program {
    let archive = ExportedArchive(
      program: each.program, weights: Self.weights(each.weights),
      constants: Self.weights(each.constants))
    let importer = GraphImporter(
      archive, try SymbolBinding(each.program, given: [:], shapes: [:]))
    return try Program.trace("call") { try importer.importing(into: $0) }
  }

  /// What is wrong; nil where nothing is.
  static func fault(_ each: Case) -> String? {
    do {
      let program = try imported(each)
      for (ranks, placement) in [(1, nil), (2, "S(0)" as String?)] {
        if let fault = try run(each, program, ranks, placement) {
          return "on \(ranks) ranks: \(fault)"
        }
      }
      return nil
    } catch { return "\(error)" }
  }

  private static func weights(_ packed: [String: Packed]) -> [String: ExportedArchive.Weight] {
    packed.compactMapValues { tensor in
      DType(name: tensor.dtype).map { .init(shape: tensor.shape, dtype: $0, stored: nil) }
    }
  }

  /// What a fault is, told of a run.
  private struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// The results of a run, each whole.
  private static func results(
    _ each: Case, _ program: Program, _ ranks: Int, _ placement: String?
  ) throws -> [DenseTensor] {
    let mesh = try ProcessMesh(shape: [ranks])
    var placed = program
    if let placement, let first = program.inputs.last,
      program.values[first].shape.first.map({ $0 > 1 }) == true
    {
      placed.values[first].annotation = try Annotation(parsing: placement)
    }
    let completed = try Completion(on: [mesh])(placed).applying([ConstantFolding.self])
    let cluster = Cluster.virtual(ranks)
    var given: [String: DistTensor] = [:]
    var inputs = each.inputs[...]
    for id in program.inputs {
      let value = program.values[id]
      let packed =
        value.role == .input
        ? inputs.popFirst() : each.weights[value.name] ?? each.constants[value.name]
      guard let whole = packed?.tensor else {
        throw Fault(description: "input \(value.name) is not in the case")
      }
      given[value.name] = try DistTensor(
        shape: whole.shape, dtype: whole.dtype, attr: completed.attrs[id], on: cluster
      ) { whole.slice(offsets: $0.offsets, sizes: $0.sizes) }
    }
    return try CompiledProgram(completed, on: cluster)(given).map { result in
      guard let whole = try result.full(on: 0) else {
        throw Fault(description: "a result is not there")
      }
      return whole
    }
  }

  private static func run(_ each: Case, _ program: Program, _ ranks: Int, _ placement: String?)
    throws -> String?
  {
    let made = try results(each, program, ranks, placement)
    guard made.count == each.outputs.count else {
      return "\(made.count) results, PyTorch has \(each.outputs.count)"
    }
    for (number, (have, packed)) in zip(made, each.outputs).enumerated() {
      guard let want = packed.tensor else {
        return "result \(number) is not there"
      }
      guard have.shape == want.shape, have.dtype == want.dtype else {
        return
          "result \(number): \(have.dtype)\(have.shape), PyTorch has \(want.dtype)\(want.shape)"
      }
      let tolerance = max(Self.tolerance(want.dtype), each.tolerance)
      if let difference = have.difference(
        from: want, relative: have.dtype.isFloating ? tolerance : nil,
        absolute: have.dtype.isFloating ? tolerance : 0)
      {
        return "result \(number): \(difference)"
      }
    }
    return nil
  }

  /// What rounding leaves.
  static func tolerance(_ dtype: DType) -> Double {
    switch dtype {
    case .float16: 2e-3
    case .bfloat16: 1e-2
    case .float64: 1e-6
    default: 2e-5
    }
  }
}
