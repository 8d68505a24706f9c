import Testing
import Waiting

/// The ways by which ranks exchange shards, as they are asked for and told.
@Suite(.waitingForPrograms) struct ExchangeTests {
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

  @Test(arguments: [("shared", "mpi"), ("two-level", "two-level"), ("mpi", "mpi")])
  func `a reshard tells the way of each step, in words and in JSON`(choice: String, way: String)
    throws
  {
    // The mesh's rows are hosts: its second dim is on one each, a group of its first has no two ranks there.
    for (route, ways) in [
      ("--from S(0),S(1) --to S(0),R", choice == "mpi" ? "mpi" : "shared"),
      ("--from S(0),S(1) --to R,S(1)", "mpi"), ("--from S(0),S(0) --to R,R", way),
    ] {
      let words = "reshard --shape 8,8 --mesh 2,2 --exchange \(choice) \(route)"
      let settings = ["TESSERA_RANKS_PER_HOST=2"]
      let outcome = try Self.run(settings, words)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let row = outcome.output.split(separator: "\n").first { $0.hasPrefix("1 ") } ?? ""
      #expect(row.split(separator: " ").contains { $0 == ways }, "\(outcome.output)")
      let json = try Self.run(settings, words + " --json")
      #expect(try Report.ways(json.output) == [[ways]], "\(json.output)")
    }
  }

  @Test func `a step that moves nothing goes no way`() throws {
    let words = "reshard --shape 8 --mesh 4 --from R --to S(0)"
    let outcome = try Self.run([], words)
    #expect(outcome.output.contains("step  function  collective  axes"), "\(outcome.output)")
    #expect(try Report.ways(try Self.run([], words + " --json").output) == [nil])
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

  @Test(arguments: [
    ("TESSERA_KERNELS=sse9", "one of portable, avx2, avx512, neon is required, not 'sse9'"),
    ("TESSERA_THREADS=abc", "a number from 1 to 1024 is required, not 'abc'"),
    ("TESSERA_THREADS=0", "a number from 1 to 1024 is required, not '0'"),
  ])
  func `a setting of the kernels that means nothing is told once`(
    setting: String, complaint: String
  ) throws {
    let words = "reshard --shape 4,4 --mesh 4 --from S(0) --to R"
    Mistake(words, 64, complaint).expect(try Self.run([setting], words))
  }
}
