import Tensors
import Testing
import Waiting

/// What memory cannot hold is refused with 69 before it is allocated: source, target, staging and result
/// together, against the machine and the limits of the process.
@Suite(.waitingForPrograms) struct MemoryTests {
  /// Runs `tessera` with so many KiB of address space.
  private func limited(_ kibibytes: Int, _ words: String) throws -> Outcome {
    try Program.run(addressSpace: kibibytes, words.words)
  }

  @Test(arguments: [
    (300_000, "reshard --virtual --shape 64000000 --mesh 2 --from S(0) --to R"),
    (700_000, "reshard --virtual --shape 64000000 --mesh 2 --from S(0) --to R"),
    (700_000, "reshard --virtual --shape 64000000 --mesh 2 --from S(0) --to P(sum) --verify"),
    (700_000, "reshard --virtual --shape 64000000 --mesh 2 --from R --to S(0)"),
    (700_000, "print --virtual --shape 64000000 --mesh 2 --placement S(0)"),
    (700_000, "op matmul --virtual --mesh 2 --input f32[20000,1]{R} --input f32[1,20000]{R}"),
    (700_000, "op add --virtual --mesh 2 --input f32[64000000]{S(0)} --input f32[64000000]{S(0)}"),
    // What kernels take for themselves: keys and places, windows, lists of indices.
    (1_100_000, "op argsort --virtual --mesh 1 --input f32[24000000]{R}"),
    (
      1_000_000,
      "op conv2d --virtual --mesh 1 --input f32[1,64,640,640]{R} --input f32[1,64,7,7]{R}"
    ),
    (
      700_000,
      "op embedding --virtual --mesh 1 --input i32[24000000]{R}:zeros --input f32[4,1]{R}"
    ),
    (700_000, "op poisson --virtual --mesh 1 --input f32[16000000]{R}"),
    (
      700_000,
      "op add --virtual --mesh 2 --input i8[9000,9000]{R}:below(9) --input i8[9000,9000]{R}"
    ),
  ])
  func `a limit of the address space is kept to`(kibibytes: Int, words: String) throws {
    let outcome = try limited(kibibytes, words)
    #expect(outcome.status == 69, "\(words)\n\(outcome.errors)")
    #expect(outcome.isOneError, "\(words)\n\(outcome.output)\n\(outcome.errors)")
    #expect(outcome.errors.contains("the limit of the address space (ulimit -v) is"))
  }

  @Test(arguments: [
    "reshard --virtual --shape 16000000 --mesh 2 --from S(0) --to R --verify",
    "op add --virtual --mesh 2 --input f32[8000000]{S(0)} --input f32[8000000]{S(0)} --verify",
  ])
  func `what fits within it runs`(words: String) throws {
    let outcome = try limited(1_200_000, words)
    #expect(outcome.status == 0, "\(words)\n\(outcome.errors)")
  }

  @Test func `a job's ranks keep to it too`() throws {
    let outcome = try Program.run(
      ranks: 2, addressSpace: 700_000,
      "reshard --shape 64000000 --mesh 2 --from S(0) --to R".words)
    #expect(outcome.status == 69, "\(outcome.errors)")
    #expect(outcome.isOneError, "\(outcome.errors)")
  }

  /// Its weights are small; the activations of so many samples are not.
  @Test(arguments: [
    "{tp:2} --virtual", "{tp:1} --virtual --pool mean --microbatches 2",
    "Meshes/encoder-pp3.yaml --virtual",
    "{tp:2}", "{dp:2} --microbatches 2 --print encoder.0.output",
  ])
  func `an encoder is weighed with its activations before anything is read`(words: String) throws {
    let scratch = try Scratch()
    let ids = scratch.path("ids.npy")
    try NpyFile.write(DenseTensor(zeros: [200_000, 12], dtype: .int32), to: ids)
    let isJob = !words.contains("--virtual")
    let outcome = try Program.run(
      ranks: isJob ? 2 : 0, addressSpace: 700_000,
      ["encode", "--mesh"] + words.words + "--weights Tests/TinyBert/model.safetensors".words
        + "--config Tests/TinyBert/config.json --ids".words + [ids])
    #expect(outcome.status == 69 && outcome.isOneError, "\(words)\n\(outcome.errors)")
    #expect(
      outcome.errors.hasPrefix("error: the encoder with its weights and what it makes takes "),
      "\(words)\n\(outcome.errors)")
    #expect(outcome.errors.contains("the limit of the address space (ulimit -v) is"))
  }

  @Test(arguments: [
    "op matmul --virtual --mesh 2 --input f32[200000,1]{R} --input f32[1,200000]{R}",
    "op tile --virtual --mesh 2 --input f32[2000,1000]{R} --attr repeat_times=1000,1000",
    "op one_hot --virtual --mesh 2 --input i64[2000000]{R} --attr num_classes=1000000",
    "op pad --virtual --mesh 2 --input f32[2,2]{R} --attr paddings=0,100000,0,10000000",
    "op repeat_interleave --virtual --mesh 2 --input f32[2000,2000]{R} --attr repeats=100000 --attr axis=0",
    "reshard --virtual --shape 1000000,1000000000 --mesh 2 --from S(0) --to R",
    "print --virtual --shape 1000000,1000000000 --mesh 2 --placement S(0)",
  ])
  func `what no machine holds is refused`(words: String) throws {
    Mistake(words, 69, "this machine has").expect(try Program.run(words.words))
  }
}
