import ArgumentParser
import Ops
import Console
import Elements
import PlanningCommands
import SPMDRules
import Tessera

/// Which rank speaks, and what it says of an op's outputs.
struct OpResultOptions: ParsableArguments, FileOptions {
  @Option(
    help: ArgumentHelp(
      "Write the first output from --rank to this file, or with NAME=FILE the output of that name; once for each.",
      valueName: "[name=]file.npy"))
  var output: [String] = []

  @Option(
    parsing: .unconditional,
    help: "The rank that prints and writes (default: the first of the mesh).")
  var rank: Int?

  @Flag(help: "Compare all outputs with the single-process ones; exit with 70 on a difference.")
  var verify = false

  @Option(
    defaultAsFlag: Printed.all, parsing: .next,
    help: ArgumentHelp(
      "Print all outputs in full, or those of these names: --print values,indices.",
      valueName: "names"))
  var print: Printed?

  @Flag(help: "Also print which rank holds which block of each output.")
  var layout = false

  @Option(
    help: ArgumentHelp(
      "Write the shards of the outputs to this folder, each rank's as rank<K>.npy; several outputs get a "
        + "folder each, of their names.", valueName: "dir"))
  var shards: String?

  @OptionGroup var told: ReportOptions
  @OptionGroup var detail: DetailOptions
  @OptionGroup var table: TableOptions

  var files: [WrittenFile] {
    output.compactMap { WrittenFile(NamedFile($0).path, of: "--output") } + table.files + told.files
  }

  /// Which outputs are printed.
  enum Printed: ExpressibleByArgument, CustomStringConvertible {
    case all
    case named([String])

    init?(argument: String) {
      self = .named(argument.split(separator: ",").map(String.init))
    }

    var description: String {
      switch self {
      case .all: "all"
      case .named(let names): names.joined(separator: ",")
      }
    }
  }

  func validate() throws {
    if let rank, rank < 0 {
      throw ValidationError("--rank: a number that is not negative is required, not \(rank)")
    }
  }
}

/// The outputs of a call by name, and which of them are wanted.
struct OutputNames {
  let op: String
  let names: [String]

  init(_ op: String, _ names: [String]) { (self.op, self.names) = (op, names) }

  /// What is printed and written, and where.
  struct Wanted {
    let names: [String]
    /// The places of the outputs that are printed, in order.
    let printed: [Int]
    let files: [(place: Int, path: String)]
  }

  /// - Throws: `TesseraError.Kind.usage` if a name is none of the outputs'.
  func wanted(_ result: OpResultOptions) throws(TesseraError) -> Wanted {
    Wanted(names: names, printed: try places(result.print), files: try files(result.output))
  }

  private func places(_ printed: OpResultOptions.Printed?) throws(TesseraError) -> [Int] {
    switch printed {
    case nil: return []
    case .all: return Array(names.indices)
    case .named(let wanted):
      var places: [Int] = []
      for name in wanted { places += try self.places(of: name, "--print") }
      return places
    }
  }

  /// Which output goes to which file, of the words of `--output`.
  private func files(_ words: [String]) throws(TesseraError) -> [(place: Int, path: String)] {
    var files: [(place: Int, path: String)] = []
    for file in try NamedFile.all(words) {
      guard let name = file.name else {
        files.append((0, file.path))
        continue
      }
      let found = try places(of: name, "--output")
      guard found.count == 1 else {
        throw TesseraError(
          .usage,
          "--output \(name)=\(file.path): one output is required, \(name) are \(found.count)")
      }
      files.append((found[0], file.path))
    }
    return files
  }

  /// The output of this name; of a list's name all in it.
  private func places(of name: String, _ option: String) throws(TesseraError) -> [Int] {
    // A value that is given twice is one.
    if let place = names.firstIndex(of: name) { return [place] }
    let places = names.indices.filter { names[$0].hasPrefix(name + "[") }
    guard !places.isEmpty else {
      throw TesseraError(
        .usage,
        "\(option) \(name): the outputs of \(op) are \(names.joined(separator: ", "))")
    }
    return places
  }
}
