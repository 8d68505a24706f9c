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
    ("onecycle(1, 4)", 1, [0.04, 0.811745653949763, 0.28306099820869923, 4e-6]),
    ("onecycle(1, 2)", 1, [0.811745653949763, 4e-6]),
    ("onecycle(1, 1)", 1, [4e-6]),
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

  /// By schedule: `betas[0]` of `Adam` in each step under `OneCycleLR(optimizer, 1, total_steps=N)`, and under
  /// `SequentialLR` of it and others.
  @Test(
    arguments: [
      ("cosine(4)", [nil, nil]),
      ("onecycle(1, 1)", [0.95]),
      ("onecycle(1, 3)", [0.8505584586887436, 0.9037365046793212, 0.95]),
      ("onecycle(1, 4)", [0.95, 0.8688255099070633, 0.9216941869558779, 0.95]),
      (
        "onecycle(1, 6)",
        [
          0.95, 0.8505584586887436, 0.8688255099070633, 0.9037365046793212, 0.9366525935914912,
          0.95,
          0.9366525935914912,
        ]
      ),
      (
        "linear(0.1, 1, 2) until 2, onecycle(1, 6)",
        [0.95, 0.95, 0.95, 0.8505584586887436, 0.8688255099070633]
      ),
      (
        "onecycle(1, 6) until 3, step(1) until 4, onecycle(1, 4)",
        [
          0.95, 0.8505584586887436, 0.8688255099070633, 0.8688255099070633, 0.95,
          0.8688255099070633,
        ]
      ),
    ] as [(String, [Double?])])
  func `one cycle moves the momentum as PyTorch does`(text: String, expected: [Double?]) throws {
    let schedule = try RateSchedule(parsing: text)
    for (steps, want) in expected.enumerated() {
      let have = schedule.momentum(after: steps)
      #expect(
        have == want || abs((have ?? 0) - (want ?? 0)) <= 1e-12,
        "after \(steps) steps: \(have ?? .nan), PyTorch has \(want ?? .nan)")
    }
  }

  @Test(arguments: [
    "", "cosine", "cosine(0)", "cosine(2.5)", "cosine(2, 0, 1)", "sine(3)", "cosine(3) until 4",
    "cosine(3), cosine(3)", "linear(0, 1, 2) until 4, step(2) until 3, cosine(4)", "step(2,)x",
    "multistep(0.1)", "onecycle(1, 0)",
  ])
  func `what is no schedule is refused`(text: String) {
    let error = #expect(throws: TesseraError.self) { try RateSchedule(parsing: text) }
    #expect(error?.kind == .usage && error?.message.contains("are known") == true)
  }

  static let losses = [5, 4, 4, 4.0001, 3.9999, 4, 3, 3, 3, 3, 3, 3, 3, .nan, 2, 2, 2, 2]

  /// By schedule: the rate after each of the losses, of PyTorch 2.15's `ReduceLROnPlateau`.
  @Test(arguments: [
    (
      "plateau(0.1, 2)",
      [
        1.0, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.010000000000000002, 0.010000000000000002,
        0.010000000000000002, 0.0010000000000000002, 0.0010000000000000002,
        0.0010000000000000002, 0.0010000000000000002, 0.0010000000000000002,
        0.00010000000000000003,
      ]
    ),
    (
      "plateau(0.5, 1, 1e-4, 2)",
      [
        1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.125,
        0.0625, 0.0625,
      ]
    ),
    (
      "plateau(0.5, 0, 0.3, 0, 0.05)",
      [1, 0.5, 0.25, 0.125, 0.0625] + [Double](repeating: 0.05, count: 13)
    ),
    ("plateau()", [Double](repeating: 1, count: 18)),
  ])
  func `on a plateau the rate is PyTorch's, also of a run that goes on`(
    text: String, expected: [Double]
  ) throws {
    var plateau = try #require(try PlateauRate(parsing: text, rate: 1))
    for (step, (loss, want)) in zip(Self.losses, expected).enumerated() {
      if step == 9 {
        let kept = plateau
        plateau = try #require(try PlateauRate(parsing: text, rate: 1))
        plateau.resume(rate: kept.rate, best: kept.best, bad: kept.bad, cooling: kept.cooling)
      }
      plateau.note(loss)
      #expect(plateau.rate == want, "\(text) after \(step + 1) losses")
    }
  }

  @Test(arguments: [
    "plateau(2)", "plateau(0.1, -1)", "plateau(0.1, 2.5)", "plateau(0.1, 2, x)",
    "plateau(0.1, 2, 0, 0, 0, 0)", "plateau(0.1,,2)",
  ])
  func `what is no plateau is refused`(text: String) throws {
    let error = #expect(throws: TesseraError.self) { try PlateauRate(parsing: text, rate: 1) }
    #expect(error?.kind == .usage)
    #expect(try PlateauRate(parsing: "cosine(3)", rate: 1) == nil)
  }
}
