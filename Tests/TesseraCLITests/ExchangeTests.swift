import Testing

/// The ways by which ranks exchange shards, as they are asked for and told.
@Suite struct ExchangeTests {
  private static func run(_ settings: [String], _ words: String) throws -> Outcome {
    try Program.run("env", ranks: 4, settings + [Program.tessera] + words.words)
  }

  @Test(arguments: [("shared", "mpi"), ("two-level", "two-level"), ("mpi", "mpi")])
  func `a trace tells the way of each step between hosts`(choice: String, way: String) throws {
    for (settings, option) in [
      (["TESSERA_EXCHANGE=\(choice)"], ""),
      (["TESSERA_EXCHANGE=\(choice == "mpi" ? "auto" : "mpi")"], " --exchange \(choice)"),
    ] {
      let outcome = try Self.run(
        settings + ["TESSERA_RANKS_PER_HOST=2"],
        "op softmax --mesh 4 --input f32[8,8]{S(1)} --attr axis=1 --trace --verify" + option)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.output.contains("(all-to-all \(way))")
          || outcome.output.contains("(all-gather \(way))"), "\(outcome.output)")
    }
  }

  @Test func `on one host all ways but MPI's read shards`() throws {
    for (choice, way) in [("auto", "shared"), ("two-level", "shared"), ("mpi", "mpi")] {
      let outcome = try Self.run(
        ["TESSERA_EXCHANGE=\(choice)"],
        "op softmax --mesh 4 --input f32[8,8]{S(1)} --attr axis=1 --trace --verify")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains(" \(way))"), "\(outcome.output)")
    }
  }

  @Test func `an unknown way is told once`() throws {
    let words = "reshard --shape 4,4 --mesh 4 --from S(0) --to R"
    Mistake(words, 64, "TESSERA_EXCHANGE: auto, shared, two-level or mpi is required, not 'fast'")
      .expect(try Self.run(["TESSERA_EXCHANGE=fast"], words))
    let option = words + " --exchange fast"
    Mistake(option, 64, "'fast'").expect(try Self.run([], option))
  }
}
