import Elements
import Programs
import Resharding
import Sharding
import Testing

/// What each pass does to a program, as its text.
@Suite struct PassTests {
  /// The program on a mesh of two, after one pass.
  private func after(_ pass: any ProgramPass.Type, _ text: String) throws -> [String] {
    let mesh = try ProcessMesh(parsing: "2")
    let completed = try Completion(on: [mesh])(try Program(parsing: text))
    let program = try pass.apply(completed).program
    return program.description.split(separator: "\n").dropFirst().dropLast()
      .map { line in
        line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
      }
  }

  @Test func `dead values go`() throws {
    let lines = try after(
      DeadValues.self,
      "program p(x: f32[4]{R}) { a = neg(x) b = abs(x) c = neg(b) return a }")
    #expect(lines == ["a = neg(x) : f32[4]{R}", "return a"])
  }

  @Test func `what is computed or moved alike is computed once`() throws {
    let lines = try after(
      CommonSubexpressions.self,
      """
      program p(x: f32[4]{S(0)}) { a = neg(x) b = neg(x) c = reshard(a) : f32[4]{R}
        d = reshard(b) : f32[4]{R} y = add(c, d) return y }
      """)
    #expect(
      lines == [
        "a = neg(x) : f32[4]{S(0)}", "c = reshard(a) : f32[4]{R}", "y = add(c, c) : f32[4]{R}",
        "return y",
      ])
  }

  @Test func `results that are computed alike keep their names`() throws {
    let lines = try after(
      CommonSubexpressions.self,
      "program p(x: f32[4]{R}) { a = neg(x) b = neg(x) c = neg(x) y = add(a, c) return a, b, y }")
    #expect(
      lines == [
        "a = neg(x) : f32[4]{R}", "b = assign(a) : f32[4]{R}", "y = add(a, a) : f32[4]{R}",
        "return a, b, y",
      ])
  }

  @Test func `zeros of either sign are two constants`() throws {
    let lines = try after(
      CommonSubexpressions.self,
      """
      program p(x: f32[]{R}) { a = constant(0.0) : f32[]{R} b = constant(-0.0) : f32[]{R}
        c = constant(-0.0) : f32[]{R} y = add(x, a) z = add(y, b) w = add(z, c) return w }
      """)
    #expect(lines.count { $0.contains("constant") } == 2)
    #expect(lines.contains("w = add(z, b) : f32[]{R}"))
  }

  @Test func `an all-reduce and a slice become a reduce-scatter`() throws {
    let lines = try after(
      MergedReshards.self,
      """
      program p(x: f32[4]{P(sum)}) { a = reshard(x) : f32[4]{R} b = reshard(a) : f32[4]{S(0)}
        return b }
      """)
    #expect(lines == ["b = reshard(x) : f32[4]{S(0)}", "return b"])
  }

  @Test func `a partial value travels through linear ops, and two folds become one`() throws {
    let lines = try after(
      LateReshards.self,
      """
      program p(x: f32[4,4]{P(sum)}, z: f32[4,4]{P(sum)}) { a = reshard(x) : f32[4,4]{R}
        b = reshard(z) : f32[4,4]{R} y = add(a, b) return y }
      """)
    #expect(
      lines == [
        "y_1 = add(x, z) : f32[4,4]{P(sum)}", "y = reshard(y_1) : f32[4,4]{R}", "return y",
      ])
    let nonlinear = try after(
      LateReshards.self,
      "program p(x: f32[4]{P(sum)}) { a = reshard(x) : f32[4]{R} y = exp(a) return y }")
    #expect(nonlinear.first == "a = reshard(x) : f32[4]{R}")
  }

  @Test func `a cast to a narrower dtype goes before what communicates, unless that folds`() throws
  {
    func text(_ placement: String) -> String {
      """
      program p(x: f32[4]{\(placement)}) { a = reshard(x) : f32[4]{R}
        y = cast(a, dtype=bfloat16) return y }
      """
    }
    #expect(
      try after(NarrowCasts.self, text("S(0)")) == [
        "y_1 = cast(x, dtype=bfloat16) : bf16[4]{S(0)}", "y = reshard(y_1) : bf16[4]{R}",
        "return y",
      ])
    #expect(try after(NarrowCasts.self, text("P(sum)")).first == "a = reshard(x) : f32[4]{R}")
  }

  @Test func `small folds share a bucket, and those that depend on another do not`() throws {
    let mesh = try ProcessMesh(parsing: "2")
    func reshards(_ text: String) throws -> [String] {
      let completed = try Completion(on: [mesh])(try Program(parsing: text))
      let bucketed = try BucketedReductions.apply(completed)
      return bucketed.reshards.map { "\($0.transition.shape)" }
    }
    #expect(
      try reshards(
        """
        program p(x: f32[4]{P(sum)}, z: f32[2,3]{P(sum)}) { a = reshard(x) : f32[4]{R}
          b = reshard(z) : f32[2,3]{R} c = exp(a) d = exp(b) return c, d }
        """) == ["[10]"])
    #expect(
      try reshards(
        """
        program p(x: f32[4]{P(sum)}) { a = reshard(x) : f32[4]{R} b = exp(a)
          c = reshard(b) : f32[4]{P(sum)} d = reshard(c) : f32[4]{R} return d }
        """) == ["[4]", "[4]", "[4]"])
  }

  @Test func `passes are named, and a name that is none is refused`() throws {
    #expect(try ProgramPasses.named(["dead-values"]).map { $0.name } == ["dead-values"])
    #expect { try ProgramPasses.named(["faster"]) } throws: {
      "\($0)".contains("'faster' is not a pass")
    }
    #expect(Set(ProgramPasses.all.map { $0.name }).count == ProgramPasses.all.count)
  }
}
