import Elements
import Files
import Foundation
import Programs
import Sharding
import Tensors

/// A run of a model that is written in Swift, as the command line asks for it: what `tessera convert` writes calls it.
///
///     Cluster.run { cluster in
///       let run = try ModelRun(CommandLine.arguments, package: #filePath, on: cluster)
///       try run("mlp", inputs: ["x"]) { weights, inputs in [try MLP(weights)(inputs[0])] }
///     }
///
/// The model is recorded as a program, placed, rewritten by all passes and run: its results are those of
/// `tessera import` of the file that it was converted from, to the bit.
public struct ModelRun {
  /// The files of the inputs, in the model's order.
  public private(set) var inputs: [String] = []
  /// The files of the results, in the model's order.
  public private(set) var outputs: [String] = []
  /// The file of the weights.
  public private(set) var weights: String
  /// Where the model runs; one rank where nothing is said.
  public private(set) var meshes: MeshFile
  private var patterns = PlacementPatterns()
  private var isVirtual = false
  private let cluster: Cluster

  /// - Parameters:
  ///   - arguments: those of the process: `--input FILE.npy`, `--output FILE.npy`, `--weights FILE.safetensors`, `--mesh MESH`,
  ///     `--place PATTERN=PLACEMENTS`, `--places FILE.yaml`, and `--virtual`, which plays all ranks in this process.
  ///   - package: a file of the package, two folders within it: beside `Package.swift` lies `weights.safetensors`.
  /// - Throws: `TesseraError.Kind.usage` where an argument is none of these.
  public init(_ arguments: [String], package: String, on cluster: Cluster) throws(TesseraError) {
    let folder = package.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
      .joined(separator: "/")
    weights = "\(folder)/weights.safetensors"
    self.cluster = cluster
    var mesh = "1"
    var places: [(option: String, value: String)] = []
    var rest = arguments.dropFirst()
    while let option = rest.popFirst() {
      if option == "--virtual" {
        isVirtual = true
        continue
      }
      guard Self.options.contains(option) else {
        throw TesseraError(
          .usage,
          "'\(option)': one of \(Self.options.joined(separator: ", ")) or --virtual is required")
      }
      guard let value = rest.popFirst() else {
        throw TesseraError(.usage, "\(option): a value is required, none is given")
      }
      switch option {
      case "--input": inputs.append(value)
      case "--output": outputs.append(value)
      case "--weights": weights = value
      case "--mesh": mesh = value
      default: places.append((option, value))
      }
    }
    do { meshes = try MeshFile(argument: mesh) } catch { throw TesseraError(error) }
    for (option, value) in places { try place(option, value) }
  }

  private static let options = [
    "--input", "--output", "--weights", "--mesh", "--place", "--places",
  ]

  private mutating func place(_ option: String, _ value: String) throws(TesseraError) {
    if option == "--places" {
      let text: String
      do { text = try String(contentsOfFile: value, encoding: .utf8) } catch {
        throw TesseraError(.data, "\(value): a file that can be read is required, it cannot be")
      }
      return try patterns.add(yaml: text, path: value)
    }
    let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw TesseraError(.usage, "--place \(value): PATTERN=PLACEMENTS is required")
    }
    try patterns.add(parts[0], parts[1])
  }

  /// Records the model, runs it on the inputs' files, and writes the results. All ranks call it together.
  ///
  /// - Parameters:
  ///   - name: the name of the program.
  ///   - names: the names of the inputs.
  ///   - model: gives the results of the weights and the inputs.
  /// - Throws: `TesseraError` where a file is missing, damaged or does not fit the model, and what ops throw.
  public func callAsFunction(
    _ name: String, inputs names: [String],
    _ model: (ModuleWeights<Value>, [Value]) throws -> [Value]
  ) throws(TesseraError) {
    guard names.count == inputs.count else {
      throw TesseraError(
        .usage,
        "--input: a file for each of \(names.joined(separator: ", ")) is required, \(inputs.count) are given"
      )
    }
    let cluster = isVirtual ? Cluster.virtual(meshes.rankCount) : cluster
    let (compiled, given) = try cluster.together {
      try prepared(name, names, model, on: cluster)
    }
    let results = try compiled(given)
    guard outputs.count <= results.count else {
      throw TesseraError(
        .usage, "--output: at most \(results.count) files are required, \(outputs.count) are given")
    }
    for (path, result) in zip(outputs, results) {
      let full = try result.full(on: result.mesh.rankOrder[0])
      try cluster.together {
        if let full { try translated { try NpyFile.write(full, to: path) } }
      }
    }
    if outputs.isEmpty {
      for result in results { try result.print(on: result.mesh.rankOrder[0]) }
    }
  }

  private func prepared(
    _ name: String, _ names: [String], _ model: (ModuleWeights<Value>, [Value]) throws -> [Value],
    on cluster: Cluster
  ) throws(TesseraError) -> (CompiledProgram, [String: DistTensor]) {
    let file = try translated { try SafetensorsFile(weights) }
    var stored: [String: StoredTensor] = [:]
    for (name, path) in zip(names, inputs) {
      stored[name] = try translated { try NpyFile(path).stored(nil) }
    }
    let program = try Program.trace(name) { recorder in
      var known: [String: Value] = [:]
      let symbols = ModuleWeights<Value> { asked in
        // A tensor that a model has under two names is one.
        let name = file.metadata["tied:" + asked] ?? asked
        let value: Value
        if let found = known[name] {
          value = found
        } else {
          let info = try file.info(name)
          stored[name] = try file.stored(name)
          value = try recorder.parameter(name, shape: info.shape, dtype: info.dtype)
          known[name] = value
        }
        if asked != name { recorder.addName(asked, to: value) }
        return value
      }
      let values = try names.map { name in
        try recorder.input(
          name, shape: stored[name]?.shape ?? [], dtype: stored[name]?.dtype ?? .float32)
      }
      return try model(symbols, values)
    }
    let completed = try Completion(on: meshes.meshes)(try patterns.applied(to: program))
      .applying([ConstantFolding.self] + ProgramPasses.all)
    var given: [String: DistTensor] = [:]
    for id in completed.program.inputs {
      let value = completed.program.values[id]
      guard let tensor = stored[value.name] else { continue }
      given[value.name] = try DistTensor(
        shape: value.shape, dtype: value.dtype, attr: completed.attrs[id], on: cluster
      ) { box in try tensor.box(offsets: box.offsets, sizes: box.sizes) }
    }
    return (try CompiledProgram(completed, on: cluster), given)
  }
}
