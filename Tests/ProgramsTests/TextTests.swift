import Foundation
import Programs
import Sharding
import Testing

/// The text of programs: what is printed is read as the same, and what is no program is refused with its place.
@Suite struct TextTests {
  static let mlp = """
    program mlp(x: f32[8,16]{S(0),R@grid}, w1: f32[16,64]{R,S(1)}, w2: f32[64,16]{R,S(0)}) {
      h = matmul(x, w1)             : f32[8,64]{S(0),S(1)}
      a = gelu(h, approximate=tanh) : f32[8,64]{S(0),S(1)}
      y = matmul(a, w2)             : f32[8,16]{S(0),P(sum)}
      return y
    }

    """

  @Test func `a program is printed as it is written`() throws {
    #expect(try Program(parsing: Self.mlp).description == Self.mlp)
  }

  @Test(arguments: ["mlp", "block"])
  func `a program that comes ready is read, and completed on its mesh`(name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Meshes")
    let text = try String(
      contentsOf: folder.appending(path: "\(name).program").standardized, encoding: .utf8)
    let program = try Program(parsing: text)
    #expect(program.name == name)
    let grid = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"], name: "grid")
    #expect(try Completion(on: [grid])(program).attrs.allSatisfy { $0.mesh == grid })
  }

  @Test(arguments: [
    "program p(x: f32[2]) { return x }",
    "program \"a name\"(parameter \"w.1-x\": i64[]) { y = neg(\"w.1-x\") return y, y }",
    "program p(x: f32[4,2]) { a, b = split_with_num(x, num=2) z = concat([b, a], axis=1) return z }",
    "program p(x: bf16[4]) { c = constant([1, 2.5, -inf, 1e-30]) : f32[4] y = add(x, c) return y }",
    "program p(x: f32[4]{S(0:1,3)}) { # a comment\n y = reshard(x) : f32[4]{R} return y }",
    "program p(x: f32[4,4]{S(0)#1,S(0)#0}) { y = einsum([x, x], equation=\"ij,jk->ik\") return y }",
    "program p(x: f32[4]) { y = clip(x, min=-1.5, max=inf) return y }",
    "program p(x: f32[4]) { v, i = topk(x, k=2) : f32[2]{R} return i }",
    "program p(x: f32[2,3], g: f32[3], b: f32[3]) { n = layer_norm(x, g, b, begin_norm_axis=1) return n.1 }",
  ]) func `what is printed is read as an equal program`(text: String) throws {
    let program = try Program(parsing: text)
    let again = try Program(parsing: program.description)
    #expect(again == program)
    #expect(again.description == program.description)
  }

  @Test func `numbers of constants and attributes are told apart by their bits`() throws {
    func program(_ number: String) throws -> Program {
      try Program(
        parsing: """
          program p(x: f32[4]) { c = constant(\(number)) : f32[4] y = add(x, c)
            z = scale(y, scale=1.0, bias=\(number)) return z }
          """)
    }
    #expect(try program("nan") == program("nan"))
    #expect(try program("0.0") != program("-0.0"))
    for number in ["nan", "-0.0", "-inf", "1e-320"] {
      #expect(try Program(parsing: program(number).description) == program(number))
    }
  }

