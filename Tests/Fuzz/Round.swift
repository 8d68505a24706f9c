import Foundation

/// Some inputs of each parser, in processes of their own, so that a trap ends none but its own.
struct Round {
  let seed: UInt64
  /// How many inputs go through the command line.
  let cli: Int
  let scratch: URL
  private(set) var faults = 0

  /// The faults after which a parser's other inputs are left.
  private static let mostFaults = 10
  private static let codes: Set<Int32> = [0, 64, 65, 69, 70]

  init(seed: UInt64, cli: Int, scratch: URL) {
    self.seed = seed
    self.cli = cli
    self.scratch = scratch
  }

  mutating func run(_ parser: Parser, _ numbers: Range<Int>) throws {
    let before = faults
    let began = ContinuousClock.now
    try readInProcess(parser, numbers)
    let through = numbers.prefix(cli)
    for number in through where faults - before < Self.mostFaults {
      try readByCommand(parser, number)
    }
    let seconds = (ContinuousClock.now - began).components.seconds
    print(
      "\(parser.name): \(numbers.count) inputs, \(through.count) of them through the command line, "
        + "\(seconds) s, \(faults == before ? "no fault" : "\(faults - before) faults")")
  }

  private mutating func readInProcess(_ parser: Parser, _ numbers: Range<Int>) throws {
    var (first, found) = (numbers.lowerBound, 0)
    while first < numbers.upperBound, found < Self.mostFaults {
      let child = try Child(
        Self.bounded + [
          Self.built.appending(path: "Fuzz").path, parser.name, "--child", scratch.path, "--seed",
          "\(seed)", "--from", "\(first)", "--count", "\(numbers.upperBound - first)",
        ], seconds: 86_400, scratch: scratch)
      if child.end == .exit(0) { return }
      let progress = try String(contentsOf: scratch.appending(path: "progress"), encoding: .utf8)
      let number = Int(progress.trimmingCharacters(in: .whitespaces)) ?? first
      let what =
        switch child.end {
        case .signal(SIGALRM): "takes longer than \(Trial.seconds) s"
        case let end: "ends by \(end)"
        }
      tell(parser, number, "\(what) \(child.errors.prefix(600))")
      (first, found) = (number + 1, found + 1)
    }
  }

  /// Has a program end where it takes more memory than it may, beside what every program here maps.
  private static let bounded = [
    "/bin/bash", "-c", "ulimit -c 0; ulimit -v \((Trial.bytes + (512 << 20)) >> 10); exec \"$@\"",
    "bash",
  ]

  /// The folder of the built programs.
  private static let built = URL(
    filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  ).deletingLastPathComponent()

  private mutating func readByCommand(_ parser: Parser, _ number: Int) throws {
    let bytes = Mutator(corpus: parser.corpus, seed: seed).mutant(number)
    let ending = parser.name == "npy" ? "npy" : "safetensors"
    let path = scratch.appending(path: "input.\(ending)").path
    try Data(bytes).write(to: URL(filePath: path))
    let words = parser.command(bytes, path)
    let child = try Child(
      [Self.built.appending(path: "tessera").path] + words, seconds: Double(Trial.seconds),
      scratch: scratch)
    switch child.end {
    case .exit(let code) where Self.codes.contains(code):
      if child.peakBytes > Trial.bytes {
        tell(parser, number, "tessera \(words) takes \(child.peakBytes >> 20) MiB")
      } else if code != 0, !child.errors.hasPrefix("error: ") {
        tell(parser, number, "tessera \(words) says nothing: \(child.errors.prefix(300))")
      }
    case let end: tell(parser, number, "tessera \(words): \(end) \(child.errors.prefix(600))")
    }
  }

  /// Tells a fault, and keeps the input.
  private mutating func tell(_ parser: Parser, _ number: Int, _ what: String) {
    faults += 1
    let kept = FileManager.default.temporaryDirectory
      .appending(path: "tessera-fuzz-\(parser.name)-\(seed)-\(number)")
    try? Data(Mutator(corpus: parser.corpus, seed: seed).mutant(number)).write(to: kept)
    print("fault: \(parser.name), seed \(seed), input \(number), kept as \(kept.path): \(what)")
  }
}
