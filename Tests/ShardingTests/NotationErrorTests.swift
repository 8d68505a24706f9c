import Elements
import Testing

@testable import Sharding

/// Text that is not in the notation.
@Suite
struct NotationErrorTests {
  static let meshes = [
    try! ProcessMesh(shape: [2, 2], name: "a"), try! ProcessMesh(shape: [4], name: "b"),
  ]

  @Test(arguments: [
    ("", 1, "expected '@' and the name of a mesh, one of 'a', 'b', found none"),
    ("S(0),R", 7, "expected '@' and the name of a mesh, one of 'a', 'b', found none"),
    ("Q", 1, "expected a placement, R, S(dim) or P(op), found 'Q'"),
    ("r@a", 1, "expected a placement, R, S(dim) or P(op), found 'r'; is 'R' meant?"),
    ("R,,R@a", 3, "expected a placement, R, S(dim) or P(op), found ','"),
    ("R,@a", 3, "expected a placement, R, S(dim) or P(op), found '@'"),
    ("R R@a", 3, "expected ',', '@' or the end, found 'R'"),
    ("S0@a", 1, "expected a placement, R, S(dim) or P(op), found 'S0'; is 'S(0)' meant?"),
    ("S@a", 2, "expected '(', found '@'"),
    ("S()@a", 3, "expected a tensor dim, found ')'"),
    (
      "S(-1)@a", 3,
      "expected a tensor dim, counted from 0, found '-1'; of a tensor of 2 dims it is S(1)"
    ),
    ("S(0.5)@a", 4, "expected ')' or ':', '/', '%', found '.'"),
    ("S(0", 4, "expected ')' or ':', '/', '%', found the end"),
    ("S(0/)", 5, "expected the number of parts, found ')'"),
    ("S(0/3+1)", 6, "expected ')', found '+'"),
    ("S(0%)", 5, "expected the length of a block, found ')'"),
    ("S(0%2", 6, "expected ')' or '+', found the end"),
    ("S(0%2+)", 7, "expected the coordinate of the first block, found ')'"),
    ("S(0:)", 5, "expected the size of a piece, found ')'"),
    ("S(0:1,-2)", 7, "expected the size of a piece, found '-'"),
    ("S(0:1 2)", 7, "expected ')' or ',', found '2'"),
    ("S(0)#@a", 6, "expected a turn in the shard order, found '@'"),
    ("S(0)#0#1", 7, "expected ',', '@' or the end, found '#'"),
    ("R#0", 2, "expected ',', '@' or the end, found '#'"),
    (
      "S(99999999999999999999)", 3,
      "expected a tensor dim of at most 9223372036854775807, found '99999999999999999999'"
    ),
    ("P@a", 2, "expected '(', found '@'"),
    ("P(mean)", 3, "expected a reduce op, one of sum avg max min prod any all, found 'mean'"),
    ("P()", 3, "expected a reduce op, one of sum avg max min prod any all, found ')'"),
    ("P(sum", 6, "expected ')', found the end"),
    ("R,R@", 5, "expected the name of a mesh, found the end"),
    ("R,R@a b", 7, "expected the end, found 'b'"),
    ("R,R@c", 5, "mesh 'c' is not known, known are 'a', 'b'"),
    (
      "S(0)#1,S(0)@a", 8,
      "expected '#' and a turn after the shard of tensor dim 0, as the one at column 1 has it, "
        + "found none"
    ),
  ])
  func `is refused with its column, what was expected and what was found`(
    text: String, column: Int, what: String
  ) {
    #expect(throws: ShardingError.notation("notation '\(text)', column \(column): \(what)")) {
      try TensorDistAttr(parsing: text, on: Self.meshes)
    }
  }

  @Test(arguments: [
    (
      "S(0)", 1,
      "expected a dtype, one of bool i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64, found 'S'"
    ),
    ("f32{R}", 4, "expected '[', found '{'"),
    ("f32[,]{R}", 5, "expected the length of a dim, found ','"),
    ("f32[-1]{R}", 5, "expected the length of a dim, found '-'"),
    ("f32[8{R}", 6, "expected ']' or ',', found '{'"),
    ("f32[8]", 7, "expected '{', found the end"),
    ("f32[8]{S(0)", 12, "expected '}' or '#', ',', '@', found the end"),
    ("f32[8]{R@b", 11, "expected '}', found the end"),
    ("f32[8]{R@b}x", 12, "expected the end, found 'x'"),
  ])
  func `is refused as a whole tensor too`(text: String, column: Int, what: String) {
    #expect(throws: ShardingError.notation("notation '\(text)', column \(column): \(what)")) {
      try TensorSpec(parsing: text, on: Self.meshes)
    }
  }
}