  @Test(arguments: [
    ("", 1, 1, "expected 'program', found the end"),
    ("progam p() {}", 1, 1, "expected 'program', found 'progam'"),
    ("program p(x f32[2]) { return x }", 1, 13, "expected ':', found 'f32'"),
    ("program p(x: q8[2]) { return x }", 1, 14, "expected a dtype"),
    ("program p(x: f32[2,-1]) { return x }", 1, 20, "expected the length of a dim, found '-1'"),
    ("program p(x: f32[2]{S0}) { return x }", 1, 21, "is 'S(0)' meant?"),
    ("program p(x: f32[2]) {\n  y = ned(x)\n return y }", 2, 7, "op 'ned': no such rule"),
    ("program p(x: f32[2]) {\n  y = neg(z)\n return y }", 2, 11, "found 'z'"),
    ("program p(hidden: f32[2]) { return hiden }", 1, 36, "the nearest is hidden"),
    ("program p(x: f32[2]) { x = neg(x) return x }", 1, 24, "the name 'x' is taken"),
    (
      "program p(x: f32[2]) { y, z = neg(x) return y }", 1, 24,
      "neg has 1 output, 2 names are given"
    ),
    (
      "program p(x: f32[2]) { y = neg(x) : f32[3] return y }", 1, 37,
      "expected f32[2], which neg makes of its operands, found f32[3]"
    ),
    ("program p(x: f32[2]) { y = neg(x, speed=3) return y }", 1, 28, "attribute 'speed'"),
    ("program p(x: f32[2,2]) { y = matmul(x) return y }", 1, 30, "matmul"),
    ("program p(x: f32[2]) { y = reshard(x) : f32[2] return y }", 1, 28, "how it is to lie"),
    ("program p(x: f32[2]) { c = constant([1,2,3]) : f32[2] return c }", 1, 28, "needs 2 numbers"),
    ("program p(x: f32[2]) { return x ", 1, 33, "expected '}' or ',', found the end"),
    ("program p(x: f32[2]) { return x } more", 1, 35, "expected the end, found 'more'"),
    ("program p(x: f32[2]) { y = neg(\"x) return y }", 1, 32, "end of the line"),
    ("program p(x: f32[2]) { }", 1, 24, "expected a line 'name = op(…)' or 'return', found '}'"),
    ("program p(x: f32[99999999,99999999,99]) { return x }", 1, 17, "at most 2^56 elements"),
  ]) func `what is no program is refused with its place`(
    text: String, line: Int, column: Int, message: String
  ) {
    do {
      let program = try Program(parsing: text)
      Issue.record("it is read as \(program)")
    } catch ProgramError.text(let actualLine, let actualColumn, let actual) {
      #expect(
        actualLine == line && actualColumn == column, "\(actualLine):\(actualColumn) \(actual)")
      #expect(actual.contains(message), "\(actual)")
    } catch { Issue.record("\(error)") }
  }

  @Test(arguments: [
    (
      "program p(x: f32[2,3]{S(2)}) { return x }", 23,
      "value 'x': placement 'S(2)': S(2) needs a tensor of at least 3 dims, the shape is [2, 3]"
    ),
    ("program p(x: f32[]{S(0)}) { return x }", 20, "at least 1 dims, the shape is []"),
    (
      "program p(x: f32[2,3]{R,S(3/2)}) { return x }", 23,
      "value 'x': placement 'R,S(3/2)': S(3) needs a tensor of at least 4 dims"
    ),
    (
      "program p(x: f32[2,3]{S(2%2+1)}) { return x }", 23,
      "value 'x': placement 'S(2%2+1)': S(2) needs a tensor of at least 3 dims"
    ),
    (
      "program p(x: f32[2,3]{S(2:1,1)@g}) { return x }", 23,
      "value 'x': placement 'S(2:1,1)@g': S(2) needs a tensor of at least 3 dims"
    ),
    (
      "program p(x: f32[2,3]{S(0)#1,S(0)#0,S(2)}) { return x }", 23,
      "S(2) needs a tensor of at least 3 dims"
    ),
    (
      "program p(x: f32[2,3]{S(0:1,2)}) { return x }", 23,
      "sizes [1, 2] must sum to the 2 elements of tensor dim 0 that they cut, they sum to 3"
    ),
    (
      "program p(x: f32[2,3]{S(0:1,1),S(0:2,1)}) { return x }", 23,
      "sizes [2, 1] must sum to the 1 elements of tensor dim 0"
    ),
    (
      "program p(x: f32[2,3]{S(1/0)}) { return x }", 23,
      "parts of mesh dim 0: 1 to 1048576 are possible, given are 0"
    ),
    (
      "program p(x: f32[2,3]{R,S(1%0)}) { return x }", 23,
      "blocks of mesh dim 1: a block has at least 1 index, given are 0"
    ),
    (
      "program p(x: f32[2,3]{S(0)#0,S(0)#2}) { return x }", 23,
      "the turns of its 2 mesh dims must be [0, 1] in some order, they are [0, 2]"
    ),
    ("program p(x: i32[2]{P(avg)}) { return x }", 21, "i32 cannot be P(avg)"),
    (
      "program p(x: f32[2]) { y = neg(x) : f32[2]{S(1)} return y }", 44,
      "value 'y': placement 'S(1)'"
    ),
    (
      "program p(x: f32[2]{S(0)@g}, y: f32[2]{R,R@g}) { return x }", 40,
      "value 'y': placements 'R,R@g': mesh 'g' needs one for each of its dims, 1 as value 'x' has, 2 given"
    ),
    (
      "program p(x: f32[2]{S(0),R}) { y = reshard(x) : f32[2]{R} return y }", 56,
      "the mesh needs one for each of its dims, 2 as value 'x' has, 1 given"
    ),
  ]) func `a placement that cannot be of its tensor is refused, whatever the mesh is`(
    text: String, column: Int, message: String
  ) {
    do {
      let program = try Program(parsing: text)
      Issue.record("it is read as \(program)")
    } catch ProgramError.text(let line, let actual, let found) {
      #expect(line == 1 && actual == column && found.contains(message), "\(actual): \(found)")
      #expect(ProgramError.text(line: line, column: actual, found).kind == .data)
    } catch { Issue.record("\(error)") }
  }

  @Test(arguments: [
    "S(0)", "S(1),S(1:2,1)", "S(0:2,3),S(0/2)", "S(0:2,2,1)", "S(1/4),R", "S(0%2+7)", "P(sum),S(0)",
    "S(0)#1,S(0)#0", "R,R,R@other",
  ]) func `a placement that some mesh takes is read`(placement: String) throws {
    let program = try Program(parsing: "program p(x: f32[5,3]{\(placement)}) { return x }")
    #expect(program.values[0].annotation?.description == placement)
  }
}
