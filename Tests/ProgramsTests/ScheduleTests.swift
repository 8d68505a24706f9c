import Programs
import Resharding
import Sharding
import Testing

/// When the reshards of a program are begun and waited for, and what that takes.
@Suite struct ScheduleTests {
  /// The steps of a program's run, each as the name of what it makes: `+a` where it is begun, `-a` where it is waited for.
  private func steps(_ text: String, on mesh: String = "2") throws -> (
    steps: [String], peak: Int, atOnce: Int
  ) {
    let completed = try Completion(on: [try ProcessMesh(parsing: mesh)])(
      try Program(parsing: text))
    let plan = try ProgramPlan(completed)
    let program = completed.program
    let steps = plan.schedule.steps.map { step in
      let name = program.values[program.ops[step.op].outputs[0]].name
      return switch step {
      case .op: name
      case .begin: "+\(name)"
      case .wait: "-\(name)"
      }
    }
    return (steps, plan.peakBytes, plan.schedule.waitingPeakBytes)
  }

  /// A program, and the order of a run of it.
  private static let cases: [(title: String, text: String, steps: [String])] = [
    (
      "it is begun where it stands and waited for where its reader stands",
      """
      program p(x: f32[8]{S(0)}, y: f32[8]{R}) { a = reshard(x) : f32[8]{R} b = neg(y) c = abs(b)
        d = add(a, c) return d }
      """, ["+a", "b", "c", "-a", "d"]
    ),
    (
      "its reader is the next op: it is begun where its operand is there",
      """
      program p(x: f32[8]{S(0)}, y: f32[64]{R}) { h = neg(x) b = abs(y) c = sum(b)
        a = reshard(h) : f32[8]{R} d = add(a, c) return d, b }
      """, ["h", "+a", "b", "c", "-a", "d"]
    ),
    (
      "nothing is computed meanwhile: it is done at once",
      """
      program p(x: f32[8]{S(0)}) { h = neg(x) a = reshard(h) : f32[8]{R} d = abs(a) return d }
      """, ["h", "a", "d"]
    ),
    (
      "what moves nothing is done at once",
      """
      program p(x: f32[8]{R}, y: f32[8]{S(0)}) { a = reshard(x) : f32[8]{S(0)} b = neg(y)
        d = add(a, b) return d }
      """, ["a", "b", "d"]
    ),
    (
      "a result is waited for at the end",
      """
      program p(x: f32[8]{S(0)}, y: f32[8]{R}) { a = reshard(x) : f32[8]{R} b = neg(y) return a, b }
      """, ["+a", "b", "-a"]
    ),
    (
      "one of another is done when the other has arrived, at once where memory forbids more",
      """
      program p(x: f32[8,8]{S(0)}, y: f32[8]{R}) { a = reshard(x) : f32[8,8]{S(1)} b = neg(y)
        c = reshard(a) : f32[8,8]{R} e = abs(b) d = add(c, e) return d }
      """, ["+a", "b", "-a", "c", "e", "d"]
    ),
    (
      "memory forbids to begin it where more would be held at the worst moment",
      """
      program p(x: f32[8]{S(0)}, y: f32[8]{R}) { b = neg(y) c = exp(b) d = sum(c)
        a = reshard(x) : f32[8]{R} e = add(a, d) return e }
      """, ["b", "c", "+a", "d", "-a", "e"]
    ),
  ]

  @Test(arguments: cases.indices)
  func `a reshard is begun early and waited for late, where memory allows`(index: Int) throws {
    let test = Self.cases[index]
    let found = try steps(test.text)
    #expect(found.steps == test.steps, "\(test.title)")
    #expect(found.peak == found.atOnce, "\(test.title)")
  }

  @Test func `no more are under way than have room`() throws {
    let inputs = (0..<12).map { "x\($0): f32[8]{S(0)}" }.joined(separator: ", ")
    let reshards = (0..<12).map { "a\($0) = reshard(x\($0)) : f32[8]{R}" }.joined(separator: "\n")
    let results = (0..<12).map { "a\($0)" }.joined(separator: ", ")
    let found = try steps(
      "program p(\(inputs), y: f32[8]{R}) {\n\(reshards)\nb = neg(y)\nreturn \(results), b }")
    var underWay = 0
    for step in found.steps {
      if step.hasPrefix("+") { underWay += 1 }
      if step.hasPrefix("-") { underWay -= 1 }
      #expect(underWay <= ProgramSchedule.mostUnderWay)
    }
    #expect(found.steps.count { $0.hasPrefix("+") } == ProgramSchedule.mostUnderWay)
    #expect(found.peak == found.atOnce)
  }
}
