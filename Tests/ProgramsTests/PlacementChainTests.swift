import Programs
import Sharding
import Testing

/// Who asked for a placement, from the value to the annotation.
@Suite struct PlacementChainTests {
  private static let block = """
    program block(
      x: f32[8,16]{S(0),R}, parameter w1: f32[16,64]{R,S(1)}, parameter w2: f32[64,16],
      parameter scale: f32[16]
    ) {
      h = matmul(x, w1)
      a = gelu(h)
      y = matmul(a, w2)
      z = multiply(y, scale)
      return z
    }
    """

  /// A value, a mesh dim, and the links: the value of each, and why it lies so.
  private static let cases: [(value: String, meshDim: Int, links: [String])] = [
    ("w1", 1, ["w1 annotation"]),
    ("h", 0, ["h made", "x annotation"]),
    ("h", 1, ["h made", "w1 annotation"]),
    ("w2", 1, ["w2 asked y", "a asked a", "h asked h", "w1 annotation"]),
    ("y", 1, ["y made", "a made", "h made", "w1 annotation"]),
    ("y", 0, ["y made", "a made", "h made", "x annotation"]),
    ("scale", 0, ["scale nobody"]),
  ]

  @Test(arguments: cases.indices)
  func `the chain goes from the value by its askers to the annotation`(index: Int) throws {
    let (value, meshDim, expected) = Self.cases[index]
    let mesh = try ProcessMesh(parsing: "2,2")
    let completed = try Completion(on: [mesh])(try Program(parsing: Self.block))
    let id = try #require(completed.program.value(named: value))
    let links = completed.chain(of: id, along: meshDim)
    #expect(
      links.map { link in
        switch link.cause {
        case .annotation: "\(link.value) annotation"
        case .asked(let op): "\(link.value) asked \(op)"
        case .made: "\(link.value) made"
        case .wanted(let op): "\(link.value) wanted \(op)"
        case .resharded: "\(link.value) resharded"
        case .nobody: "\(link.value) nobody"
        }
      } == expected)
    for link in links {
      if case .asked = link.cause { #expect(link.rule != nil, "\(link)") }
    }
  }

  @Test func `what an op wants resharded leads to the operand that it wants it for`() throws {
    let mesh = try ProcessMesh(parsing: "2")
    let completed = try Completion(on: [mesh])(
      try Program(
        parsing:
          "program p(x: f32[8]{S(0)}, y: f32[8]{R}) { a = neg(y) : f32[8]{R} r = add(x, a) return r }"
      ))
    let moved = try #require(
      completed.program.values.indices.first {
        if case .wanted = completed.reasons[$0].cause { true } else { false }
      })
    let links = completed.chain(of: moved, along: 0)
    #expect(links.first?.cause == .wanted(by: "r") && links.last?.cause == .annotation)
    #expect(links.last?.value == "x")
  }

  @Test func `along a dim that a reshard leaves as it is the chain goes on to its operand`() throws
  {
    let mesh = try ProcessMesh(parsing: "2,2")
    let completed = try Completion(on: [mesh])(
      try Program(
        parsing: """
          program p(x: f32[8,16]{S(0),R}, parameter w: f32[16,64]{R,S(1)}, parameter v: f32[64,16]) {
            h = matmul(x, w)
            y = matmul(h, v)
            n = softmax(y)
            return n
          }
          """))
    let id = try #require(completed.program.value(named: "n"))
    let names = completed.chain(of: id, along: 0).map(\.value)
    #expect(names == ["n", "y_1", "y", "h", "x"])
  }
}
