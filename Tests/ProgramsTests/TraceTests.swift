import Elements
import Programs
import Sharding
import Testing

/// Programs that Swift records.
@Suite struct TraceTests {
  @Test func `a closure on symbols is recorded op by op`() throws {
    let program = try Program.trace("mlp") { mlp in
      let x = try mlp.input("x", shape: [8, 16], "S(0),R@grid")
      let w = try mlp.parameter("w", shape: [16, 4])
      return [try (x • w).gelu(approximate: true).named("y") * 2]
    }
    #expect(
      program.description == """
        program mlp(x: f32[8,16]{S(0),R@grid}, parameter w: f32[16,4]) {
          matmul = matmul(x, w)              : f32[8,4]
          y = gelu(matmul, approximate=tanh) : f32[8,4]
          constant = constant(2.0)           : f32[]
          multiply = multiply(y, constant)   : f32[8,4]
          return multiply
        }

        """)
  }

  @Test func `scopes stand before names, and names are told apart`() throws {
    let program = try Program.trace { recorder in
      let x = try recorder.input("x", shape: [2])
      return try ProgramScope.with("encoder") { () throws(TesseraError) in
        try ProgramScope.with("layer.0") { () throws(TesseraError) in
          [try x.neg().named("h"), try x.abs().named("h"), try x.neg(), try x.neg()]
        }
      }
    }
    #expect(
      program.results.map { program.values[$0].name } == [
        "encoder.layer.0.h", "encoder.layer.0.h_1", "encoder.layer.0.neg", "encoder.layer.0.neg_1",
      ])
  }

  @Test func `what has a name keeps it, and is placed where it is said`() throws {
    let program = try Program.trace { recorder in
      let x = try recorder.input("x", shape: [2])
      let y = try x.named("z").neg().named("y").placed("S(0)")
      return [y, try y.placed("R")]
    }
    #expect(program.values.map(\.name) == ["x", "y", "reshard"])
    #expect(program.ops.map(\.name) == ["neg", "reshard"])
  }

  @Test func `a symbol refuses what only numbers have, and says what to do instead`() throws {
    _ = try Program.trace { recorder in
      let x = try recorder.input("x", shape: [])
      #expect {
        try x.item()
      } throws: {
        "\($0)".contains("'x' is a symbol of a program, it has no number; return it")
      }
      #expect { try x.full() } throws: { "\($0)".contains("watch it") }
      #expect(x.description == "x: f32[]")
      return [x]
    }
  }

  @Test func `mistakes are found while the program is recorded`() throws {
    #expect { try Program.trace { [try $0.input("x", shape: [-1])] } } throws: {
      "\($0)".contains("must not be negative")
    }
    #expect { try Program.trace { _ in [] } } throws: { "\($0)".contains("at least one value") }
    #expect {
      try Program.trace { [try $0.input("x", shape: [2]), try $0.input("x", shape: [2])] }
    } throws: {
      "\($0)".contains("two values are named 'x'")
    }
    #expect {
      try Program.trace { recorder in
        let x = try recorder.input("x", shape: [2, 3])
        return [try x • x]
      }
    } throws: {
      "\($0)".contains("matmul")
    }
    #expect {
      try Program.trace { recorder in
        let x = try recorder.input("x", shape: [2, 3])
        _ = try Program.trace { other in [try other.input("y", shape: [2, 3]) + x] }
        return [x]
      }
    } throws: {
      "\($0)".contains("of another")
    }
  }
}
