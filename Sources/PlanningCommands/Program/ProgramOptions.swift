import ArgumentParser
import Console
import Elements
import Files
import Foundation
import Importing
import Programs
import Sharding

/// The file of a program.
package struct ProgramFile: ParsableArguments {
  package init() {}

  @Argument(
    help:
      "The file of the program's text, a PyTorch model of torch.export.save (MODEL.pt2), or an ONNX model (MODEL.onnx)."
  )
  package var file: String

  @Option(
    help: ArgumentHelp(
      "The number that a symbol of a model's sizes stands for, as s77=8; once for each. Else input files say "
        + "it, or it is that of the export.", valueName: "symbol=number"))
  package var bind: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the weights of a PyTorch model from this .safetensors file, or this folder of them with or without "
        + "model.safetensors.index.json, by their names.", valueName: "file|dir"))
  package var weights: String?

  /// The program of the file.
  ///
  /// - Throws: `TesseraError.Kind.data` where it cannot be read, or is no program; of a text with line and column.
  package func program() throws(TesseraError) -> Program { try source().program }

  /// The program of the file, and where its weights lie.
  ///
  /// - Parameters:
  ///   - words: what `--input` says: symbols follow the shapes of its files.
  ///   - given: the shapes of inputs in the place of those of the files; nil for these.
  ///   - trains: whether the program of a PyTorch model is to be trained: it also makes what buffers hold afterwards, and
  ///     gradients end where PyTorch's do.
  /// - Throws: as `program`, and `TesseraError.Kind.usage` where a word names no input.
  package func source(
    _ words: [String] = [], shapes given: [String: [Int]]? = nil, trains: Bool = false
  ) throws(TesseraError) -> ProgramSource {
    guard ImportedModel.suffixes.contains(where: file.hasSuffix) else {
      guard bind.isEmpty else {
        throw TesseraError(.usage, "--bind: a model (.pt2 or .onnx) is required, not \(file)")
      }
      try requireNoWeights()
      return ProgramSource(program: try text(), model: nil)
    }
    let bindings = try Self.bindings(bind)
    // An ONNX model has no sizes of an export: those of inputs are asked first.
    if file.hasSuffix(".onnx") { try requireNoWeights() }
    if file.hasSuffix(".onnx"), let inputs = try ImportedModel.openInputs(onnx: file) {
      var shapes = given ?? [:]
      if given == nil { shapes = try InputWords(words, of: inputs).shapes() }
      let model = try ImportedModel(file, bindings: bindings, shapes: shapes)
      return ProgramSource(program: model.program, model: model)
    }
    let files = try weights.map { path throws(TesseraError) in try WeightFiles(reading: path) }
    let model = try ImportedModel(
      file, bindings: bindings, weightFiles: files, trains: trains)
    var shapes = given ?? [:]
    if given == nil { shapes = try InputWords(words, of: model.program).shapes() }
    let isFitting = model.program.inputs.allSatisfy { id in
      let value = model.program.values[id]
      return shapes[value.name].map { $0 == value.shape } ?? true
    }
    if isFitting || model.bindings.isEmpty {
      return ProgramSource(program: model.program, model: model)
    }
    let bound = try ImportedModel(
      file, bindings: bindings, shapes: shapes, weightFiles: files, trains: trains)
    return ProgramSource(program: bound.program, model: bound)
  }

  private func requireNoWeights() throws(TesseraError) {
    guard weights == nil else {
      throw TesseraError(.usage, "--weights: a PyTorch model (.pt2) is required, not \(file)")
    }
  }

  /// The numbers that symbols stand for, of `s77=8`.
  static func bindings(_ words: [String]) throws(TesseraError) -> [String: Int] {
    var bindings: [String: Int] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let number = Int(parts[1]), number >= 0 else {
        throw TesseraError(.usage, "--bind: SYMBOL=NUMBER is required, as s77=8, not '\(word)'")
      }
      bindings[parts[0]] = number
    }
    return bindings
  }

  private func text() throws(TesseraError) -> Program {
    let text: String
    do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
      throw TesseraError(
        .data, "\(file): a file that can be read as UTF-8 is required, it cannot be")
    }
    do { return try Program(parsing: text) } catch {
      throw TesseraError(error.kind, "\(file), \(error)")
    }
  }
}

/// A program, and the model that it is of.
package struct ProgramSource {
  package let program: Program
  /// Nil of a program's text, which has no weights.
  package let model: ImportedModel?
}

