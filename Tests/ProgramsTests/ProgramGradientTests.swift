import Elements
import Programs
import Sharding
import Testing

/// What the program of gradients is; what its numbers are, the tests of `Tessera` say.
@Suite struct ProgramGradientTests {
  private static let layer = """
    program p(x: f32[8,4], parameter w: f32[4,2], parameter b: f32[2]) {
      m = matmul(x, w)
      s = add(m, b)
      h = tanh(s)
      loss = sum(h)
      return loss
    }
    """

  @Test func `gradients are a program, and bear the names of what they are by`() throws {
    let program = try Program(parsing: Self.layer).gradients(of: "loss")
    #expect(
      program.description == """
        program p(x: f32[8,4], parameter w: f32[4,2], parameter b: f32[2]) {
          m = matmul(x, w)                            : f32[8,2]
          s = add(m, b)                               : f32[8,2]
          h = tanh(s)                                 : f32[8,2]
          loss = sum(h)                               : f32[]
          grad.loss = constant(1.0)                   : f32[]
          grad.h = expand(grad.loss, shape=[8,2])     : f32[8,2]
          square = square(h)                          : f32[8,2]
          scale = scale(square, scale=-1.0, bias=1.0) : f32[8,2]
          grad.s = multiply(grad.h, scale)            : f32[8,2]
          grad.b = sum(grad.s, axis=[0])              : f32[2]
          grad.w = matmul(x, grad.s, trans_x=true)    : f32[4,2]
          return loss, grad.w, grad.b
        }

        """)
    #expect(try Program(parsing: program.description) == program)
  }

  @Test func `gradients that are given are inputs`() throws {
    let program = try Program(parsing: Self.layer)
      .products(of: ["h", "m"], withRespectTo: ["w", "x"])
    let inputs = program.inputs.map { program.values[$0].name }
    #expect(inputs == ["x", "w", "b", "grad.h", "grad.m"])
    #expect(
      program.results.map { program.values[$0].name } == ["h", "m", "grad.w", "grad.x"])
    #expect(program.values[program.results[2]].shape == [4, 2])
  }

  @Test func `what several ops use has the sum, what the loss does not depend on has zeros`() throws
  {
    let program = try Program(
      parsing: """
        program p(x: f32[2], y: f32[2], z: f32[3], i: i64[2]) {
          a = add(x, y) b = multiply(a, x) s = sum(b) c = cast(i, dtype=float32) t = sum(c)
          return s, t
        }
        """)
    let gradients = try program.gradients(of: "s")
    #expect(
      gradients.results.map { gradients.values[$0].name } == ["s", "grad.x", "grad.y", "grad.z"])
    let text = gradients.description
    #expect(text.contains("grad.z = constant(0.0)"), "\(text)")
    #expect(text.contains("grad.x = add("), "\(text)")
    #expect(!text.contains("cast("), "\(text)")
  }

  @Test func `one gradient of several values is a result for each`() throws {
    let program = try Program(
      parsing: "program p(x: f32[2], y: f32[2]) { a = add(x, y) s = sum(a) return s }")
    let gradients = try program.gradients(of: "s", withRespectTo: ["x", "y", "a", "s"])
    #expect(
      gradients.results.map { gradients.values[$0].name } == [
        "s", "grad.x", "grad.y", "grad.a", "grad.s",
      ])
  }

  @Test func `the gradient of a stage goes back to its mesh`() throws {
    let program = try Program(
      parsing: """
        program p(x: f32[4]{S(0)@first}) {
          h = neg(x) : f32[4]{P(sum)@first}
          k = reshard(h) : f32[4]{R@second}
          s = sum(k)
          return s
        }
        """)
    let gradients = try program.gradients(of: "s")
    let id = try #require(gradients.value(named: "grad.h"))
    #expect(gradients.values[id].annotation?.description == "R@first")
  }

  @Test(arguments: [
    ("m", [], "program p: the loss must be a scalar, 'm' is f32[8, 2]"),
    ("no", [], "program p: the loss must be a value of it, there is no 'no'"),
    ("n", [], "program p: the loss must be of floating-point numbers, 'n' is i64"),
    ("loss", ["q"], "program p: what a gradient is by must be a value of it, there is no 'q'"),
    ("loss", ["i"], "program p: what a gradient is by must be of floating-point numbers, 'i' is "),
    ("d", ["x"], "heaviside, which makes 'g', has no gradient: it is a step, and PyTorch has none"),
    ("e", ["x"], "the gradient of einsum 'ii': the equation must say its result by '->'"),
  ])
  func `what has no gradient is told`(loss: String, names: [String], message: String) throws {
    let program = try Program(
      parsing: """
        program p(x: f32[8,8], i: i64[2]) {
          m = slice(x, axes=[1], starts=[0], ends=[2])
          n = sum(i)
          g = heaviside(x, x)
          d = sum(g)
          e = einsum([x], equation="ii")
          loss = sum(m)
          return loss, n, d, e
        }
        """)
    #expect {
      try program.gradients(of: loss, withRespectTo: names)
    } throws: { "\($0)".hasPrefix(message) }
  }
}
