import Foundation
import Programs
import Sharding
import Tensors
import Tessera
import Testing

@testable import Importing

/// Numbers that follow from sizes.
@Suite struct SizeTests {
  /// As sympy writes them out, of s0 = 4.
  static let expressions: [(text: String, value: Double)] = [
    ("FloatPow(ToFloat(Symbol('s0', positive=True, integer=True)), Float('0.5', precision=53))", 2),
    ("Pow(Symbol('s0'), Rational(1, 2))", 2), ("Pow(Symbol('s0'), Integer(3))", 64),
    ("Pow(Symbol('s0'), Integer(-1))", 0.25), ("IntTrueDiv(Integer(1), Symbol('s0'))", 0.25),
    ("OpaqueUnaryFn_sqrt(ToFloat(Symbol('s0')))", 2),
    ("TruncToInt(Mul(Float('1.5', precision=53), ToFloat(Add(Symbol('s0'), Integer(1)))))", 7),
    ("StrictGreaterThan(Symbol('s0', integer=True), Integer(3))", 1),
    ("And(LessThan(Symbol('s0'), Integer(3)), true)", 0), ("Not(false)", 1),
    (
      "Piecewise(ExprCondPair(Integer(1), Equality(Symbol('s0'), Integer(3))), ExprCondPair(Integer(0), true))",
      0
    ),
  ]

  @Test(arguments: expressions) func `an expression has its value`(text: String, value: Double)
    throws
  {
    #expect(try SymbolExpression(parsing: text).value(["s0": 4]) == value)
  }

  @Test(arguments: [3, 4, 6]) func `floats and truths of sizes are PyTorch's`(rows: Int) throws {
    let wanted = try JSONDecoder().decode(
      [String: [Float]].self,
      from: Data(contentsOf: Fixture.folder.appending(path: "sizes.json")))
    try Self.expect("sizes", of: rows, wanted["\(rows)"])
  }

  @Test(arguments: ["repeats", "repeats-aten"])
  func `a size that the model's own list says is known`(name: String) throws {
    let wanted = try JSONDecoder().decode(
      [Float].self, from: Data(contentsOf: Fixture.folder.appending(path: "repeats.json")))
    try Self.expect(name, of: 4, wanted)
  }

  /// Holds what a model makes of the first rows against what PyTorch has.
  private static func expect(_ name: String, of rows: Int, _ expected: [Float]?) throws {
    let folder = Fixture.folder
    let model = try ImportedModel(
      folder.appending(path: "\(name).pt2").path, shapes: ["x": [rows, 8]])
    let numbers = try NpyFile(folder.appending(path: "train.x.npy").path).stored(nil)
      .box(offsets: [0, 0], sizes: [rows, 8])
    let mesh = try ProcessMesh(shape: [1])
    let cluster = Cluster.virtual(1)
    let compiled = try CompiledProgram(Completion(on: [mesh])(model.program), on: cluster)
    let x = try DistTensor(numbers, attr: .replicated(on: mesh), on: cluster)
    let made = try #require(try compiled(["x": x]).first?.full()).values(as: Float.self)
    let wanted = try #require(expected)
    #expect(made.count == wanted.count)
    #expect(zip(made, wanted).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func `a number that the model itself has is not the user's to say`() throws {
    let path = Fixture.folder.appending(path: "sizes.pt2").path
    #expect(try ImportedModel(path, bindings: ["u0": 3]).program.results.count == 1)
    #expect {
      try ImportedModel(path, bindings: ["u0": 1])
    } throws: { "\($0)".contains("symbol u0: the model's own number is required, 3, not 1") }
  }
}
