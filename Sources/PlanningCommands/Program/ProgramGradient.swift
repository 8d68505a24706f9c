import ArgumentParser
import Console
import Elements
import Foundation
import Programs

/// The gradients of a program, as a program.
package struct ProgramGradient: SoloCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "gradient",
    abstract: "Differentiate a program, and print the program of the loss and its gradients.",
    discussion: """
      Example:
        ./Launch/run program gradient Meshes/mlp.program --of y --given --with-respect-to w1,w2
      """)

  @OptionGroup package var file: ProgramFile

  @Option(
    help: ArgumentHelp(
      "The value that is differentiated: a floating-point scalar, or with --given any value.",
      valueName: "name"))
  package var of: String

  @Option(
    help: ArgumentHelp(
      "The values that gradients are by, with commas between them, or once for each; all parameters where none is named, of a "
        + "model those that are not frozen, or all inputs where there is no parameter.",
      valueName: "names"))
  package var withRespectTo: [String] = []

  @Flag(
    help: "The gradient by that value is an input too, 'grad.NAME', as of a stage of a pipeline.")
  package var given = false

  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package func run() throws {
    do {
      let source = try file.source(trains: true)
      let program = source.program
      // Of a model what is trained.
      let trained = source.model.map { model in
        program.inputs.map { program.values[$0] }
          .filter {
            $0.role == .parameter && $0.dtype.isContinuous && !model.fixed.contains($0.name)
          }
          .map(\.name)
      }
      let named = withRespectTo.flatMap { $0.split(separator: ",") }
        .map { $0.trimmingCharacters(in: .whitespaces) }
      let names = named.isEmpty ? trained ?? [] : named
      let gradients =
        given
        ? try program.products(of: [of], withRespectTo: names)
        : try program.gradients(of: of, withRespectTo: names)
      try told.tell(text: gradients.text, json: try ProgramReport(gradients).json())
    } catch { throw TesseraError(error) }
  }
}
