import Elements
import Tessera
import Testing

/// Learning rates, against those that PyTorch 2.15 has after 0, 1, 2 … steps.
@Suite struct RateScheduleTests {
  @Test(arguments: [
    (
      "linear(0.3333333333333333, 1, 5)", 1.0,
      [0.3333333333333333, 0.4666666666666667, 0.6, 0.7333333333333334, 0.8666666666666667, 1, 1]
    ),
    ("constant(0.25, 3)", 1, [0.25, 0.25, 0.25, 1, 1]),
    ("polynomial(4, 2)", 1, [1, 0.5625, 0.25, 0.0625, 0, 0]),
    ("multistep(0.5, 2, 2, 4)", 1, [1, 1, 0.25, 0.25, 0.125, 0.125]),
    ("step(2, 0.5)", 2, [2, 2, 1, 1, 0.5]),
    ("exponential(0.5)", 1, [1, 0.5, 0.25]),
    ("restarts(2, 2)", 1, [1, 0.5, 1, 0.8535533905932737, 0.5, 0.1464466094067263, 1]),
    // It climbs again.
    ("cosine(2)", 1, [1, 0.5, 0, 0.5, 1]),
    ("cosine(4, 0.2)", 1, [1, 0.8828427124746191, 0.6, 0.3171572875253810, 0.2]),
    (
      "onecycle(1, 6)", 7,
      [
        0.04, 0.9944154354509117, 0.811745653949763, 0.46263710266697505, 0.1334775301888306, 4e-6,
        0.1334775301888306,
      ]
    ),
    // The next one begins at the base rate.
    (
      "linear(0.1, 1, 8) until 4, exponential(0.9)", 1,
      [0.1, 0.2125, 0.325, 0.4375, 1, 0.9, 0.81]
    ),
  ])
  func `rates are PyTorch's`(text: String, base: Double, expected: [Double]) throws {
    let schedule = try RateSchedule(parsing: text)
    for (steps, want) in expected.enumerated() {
      let have = schedule.rate(after: steps, base: base)
      #expect(abs(have - want) <= 1e-12, "after \(steps) steps: \(have), PyTorch has \(want)")
    }
  }

  @Test(arguments: [
    "", "cosine", "cosine(0)", "cosine(2.5)", "cosine(2, 0, 1)", "sine(3)", "cosine(3) until 4",
    "cosine(3), cosine(3)", "linear(0, 1, 2) until 4, step(2) until 3, cosine(4)", "step(2,)x",
    "multistep(0.1)", "onecycle(1, 4)",
  ])
  func `what is no schedule is refused`(text: String) {
    let error = #expect(throws: TesseraError.self) { try RateSchedule(parsing: text) }
    #expect(error?.kind == .usage && error?.message.contains("are known") == true)
  }
}
