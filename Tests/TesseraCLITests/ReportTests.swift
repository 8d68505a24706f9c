import Execution
import Testing
import Waiting

@Suite(.waitingForPrograms) struct ReportTests {
  @Test func `a job's JSON has its fields and nothing else`() throws {
    let words = "--shape 5,6 --mesh Meshes/2x2.yaml --from P(sum),S(0) --to S(1),R".words
    let outcome = try Program.run(ranks: 4, ["reshard", "--json", "--verify"] + words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let (object, step) = try Report.fields(outcome.output)
    #expect(
      object == [
        "global_shape", "dtype", "from", "to", "steps", "received_total", "lower_bound_total",
        "peak_extra_bytes", "seconds", "verified", "equality",
      ])
    #expect(
      step == [
        "function", "collective", "ways", "mesh_dims", "axes", "from", "to", "bytes_sent",
        "bytes_received", "most_sent", "most_received", "seconds",
      ])
    try Golden.expect(outcome.output, is: "reshard-json")
    let report = try Report(outcome.output)
    #expect(report.verified == true)
    #expect((report.seconds ?? 0) > 0)
  }

  @Test func `the printed tensor is a field of the JSON too`() throws {
    let words = "--shape 2 --mesh 2 --from S(0) --to R --print --json".words
    let outcome = try Program.run(["reshard", "--virtual"] + words)
    #expect(try Report.fields(outcome.output).object.contains("printed"))
    #expect(outcome.output.contains(#""printed" : "f32[2]{R} on rank 0\n[0. 1.]""#))
  }

  @Test(arguments: [
    "--shape 7,6 --mesh Meshes/1d-4.yaml --from P(sum) --to R",
    "--shape 6,10 --dtype float16 --mesh Meshes/2x2.yaml --from S(0),S(0) --to S(1),P(sum)",
    "--shape 6,4 --mesh Meshes/pipeline-2x2.yaml --from P(sum)@stage0 --to S(0)@stage1",
    "--shape 6,5 --mesh Meshes/overlapping.yaml --from S(0),P(sum)@all --to R@one --then S(1)@right",
    "--shape 3 --mesh Meshes/reordered.yaml --from S(0)@snake --to S(0)@plain",
  ])
  func `plan, virtual cluster and job report the same steps and bytes`(words: String) throws {
    let runs = [
      try Program.run(["plan", "--json"] + words.words),
      try Program.run(["reshard", "--json", "--virtual", "--verify"] + words.words),
      try Program.run(
        "env", ranks: 4,
        ["TESSERA_EXCHANGE=mpi", Program.tessera, "reshard", "--json", "--verify", "--no-check"]
          + words.words),
      try Program.run(
        "env", ranks: 4,
        ["TESSERA_EXCHANGE=mpi", Program.tessera, "reshard", "--json", "--verify"] + words.words),
      try Program.run(ranks: 4, ["reshard", "--json", "--verify"] + words.words),
    ]
    for run in runs { #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)") }
    let reports = try runs.map { try Report($0.output) }
    // Ranks that read each other's shards stage nothing.
    let shared = reports[4].peakExtraBytes
    #expect(shared <= reports[0].peakExtraBytes)
    // Short messages that agree by the way all come at once.
    let short = reports[3].peakExtraBytes
    #expect(short <= reports[0].peakExtraBytes + DirectExchange.mostBytes)
    for report in reports.prefix(3) {
      #expect(report.peakExtraBytes == reports[0].peakExtraBytes)
    }
    for report in reports {
      #expect(report.steps == reports[0].steps)
      #expect(report.receivedTotal == reports[0].receivedTotal)
      #expect(report.lowerBoundTotal == reports[0].lowerBoundTotal)
      #expect(report.receivedTotal == report.steps.flatMap(\.bytesReceived).reduce(0, +))
      #expect(report.receivedTotal == report.steps.flatMap(\.bytesSent).reduce(0, +))
    }
  }
}
