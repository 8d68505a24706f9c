import Foundation
import Testing
import Waiting

@Suite(.waitingForPrograms) struct LaunchTests {
  @Test(arguments: [
    ("-np", "error: -np needs a number of ranks, not ''"),
    ("-np 0 plan", "error: -np needs a number of ranks, not '0'"),
    ("-np two plan", "error: -np needs a number of ranks, not 'two'"),
    ("-hosts missing plan", "error: -hosts needs a hostfile that can be read, not 'missing'"),
  ])
  func `run refuses its options in one line`(words: String, message: String) throws {
    let outcome = try Program.execute(["./Launch/run"] + words.words)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "\(message); usage: ./Launch/run [-np N] [-hosts FILE] [SUBCOMMAND …]\n")
  }

  @Test func `run takes its options at any place`() throws {
    let outcome = try LaunchFolder().run(
      "reshard --shape 3 --mesh 3 --from S(0) -np 4 --to R@job --json --rank 3".words.map {
        $0.replacing("R@job", with: "R")
      })
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Report(outcome.output).steps.map(\.bytesReceived) == [[8, 8, 8]])
  }

  @Test func `run takes the number of ranks from the mesh`() throws {
    let outcome = try LaunchFolder().run(
      "reshard --shape 3 --mesh 3 --from S(0) --to R --json".words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try Report(outcome.output).steps.map(\.bytesReceived) == [[8, 8, 8]])
  }

  @Test(arguments: [
    ("-np 2 reshard --shape 3 --mesh 2 --from S(1) --to R", 65 as Int32),
    ("-np 2 reshard --shape 3 --mesh 3 --from S(0) --to R", 69),
    ("-np 2 reshard --bogus", 64),
    ("reshard --bogus --mesh nowhere.yaml", 64),
    ("reshrad --mesh nowhere.yaml", 64),
    ("reshard -np two --mesh 2", 64),
    ("print --shape 4 --mesh 2 --placement R -np 2 --rank 77", 64),
    ("reshard --shape 3 --mesh nowhere.yaml --from S(0) --to R", 65),
  ])
  func `run passes on one error line and the exit status`(words: String, status: Int32) throws {
    let outcome = try LaunchFolder().run(words.words)
    #expect(outcome.status == status && outcome.output.isEmpty)
    #expect(outcome.isOneError, "\(outcome.errors)")
  }

  /// Open MPI's launcher may crash as it ends such a job, or a rank has ended it.
  @Test(arguments: [139, 137, 143])
  func `run knows that a rank was late where the launcher does not end by itself`(code: Int) throws
  {
    let launcher = """
      #!/bin/sh
      if [ "$1" = --version ]; then echo 'mpirun (Open MPI) 4.1.4'; exit 0; fi
      echo 'error: rank 1 did not arrive within 60.0 s at the start of MPI' >&2
      exit \(code)
      """
    let scratch = try Scratch()
    _ = try Program.execute(["chmod", "+x", scratch.file("mpirun", launcher)])
    let outcome = try LaunchFolder().run("-np 2 doctor".words, programs: scratch.folder.path)
    #expect(outcome.status == 69, "\(outcome.errors)")
    #expect(
      outcome.errors.hasPrefix(
        "error: rank 1 did not arrive within 60.0 s at the start of MPI\n"))
  }

  /// MPICH's launcher ends with the bits of all ranks' codes and signals together, after some words.
  @Test(arguments: [
    (0, 0, ""), (64, 64, ""), (65, 65, ""), (69, 69, ""), (70, 70, ""), (71, 70, ""),
    (9, 70, "error: a rank was killed, or could not start (mpirun ended with status 9)\n"),
    (77, 70, "error: a rank was killed, or could not start (mpirun ended with status 77)\n"),
    (255, 69, "error: mpirun could not run 2 ranks (it ended with status 255)\n"),
  ])
  func `run reads back what MPICH's launcher makes of the ranks' codes`(
    bits: Int, status: Int32, errors: String
  ) throws {
    let launcher = """
      #!/bin/sh
      if [ "$1" = --version ]; then echo 'HYDRA build details:'; exit 0; fi
      line=$(printf '=%.0s' $(seq 83))
      printf 'one\\n\\ntwo\\n'
      [ \(bits) = 0 ] || printf '\\n%s\\n=   BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES
      =   EXIT CODE: \(bits)\\n%s\\n' $line $line
      exit \(bits)
      """
    let scratch = try Scratch()
    _ = try Program.execute(["chmod", "+x", scratch.file("mpirun", launcher)])
    let outcome = try LaunchFolder().run("-np 2 doctor".words, programs: scratch.folder.path)
    #expect(outcome.status == status && outcome.errors == errors, "\(outcome.errors)")
    #expect(outcome.output == "one\n\ntwo\n", "\(outcome.output)")
  }

  @Test func `setup asks nobody for packages and is silent where nothing is missing`() throws {
    let scratch = try Scratch()
    let asked = scratch.path("asked")
    for program in ["apt-get", "sudo"] {
      _ = try Program.execute([
        "chmod", "+x", scratch.file(program, "#!/bin/sh\necho \"$@\" >> \(asked)\n"),
      ])
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let outcome = try Program.execute([
      "env", "PATH=\(scratch.folder.path):\(path)", "./Launch/setup",
    ])
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: asked))
  }

  @Test func `build begins anew for another MPI, though its version is the same`() throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(
      at: Program.package.appending(path: "Launch"), to: scratch.folder.appending(path: "Launch"))
    for folder in ["Sources", "Benchmarks", "stubs", ".build/host/release", ".build/tests"] {
      _ = try scratch.folder(folder)
    }
    _ = try scratch.file("Package.swift", "")
    for (name, script) in [
      (
        "swift",
        "ln -sfn host/release .build/release; mkdir -p .build/host/release; cp \"$0\" .build/release/tessera"
      ),
      ("pkg-config", "case $1 in --modversion) echo 4.1.4;; --cflags) echo -I/$MPI;; esac"),
    ] {
      let path = try scratch.file("stubs/\(name)", "#!/bin/sh\n\(script)\n")
      _ = try Program.execute(["chmod", "+x", path])
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    func build(with mpi: String) throws {
      let outcome = try Program.execute(
        ["env", "PATH=\(scratch.path("stubs")):\(path)", "MPI=\(mpi)", "./Launch/build"],
        in: scratch.folder)
      #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
    }
    try build(with: "one")
    let left = try [".build/host/release/left.o", ".build/tests/left.o"].map {
      try scratch.file($0, "")
    }
    func remaining() -> [String] { left.filter(FileManager.default.fileExists) }
    try build(with: "one")
    #expect(remaining() == left)
    try build(with: "two")
    #expect(remaining().isEmpty)
    #expect(FileManager.default.fileExists(atPath: scratch.path(".build/release/tessera")))
  }

  @Test func `setup prints the command that it is about to run`() throws {
    let scratch = try Scratch()
    let asked = scratch.path("asked")
    for (name, script) in [
      ("pkg-config", "exit 1"), ("sudo", #"[ "$1" != -n ] || shift; exec "$@""#),
      ("apt-get", "echo \"$@\" >> \(asked)"),
    ] {
      _ = try Program.execute(["chmod", "+x", scratch.file(name, "#!/bin/sh\n\(script)\n")])
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let outcome = try Program.execute([
      "env", "PATH=\(scratch.folder.path):\(path)", "./Launch/setup",
    ])
    #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
    let calls = try String(contentsOfFile: asked, encoding: .utf8).split(separator: "\n")
    #expect(calls.count == 2)
    for call in calls { #expect(outcome.errors.contains("apt-get \(call)"), "\(outcome.errors)") }
    let libraries = "libopenmpi-dev libopenblas-dev"
    // Also libdnnl-dev where this machine has no headers of oneDNN, which pkg-config does not know.
    #expect(calls.last?.contains(libraries) == true, "\(calls)")
    #expect(calls.last?.hasSuffix("libsleef-dev") == true, "\(calls)")
  }

  @Test
  func `sweep removes what killed launchers left, and nothing that is in use, new or another's`()
    throws
  {
    let scratch = try Scratch()
    let host = ProcessInfo.processInfo.hostName.prefix { $0 != "." }
    let (user, old) = (getuid(), Date(timeIntervalSinceNow: -600))
    func age(_ path: String) throws {
      try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    }
    func segment(_ name: String) throws -> String {
      let path = try scratch.file(name, "")
      try age(path)
      return path
    }
    func session(_ name: String) throws -> String {
      let path = try scratch.folder("ompi.\(host).\(user)/\(name)")
      _ = try scratch.file("ompi.\(host).\(user)/\(name)/contact.txt", "")
      try age(path)
      return path
    }
    // No process has this number: it is the largest there may be.
    let gone = 4_194_304
    let left = [
      try segment("vader_segment.\(host).\(user).55be0001.0"),
      try segment("sm_segment.\(host).\(user).842b0000.0"), try session("pid.\(gone)"),
    ]
    let open = try segment("vader_segment.\(host).\(user).55be0001.1")
    let isOpen = FileHandle(forReadingAtPath: open)
    let new = try scratch.file("vader_segment.\(host).\(user).55be0001.2", "")
    let kept = [
      open, new, try segment("vader_segment.other-\(host).\(user).55be0001.0"),
      try segment("results.npy"), try session("pid.\(getpid())"), try session("jf.0"),
    ]
    let outcome = try Program.execute(["./Launch/sweep", scratch.folder.path])
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty, "\(outcome)")
    for path in left { #expect(!FileManager.default.fileExists(atPath: path), "\(path)") }
    for path in kept { #expect(FileManager.default.fileExists(atPath: path), "\(path)") }
    try isOpen?.close()
  }
}
