import Foundation
import Testing
import Waiting

/// How jobs end when one rank does not do as the others. The seconds allow for a busy machine; without
/// an end of its own each of these jobs takes at least 60.
@Suite(.waitingForPrograms) struct EndingTests {
  @Test func `a rank that throws alone ends the job with its message`() throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, ["throwing"])
    #expect(outcome.status == 65)
    #expect(outcome.errors == "error: rank 2 cannot read its input\n")
    #expect(outcome.seconds < 10)
  }

  @Test func `ranks that disagree name the odd one and both calls, once`() throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, ["disagreeing"])
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("error: rank 2 is at call 1 of these ranks: reshard "))
    #expect(outcome.errors.contains("-> {S(1)@all} on all[3: 0 1 2]; but ranks 0, 1 are at call 1"))
    #expect(outcome.errors.contains("-> {R@all} on all[3: 0 1 2]\n"))
    #expect(outcome.seconds < 10)
  }

  @Test func `a rank that never arrives is named after the timeout`() throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, ["sleeping"])
    #expect(outcome.status == 69 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("error: rank 2 did not arrive within 1.0 s at call 1 of"))
    #expect(outcome.seconds > 1 && outcome.seconds < 15)
  }

  @Test func `a rank that is killed ends the job`() throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, ["killed"])
    #expect(outcome.status != 0 && outcome.status != 124 && outcome.output.isEmpty)
    #expect(outcome.seconds < 10)
  }

  @Test func `ranks that were started with other words disagree`() throws {
    let words = "reshard --shape 4,4 --mesh 2 --from S(0) --to".words
    let outcome = try Program.run(byRank: [
      [Program.tessera] + words + ["R"], [Program.tessera] + words + ["S(1)"],
    ])
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains("{S(1)}") || outcome.errors.contains("{S(1)} on"))
  }

  @Test func `ranks of one stage that disagree tell it once`() throws {
    let words = "reshard --shape 4,4 --mesh Meshes/pipeline-2x2.yaml --from S(0)@stage1 --to".words
    let agreeing = [Program.tessera] + words + ["R@stage1"]
    let outcome = try Program.run(byRank: [
      agreeing, agreeing, agreeing, [Program.tessera] + words + ["S(1)@stage1"],
    ])
    #expect(outcome.status == 65 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains("rank 3 is at call 1 of these ranks"), "\(outcome.errors)")
  }

  @Test func `a rank whose words alone are wrong ends the job`() throws {
    let words = "reshard --shape 4,4 --mesh 2 --from S(0) --to R".words
    let outcome = try Program.run(byRank: [
      [Program.tessera] + words, [Program.tessera] + words + ["--bogus"],
    ])
    #expect(outcome.status == 64 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.seconds < 15)
  }

  @Test func `a rank that is stuck while it writes is named after the timeout`() throws {
    let scratch = try Scratch()
    // Nobody reads from this pipe.
    let pipe = scratch.path("pipe")
    _ = try Program.execute(["mkfifo", pipe])
    let words = "reshard --shape 4 --mesh 2 --from S(0) --to R --timeout 1 --output".words
    let outcome = try Program.run(ranks: 2, words + [pipe])
    #expect(outcome.status == 69 && outcome.isOneError, "\(outcome.errors)")
    #expect(outcome.errors.contains("rank 0 did not arrive within 1.0 s"), "\(outcome.errors)")
    #expect(outcome.seconds < 15)
  }

  @Test(arguments: [
    ("stoppedAtStart", "the start of MPI"), ("stoppedInShared", "reshard f32"),
    ("stoppedInMPI", "reshard f32"), ("stoppedInBarrier", "MPI_Barrier"),
    ("stoppedAtEnd", "the end of the program"), ("stoppedAfterEnd", "the end of the program"),
  ])
  func `a rank that a signal stops is named after the timeout, wherever it was`(
    scenario: String, place: String
  ) throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, [scenario])
    let named = "error: rank 1 did not arrive within 1.0 s at "
    #expect(outcome.status == 69 && outcome.errors.hasPrefix(named), "\(outcome.errors)")
    #expect(outcome.errors.contains(place), "\(outcome.errors)")
    #expect(outcome.errors.contains("; rank 1 is stopped by a signal"), "\(outcome.errors)")
    #expect(outcome.errors.components(separatedBy: "error: ").count == 2, "\(outcome.errors)")
    #expect(outcome.seconds < 15)
  }

  /// The launcher of rank 0 does not end when rank 0 has, and takes no SIGTERM; rank 1 is stopped before it has
  /// started. A run that does not end is ended by `Program`; a limit on the test would count the time for which it waits
  /// for a thread.
  @Test
  func `a launcher that stands after a rank was named is ended by that rank`() throws {
    let scratch = try Scratch()
    let launcher = """
      #!/bin/bash
      trap '' TERM
      echo $$ >"$0.process"
      "$@" &
      wait
      exec sleep 1000
      """
    let standing = try scratch.file("orted", launcher)
    let stopped = try scratch.file("stopped", "#!/bin/bash\nkill -STOP $$\nexec \"$@\"\n")
    _ = try Program.execute(["chmod", "+x", standing, stopped])
    let words = "reshard --shape 4 --mesh 2 --from S(0) --to R --timeout 1".words
    let outcome = try Program.run(byRank: [
      [standing, Program.tessera] + words, [stopped, Program.tessera] + words,
    ])
    #expect(
      outcome.errors.hasPrefix("error: rank 1 did not arrive within 1.0 s at the start of MPI"),
      "\(outcome.errors)")
    // Of mpirun, a rank was killed.
    #expect(outcome.status == 137 && outcome.seconds > 9 && outcome.seconds < 40)
    let process = try String(contentsOfFile: "\(standing).process", encoding: .utf8)
    let number = process.trimmingCharacters(in: .whitespacesAndNewlines)
    // It is gone, or has ended and waits for the process that has taken it over to take note.
    let status = (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? ""
    #expect(status.isEmpty || status.contains("State:\tZ"), "\(status.prefix(200))")
  }

  @Test func `a reshard that one rank calls alone ends the job, by default`() throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, ["alone"])
    #expect(outcome.status == 69 && outcome.isOneError, "\(outcome.errors)")
    #expect(
      outcome.errors.hasPrefix("error: ranks wait for each other since 1.0 s: rank 0 is at call 1"))
    #expect(outcome.errors.contains("; rank 1 is at the end of the program; rank 2 is"))
    #expect(outcome.seconds < 15)
  }

  @Test func `a rank may be busy for longer than the timeout where no other waits for it`() throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, ["busyAlone"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.components(separatedBy: "was busy").count == 4)
  }

  @Test func `a rank may be busy for longer than the timeout after the end of MPI`() throws {
    let outcome = try Program.run(Program.scenarios, ranks: 3, ["busyAfterEnd"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output == "it was busy\n")
  }

  @Test func `ranks are stopped at random moments, and each job ends and names them`() throws {
    let outcome = try Program.execute(
      ["./Launch/stopped-ranks"] + "-jobs 3 -timeout 3 -slack 12 -tessera".words + [Program.tessera]
    )
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
