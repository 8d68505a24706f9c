import ArgumentParser
import Console
import Conversion
import Elements
import Files
import Foundation
import Importing

/// Writes a model of PyTorch as a Swift package.
package struct Convert: WritingCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    abstract: "Write an exported PyTorch model, or one of a source file, as a Swift package.",
    discussion: """
      The package has one struct for all modules of one class and code, the
      weights in weights.safetensors, and a program that runs the model on
      files: --input FILE.npy, --output FILE.npy, --mesh, --place. Its results
      are those of the file, to the bit.

      Of MODEL.py:CLASS the model is exported first, by the user's own Python
      and PyTorch 2.9 or newer; --input says a dtype and a shape for each
      argument of its forward. What cannot be exported or converted is listed
      by file, line, API and reason, and a call of unsupported(…) stands in its
      place.

      Exit codes: 0, all is converted; 65, something is not, or the model
      cannot be read; 64, the call is wrong; 69, there is no Python or no
      PyTorch.

      Examples:
        tessera convert gpt2.pt2 -o GPT2
        tessera convert model.py:MLP --input 'f32[2,16]' -o MLP --tessera ../tessera
      """)

  @Argument(
    help: ArgumentHelp(
      "A file of torch.export.save, or MODEL.py:CLASS: a class or function that gives a module without arguments, or a module.",
      valueName: "model"))
  package var model: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder of the package; it is made.", valueName: "folder"))
  package var output: String

  @Option(
    help: ArgumentHelp(
      "An argument of a source's forward, as f32[2,16] or i64[1,8]; once for each.",
      valueName: "dtype[shape]"))
  package var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "The number that a symbol of the model's sizes stands for, as s77=8; once for each (default: that of the export).",
      valueName: "symbol=number"))
  package var bind: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the weights from this .safetensors file, or this folder of them, by their names.",
      valueName: "file|dir"))
  package var weights: String?

  @Option(
    help: ArgumentHelp(
      "Where the package finds Tessera: a folder with a checkout, or a URL (default: ../tessera, beside the package).",
      valueName: "path|url"))
  package var tessera: String?

  @Option(help: ArgumentHelp("The Python that exports a source.", valueName: "path"))
  package var python = "python3"

  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package var files: [WrittenFile] {
    [WrittenFile(output, of: "--output", isFolder: true)].compactMap { $0 } + told.files
  }

  package func run() throws {
    do { try convert() } catch { throw TesseraError(error) }
  }

  private func convert() throws {
    let parts = model.split(separator: ":", maxSplits: 1).map(String.init)
    let isSource = parts.count == 2 && parts[0].hasSuffix(".py")
    guard isSource || model.hasSuffix(".pt2") else {
      throw TesseraError(
        .usage, "convert \(model): MODEL.pt2 or MODEL.py:CLASS is required")
    }
    guard isSource || input.isEmpty else {
      throw TesseraError(.usage, "--input: MODEL.py:CLASS is required, not \(model)")
    }
    let export = isSource ? try SourceExport(of: model, inputs: input, python: python) : nil
    defer { if let export { try? FileManager.default.removeItem(at: export.folder) } }
    let imported = try ImportedModel(
      export?.file ?? model, bindings: try ProgramFile.bindings(bind),
      weightFiles: try weights.map { try WeightFiles(reading: $0) }, keepsUnsupported: true)
    let package = SwiftPackage(
      of: imported, file: model.split(separator: "/").last.map(String.init) ?? model,
      from: source)
    try package.write(to: output)
    imported.notices(missing: imported.missing).forEach(ErrorLine.notice)
    let report = ConvertReport(package, imported, export?.faults ?? [], folder: output)
    try told.tell(text: report.text, json: try report.prettyJSON())
    guard report.unsupported.isEmpty else {
      // The report has told it.
      var error = TesseraError(.data, "\(report.unsupported.count) calls are not converted")
      error.isSilent = true
      throw error
    }
  }

  private var source: SwiftPackage.Source {
    guard let tessera else { return .path("../tessera") }
    if tessera.contains("://") || tessera.hasPrefix("git@") { return .url(tessera) }
    return .path(URL(filePath: tessera).standardizedFileURL.path)
  }
}
