import Foundation
import Testing
import Waiting

/// Words of a command line that mean nothing.
@Suite(.waitingForPrograms) struct WordTests {
  @Test(arguments: [
    Mistake(
      "reshrad --shape 4 --mesh nowhere", 64,
      "unknown subcommand 'reshrad'; did you mean 'reshard'?; see 'tessera --help'"),
    Mistake(
      "spmd lst", 64, "unknown subcommand 'lst'; did you mean 'list'?; see 'tessera spmd --h"),
    Mistake("--bogus plan", 64, "unknown option '--bogus'; see 'tessera --help'"),
    // The value of an unknown option is not taken for the file.
    Mistake("plan --shape 4 --bogus 3", 64, "unknown option '--bogus'; see 'tessera plan --help'"),
    Mistake("plan --mesh nowhere.yaml --bogus=3", 64, "unknown option '--bogus'; see"),
    Mistake("plan --mesh nowhere.yaml --rank -1 --from X", 64, "unknown option '--rank'; see"),
    Mistake("reshard --rank -1 --shpae 4", 64, "unknown option '--shpae'; did you mean '--shape'?"),
    Mistake("reshard --vreify", 64, "unknown option '--vreify'; did you mean '--verify'?"),
    Mistake("print --thresh 3", 64, "unknown option '--thresh'; did you mean '--threshold'?"),
    Mistake("op matmul --mehs 2", 64, "unknown option '--mehs'; did you mean '--mesh'?"),
    Mistake("op --mehs 2 matmul", 64, "unknown option '--mehs'; did you mean '--mesh'?"),
    // What is not near is not suggested.
    Mistake("reshard --mute", 64, "unknown option '--mute'; see 'tessera reshard --help'"),
    Mistake("plan --to --from", 64, "Missing value for '--to <to>'"),
    Mistake("plan --shape -4,4 --from R --to R --mesh 2 x", 64, "several are given"),
    Mistake(
      "reshard -np 4 --shape 4", 64,
      "unknown option '-np'; see 'tessera reshard --help'; it goes to ./Launch/run, or to mpirun"),
    Mistake("op mm --virtual --mesh 2 --input f32[4]{R}", 64, "the nearest are matmul, bmm"),
    Mistake("op cat --virtual --mesh 2 --input f32[4]{R}", 64, "the nearest are concat, cast"),
    Mistake(
      "op matmul --virtual --mesh 2 --input f32[4,4]{R}", 64,
      "matmul: 2 inputs are required (x, y), 1 is given"),
    Mistake(
      "op relu --virtual --mesh 2 --input f32[4]{R} --input f32[4]{R}", 64,
      "relu: 1 input is required (x), 2 are given"),
  ])
  func `what is unknown is told before all else`(mistake: Mistake) throws {
    let outcome = try Program.run(mistake.words.words)
    mistake.expect(outcome)
    // Nothing stands behind the last word of the message.
    if !mistake.message.hasSuffix("given"), mistake.message.contains("; see ") {
      #expect(!outcome.errors.contains("did you mean") || mistake.message.contains("did you mean"))
    }
  }