/// On which meshes, and how a program is completed.
package struct CompletionOptions: ParsableArguments {
  package init() {}

  @OptionGroup package var mesh: MeshOptions
  @OptionGroup package var placement: PlacementOptions

  /// The program, completed and rewritten.
  ///
  /// - Parameter others: passes that are applied too, where all are.
  package func complete(
    _ program: Program, on meshes: MeshFile, beside others: [any ProgramPass.Type] = []
  ) throws(TesseraError) -> CompletedProgram {
    try placement.complete(program, on: meshes, beside: others)
  }

  /// What the program, or an option, places and the completed one has not so, a line each.
  package func lost(_ program: Program, in completed: CompletedProgram, on meshes: MeshFile)
    throws(TesseraError) -> [String]
  {
    completed.lostPlacements(of: try placement.placed(program, on: meshes.meshes))
      .map(\.description)
  }
}

/// How a program is completed.
package struct PlacementOptions: ParsableArguments {
  package init() {}

  @OptionGroup package var placing: PlaceOptions

  @Option(
    help: ArgumentHelp(
      "Put the parameters of a module on a mesh, as layers.0-5=stage0: what is computed with them is computed there. "
        + "Once for each stage.", valueName: "module=mesh"))
  package var stage: [String] = []

  @Option(
    help: ArgumentHelp(
      "The passes that rewrite the program: all, none, or some of \(Self.names); and fuse, which writes fused ops for what they do before the program is completed, where no more bytes move.",
      valueName: "names"))
  package var passes = "all"

  private static let names = ProgramPasses.all.map { $0.name }.joined(separator: ", ")

  /// The program, completed and rewritten.
  ///
  /// - Parameters:
  ///   - others: passes that are applied too, where all are.
  ///   - forced: the passes in the place of those of the option; nil for these.
  package func complete(
    _ program: Program, on file: MeshFile, beside others: [any ProgramPass.Type] = [],
    passes forced: String? = nil
  ) throws(TesseraError) -> CompletedProgram {
    try complete(program, on: file.meshes, beside: others, passes: forced)
  }

  /// The same on meshes that no file has.
  package func complete(
    _ program: Program, on meshes: [ProcessMesh], beside others: [any ProgramPass.Type] = [],
    passes forced: String? = nil
  ) throws(TesseraError) -> CompletedProgram {
    try outcome(program, on: meshes, beside: others, passes: forced).program
  }

  /// The same, with what was fused.
  package func outcome(
    _ program: Program, on meshes: [ProcessMesh], beside others: [any ProgramPass.Type] = [],
    passes forced: String? = nil
  ) throws(TesseraError) -> Fusion.Outcome {
    try fused(try placed(program, on: meshes), on: meshes, beside: others, passes: forced)
  }

  /// The program with what the options place.
  package func placed(_ program: Program, on meshes: [ProcessMesh]) throws(TesseraError) -> Program
  {
    try cuts().applied(to: try placing.patterns().applied(to: program), on: meshes)
  }

  /// What `--stage` says.
  package func cuts() throws(TesseraError) -> StageCuts {
    var stages = StageCuts()
    for word in stage { try stages.add(word) }
    return stages
  }

  /// A program whose values are annotated already, completed and rewritten, with arguments as of `complete`.
  package func completed(
    _ placed: Program, on meshes: [ProcessMesh], beside others: [any ProgramPass.Type] = [],
    passes forced: String? = nil
  ) throws(TesseraError) -> CompletedProgram {
    try fused(placed, on: meshes, beside: others, passes: forced).program
  }

  private func fused(
    _ placed: Program, on meshes: [ProcessMesh], beside others: [any ProgramPass.Type],
    passes forced: String?
  ) throws(TesseraError) -> Fusion.Outcome {
    var words = (forced ?? passes).split(separator: ",").map(String.init)
    let fuses = words.contains("fuse")
    words.removeAll { $0 == "fuse" }
    func completed(_ program: Program) throws(TesseraError) -> CompletedProgram {
      let completed = try Completion(on: meshes)(program)
      return switch words {
      case ["all"]: try completed.applying(others + ProgramPasses.all)
      case ["none"], []: completed
      default: try completed.applying(try ProgramPasses.named(words))
      }
    }
    guard fuses else { return Fusion.Outcome(program: try completed(placed), notes: []) }
    do { return try Fusion.completed(placed, by: completed) } catch { throw TesseraError(error) }
  }
}

extension Fusion.Outcome {
  /// What is fused, and what is not and why, a comment of a program's text each; nothing where nobody asked.
  ///
  /// - Parameter explained: whether what is not fused is told too.
  package func comments(explained: Bool) -> [String] {
    notes.compactMap { note in
      guard let reason = note.reason else { return "# \(note.value): fused by \(note.rule)" }
      return explained ? "# \(note.value): not fused by \(note.rule): \(reason)" : nil
    }
  }
}
