import Sharding
import Testing

@testable import SPMDRules

/// What rules make of cuts into parts and blocks.
@Suite struct PartsTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let question: Question
    let inputs: [String]
    let outputs: [String]
    var testDescription: String { question.testDescription }

    init(_ question: Question, _ inputs: [String], to outputs: [String]) {
      (self.question, self.inputs, self.outputs) = (question, inputs, outputs)
    }
  }

  static let thirds: [String: AttributeValue] = ["sections": .ints([6, 6, 6]), "axis": .int(1)]

  static let cases: [Case] = [
    // Kept.
    Case(
      Question("matmul", ["[4,8]{R,R}", "[8,18]{R,S(1/3)}"]), ["R,R", "R,S(1/3)"],
      to: ["R,S(1/3)"]),
    Case(
      Question("matmul", ["[4,8]{R,S(1%2)}", "[8,18]{R,S(0%2)}"]), ["R,S(1%2)", "R,S(0%2)"],
      to: ["R,P(sum)"]),
    Case(
      Question("relu", ["[4,18]{S(0%1+1),S(1/3)}"]), ["S(0%1+1),S(1/3)"], to: ["S(0%1+1),S(1/3)"]),
    Case(
      Question("add", ["[4,18]{R,S(1/3)}", "[18]{R,S(0/3)}"]), ["R,S(1/3)", "R,S(0/3)"],
      to: ["R,S(1/3)"]),
    Case(
      Question("transpose", ["[4,18]{R,S(1/3)}"], ["perm": .ints([1, 0])]), ["R,S(1/3)"],
      to: ["R,S(0/3)"]),
    Case(
      Question("sum", ["[4,18]{R,S(1%2)}"], ["axis": .ints([1])]), ["R,S(1%2)"], to: ["R,P(sum)"]),
    // Parts become dims, and dims parts.
    Case(
      Question("split", ["[4,18]{R,S(1/3)}"], thirds), ["R,S(1/3)"],
      to: ["R,S(1)", "R,S(1)", "R,S(1)"]),
    Case(
      Question(
        "concat", [["[4,6]{R,R}", "[4,6]{R,R}", "[4,6]{R,R}"]], outputs: ["[4,18]{R,S(1/3)}"],
        ["axis": .int(1)]), ["R,S(1)", "R,S(1)", "R,S(1)"], to: ["R,S(1/3)"]),
    Case(
      Question("reshape", ["[4,18]{R,S(1/3)}"], ["shape": .ints([4, 3, 6])]), ["R,S(1/3)"],
      to: ["R,S(2)"]),
    Case(
      Question(
        "reshape", ["[4,3,6]{R,S(2)}"], outputs: ["[4,18]{R,S(1/3)}"], ["shape": .ints([4, 18])]),
      ["R,S(2)"], to: ["R,S(1/3)"]),
    Case(
      Question("reshape", ["[4,18]{S(1/3),S(1/3)}"], mesh: [2, 3], ["shape": .ints([4, 3, 6])]),
      ["S(1/3),S(1/3)"], to: ["S(2),S(2)"]),
    // Made plain.
    Case(
      Question("split", ["[4,18]{R,S(1/3)}"], ["sections": .ints([9, 9]), "axis": .int(1)]),
      ["S(0),S(0)"], to: ["S(0),S(0)", "S(0),S(0)"]),
    Case(Question("tril", ["[4,18]{R,S(1/3)}"]), ["R,S(1)"], to: ["R,S(1)"]),
    Case(
      Question("add", ["[4,18]{R,S(1/3)}", "[4,18]{R,S(1)}"]), ["R,S(1/3)", "R,S(1/3)"],
      to: ["R,S(1/3)"]),
    Case(
      Question("reshape", ["[4,18]{R,S(1/2)}"], ["shape": .ints([4, 3, 6])]), ["R,S(0)"],
      to: ["R,S(0)"]),
  ]

  @Test(arguments: cases) func `a cut is kept where it can be, and plain elsewhere`(example: Case)
    throws
  {
    let answer = try Inference.infer(example.question.call())
    func texts(_ operands: [Operand<TensorDistAttr>]) -> [String] {
      operands.flatMap(\.elements).map(\.description)
    }
    #expect(texts(answer.inputs) == example.inputs)
    #expect(texts(answer.outputs) == example.outputs)
  }

  @Test func `no rule that minds the order keeps parts or blocks`() throws {
    let mesh = try ProcessMesh(shape: [2])
    for text in ["S(0/2)", "S(0%1)", "S(1/2)", "S(1%3+1)"] {
      let attr = try TensorDistAttr(parsing: text, on: mesh)
      for op in ["tril", "cumsum", "argsort", "one_hot", "roll", "flip", "dropout"] {
        let call = RuleCall(
          op: op, inputs: [.one(RuleTensor(shape: [4, 12], attr: attr))],
          attributes: [
            "one_hot": ["num_classes": .int(3)], "roll": ["shifts": .ints([1])],
            "flip": ["axis": .ints([0])],
          ][op] ?? [:])
        guard let answer = try? Inference.infer(call) else { continue }
        #expect(answer.inputs.flatMap(\.elements).allSatisfy { !$0.isStrided }, "\(op) \(text)")
      }
    }
  }
}