  @Test(arguments: [
    ("reshard --virtual --shape 4 --mesh 2 --from R --to R --output", "--output"),
    ("reshard --virtual --shape 4 --mesh 2 --from R --to R --shards", "--shards"),
    ("reshard --virtual --mesh 2 --from R --to R --input-shards", "--input-shards"),
    ("op relu --virtual --mesh 2 --input f32[4]{R} --output", "--output"),
    ("plan --shape 4 --mesh 2 --from R --to R --svg", "--svg"),
    ("simulate --shape 4 --mesh 2 --from R --to R --trace", "--trace"),
    ("bench fit --output", "--output"),
    ("spmd infer --vectors", "--vectors"),
    ("encode --weights", "--weights"),
    ("plan --mesh 2 --from R --to R", "file-or-tensor"),
  ])
  func `a file without a name is refused by the option's name`(words: String, name: String) throws {
    let outcomes =
      try [Program.run(words.words + [""])]
      + (name == "file-or-tensor" ? [] : [Program.run(words.words.dropLast() + ["\(name)="])])
    for outcome in outcomes {
      #expect(outcome.status == 64 && outcome.isOneError)
      #expect(
        outcome.errors == "error: \(name): the name of a file or folder is required, '' is given\n")
    }
  }

  @Test(arguments: [
    ("S(-1)", "counted from 0, found '-1'; of a tensor of 2 dims it is S(1)"),
    ("Shard(0)", "found 'Shard'; is 'S(0)' meant?"),
    ("Shard(dim=1)", "found 'Shard'; is 'S(1)' meant?"),
    ("shard(1)", "found 'shard'; is 'S(1)' meant?"),
    ("s(0)", "found 's'; is 'S(0)' meant?"),
    ("S1", "found 'S1'; is 'S(1)' meant?"),
    ("Replicate()", "found 'Replicate'; is 'R' meant?"),
    ("r", "found 'r'; is 'R' meant?"),
    ("Partial()", "found 'Partial'; is 'P(sum)' meant?"),
    ("Partial(\"max\")", "found 'Partial'; is 'P(max)' meant?"),
    ("p(avg)", "found 'p'; is 'P(avg)' meant?"),
    ("X", "found 'X'"),
  ])
  func `what other systems write is told as it is written here`(text: String, message: String)
    throws
  {
    let outcome = try Program.run("plan --shape 4,4 --mesh 2 --to R --from".words + [text])
    #expect(outcome.status == 64 && outcome.isOneError)
    #expect(outcome.errors.hasSuffix("\(message)\n"), "\(outcome.errors)")
  }

  @Test(arguments: [
    (["X\ny\u{1b}[31m"], #"'X\ny\u{1b}[31m'"#), (["R\u{202e}"], #"'R\u{202e}'"#),
    (
      ["R\u{2028}\u{85}\u{0}"].map { $0.replacing("\u{0}", with: "\u{7}") },
      #"R\u{2028}\u{85}\u{7}"#
    ),
    (["R", "--a\r\nb"], #"'--a\r\nb'"#), (["R", "--a\tb"], #"unknown option '--a\tb'"#),
    (["R", "--svg", "/nowhere/a\nb"], #"/nowhere/a\nb: "#),
  ])
  func `control characters of what was typed are escaped`(words: [String], message: String) throws {
    let outcome = try Program.run("plan --shape 4 --mesh 2 --to R --from".words + words)
    #expect(outcome.isOneError && outcome.status != 0, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func `control characters of names and keys in files are escaped`() throws {
    let scratch = try Scratch()
    let mesh = try scratch.file("m.yaml", "meshes:\n  \"a\\nb\": { \"sh\\tape\": [2] }\n")
    let yaml = try Program.run("plan --shape 4 --from R --to R --mesh".words + [mesh])
    #expect(yaml.isOneError && yaml.errors.contains(#"\t"#), "\(yaml.errors)")
    let header = #"{"a\nb":{"dtype":"I16","shape":[1],"data_offsets":[0,2]}}"#
    let bytes = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0]
    try Data(bytes).write(to: URL(filePath: scratch.path("w.safetensors")))
    let names = try Program.run(
      ["plan", scratch.path("w.safetensors")]
        + "--tensor x --mesh 2 --from R --to R".words)
    #expect(names.isOneError && names.errors.hasSuffix("but has 'a\\nb'\n"), "\(names.errors)")
  }

  @Test func `a benchmark tells a mistake once, and ends with 64`() throws {
    for words in [
      "reshard --bogus", "reshard --cases nothing", "reshard --ndim 9", "resard",
      "all-reduce --size 3x",
      "all-reduce --size 4 --factor 2", "all-reduce --factor 1", "all-reduce --from 9 --to 8",
      "all-reduce --dtype f31", "kernels --dtype i8",
    ] {
      let outcome = try Program.run(ranks: 2, ["bench"] + words.words)
      #expect(outcome.status == 64 && outcome.isOneError, "\(words): \(outcome.errors)")
    }
  }
}
