import Elements
import Files
import Importing
import Programs

/// An exported model as a Swift package: its structs, a program that runs them, and its weights.
///
///     let package = try SwiftPackage(of: ImportedModel("gpt2.pt2"), file: "gpt2.pt2", from: .url("…"))
///     try package.write(to: "GPT2")
///
/// One struct stands for all modules of one class that have one code. Nothing is communicated.
package struct SwiftPackage {
  /// Where the package finds Tessera.
  package enum Source {
    /// A folder that has a checkout of it.
    case path(String)
    case url(String)
  }

  /// By the path within the package: the text.
  package private(set) var texts: [(path: String, text: String)] = []
  /// The name of the model's struct.
  package let name: String
  /// How many structs there are.
  package let structCount: Int
  let model: ImportedModel
  /// Numbers of the code that are read with the weights, by their names in the file.
  let numbers: [(name: String, id: Program.ID)]

  /// - Parameters:
  ///   - model: with the calls that nothing carries out kept.
  ///   - file: the file that it is of, as comments name it.
  package init(of model: ImportedModel, file: String, from source: Source) {
    let tree = ModuleTree(model)
    let classes = ModuleClasses(tree)
    let names = Self.names(classes, tree)
    let readAnywhere = Set(tree.operands.joined()).union(model.program.results)
    var numbers: [(name: String, id: Program.ID)] = []
    var structs: [String] = []
    for number in classes.reading {
      var text = StructText(
        tree, classes, names: names, number: number, readAnywhere: readAnywhere)
      numbers += text.numbers
      structs.append(text.text())
    }
    self.model = model
    self.numbers = numbers
    name = names[classes.number(of: tree.root)]
    structCount = names.count
    let tool = SwiftNames.type(name).lowercased()
    let library = name + "Model"
    var code =
      "// Converted from \(file) by tessera convert.\nimport Tessera\n\n"
      + structs.joined(separator: "\n")
    if !model.unsupported.isEmpty { code += "\n" + Self.standIn }
    texts = [
      ("Package.swift", manifest(source, library: library, tool: tool)),
      ("Sources/\(library)/\(name).swift", code),
      ("Sources/\(tool)/main.swift", Self.main(name, library: library, tool: tool, tree)),
    ]
  }

  /// The names of the structs: those of the classes, with a number behind them where several have one.
  private static func names(_ classes: ModuleClasses, _ tree: ModuleTree) -> [String] {
    var used = SwiftNames(SwiftNames.types)
    var names = [String](repeating: "", count: classes.classes.count)
    for number in classes.reading {
      let call = classes.classes[number].calls[0]
      let stem =
        call.className.map { SwiftNames.type($0.split(separator: ".").last.map(String.init) ?? $0) }
        ?? singular(SwiftNames.type(call.listName))
      names[number] = used.unique(SwiftNames.types.contains(stem) ? stem + "Module" : stem)
    }
    return names
  }

  /// `Block` of `Blocks`.
  private static func singular(_ name: String) -> String {
    name.count > 2 && name.hasSuffix("s") && !name.hasSuffix("ss") ? String(name.dropLast()) : name
  }

  private static let standIn = """
    /// Stands for a call of the model that was not converted: write what it does in its place.
    func unsupported<Tensor: TensorValue>(
      _ call: String, _ operands: [Tensor], shape: [Int], dtype: DType
    ) throws(TesseraError) -> Tensor {
      throw TesseraError(
        .data, "\\(call) of \\(operands.count) tensors, to \\(dtype)\\(shape): it was not converted")
    }

    """
}

extension SwiftPackage {
  private func manifest(_ source: Source, library: String, tool: String) -> String {
    let (dependency, identity) =
      switch source {
      case .path(let path):
        (
          ".package(path: \(path.swiftQuoted))",
          path.split(separator: "/").last.map { $0.lowercased() } ?? "tessera"
        )
      case .url(let url): (".package(url: \(url.swiftQuoted), branch: \"main\")", "tessera")
      }
    return """
      // swift-tools-version: 6.2
      import PackageDescription

      let package = Package(
        name: \(library.swiftQuoted),
        products: [.library(name: \(library.swiftQuoted), targets: [\(library.swiftQuoted)])],
        dependencies: [\(dependency)],
        targets: [
          .target(
            name: \(library.swiftQuoted),
            dependencies: [.product(name: "Tessera", package: \(identity.swiftQuoted))]),
          .executableTarget(
            name: \(tool.swiftQuoted),
            dependencies: [
              \(library.swiftQuoted), .product(name: "Tessera", package: \(identity.swiftQuoted)),
            ]),
        ]
      )

      """
  }

  private static func main(_ name: String, library: String, tool: String, _ tree: ModuleTree)
    -> String
  {
    let inputs = tree.root.inputs.map { tree.program.values[$0] }
    let names = inputs.map(\.name.swiftQuoted).joined(separator: ", ")
    let arguments = inputs.indices.map { "inputs[\($0)]" }.joined(separator: ", ")
    let results = tree.root.outputs.count
    let call = "try \(name)(weights)(\(arguments))"
    let body =
      results == 1
      ? ["    [\(call)]"]
      : [
        "    let results = \(call)",
        "    return [\((0..<results).map { "results.\($0)" }.joined(separator: ", "))]",
      ]
    let options = inputs.map { "--input \($0.name).npy" }.joined(separator: " ")
    let imports = [library, "Tessera"].sorted().map { "import \($0)" }
    return """
      \(imports.joined(separator: "\n"))

      // \(tool) \(options) --output FILE.npy [--weights FILE.safetensors]
      //   [--mesh MESH] [--place PATTERN=PLACEMENTS …] [--virtual]
      Cluster.run { cluster in
        let run = try ModelRun(CommandLine.arguments, package: #filePath, on: cluster)
        try run(\(tree.program.name.swiftQuoted), inputs: [\(names)]) { weights, inputs in
      \(body.joined(separator: "\n"))
        }
      }

      """
  }
}
