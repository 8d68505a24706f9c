import Elements
import Sharding

/// Which modules of a model lie on which mesh: `layers.0-5` on `stage0`. In the place of a module, `staged` also takes a
/// value that an op makes: from that op on.
///
/// The parameters of a module, whose names begin with its path, lie there; an op is computed on the latest mesh that any
/// of its operands is on, so that what follows from them is there too, and activations cross between.
public struct StageCuts: Hashable, Sendable {
  struct Entry: Hashable {
    /// The path before the numbers, and behind them.
    let path: String
    let numbers: ClosedRange<Int>?
    let mesh: String

    /// As it was given.
    var word: String {
      path + (numbers.map { ".\($0.lowerBound)-\($0.upperBound)" } ?? "")
    }
  }

  private(set) var entries: [Entry] = []

  /// No cuts: all lies on the first mesh.
  public init() {}

  /// Whether there is none.
  public var isEmpty: Bool { entries.isEmpty }

  /// Adds `MODULE=MESH`; a module's path may end in a range of numbers: `h.0-5`.
  ///
  /// - Throws: `TesseraError.Kind.usage` where it is none.
  public mutating func add(_ word: String) throws(TesseraError) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw TesseraError(
        .usage, "--stage: MODULE=MESH is required, as 'layers.0-5=stage0', not '\(word)'")
    }
    if let match = parts[0].wholeMatch(of: /(.*)\.([0-9]+)-([0-9]+)/),
      let first = Int(match.2), let last = Int(match.3), first <= last
    {
      entries.append(Entry(path: String(match.1), numbers: first...last, mesh: parts[1]))
    } else {
      entries.append(Entry(path: parts[0], numbers: nil, mesh: parts[1]))
    }
  }

  /// The program with the parameters of each stage on its mesh, as they are annotated, or replicated. What is annotated
  /// without a mesh lies on the first.
  ///
  /// - Throws: `TesseraError.Kind.usage` where a mesh is not known, or a module has no parameter.
  public func applied(to program: Program, on meshes: [ProcessMesh]) throws(TesseraError) -> Program
  {
    if isEmpty { return program }
    var program = program
    for entry in entries {
      guard let mesh = meshes.first(where: { $0.name == entry.mesh }) else {
        let known = meshes.compactMap(\.name).joined(separator: ", ")
        throw TesseraError(
          .usage, "--stage: mesh '\(entry.mesh)' is not known, known are \(known)")
      }
      var count = 0
      for id in program.inputs where Self.matches(program.values[id].name, entry) {
        let said = program.values[id].annotation
        program.values[id].annotation = said?.on(mesh.name) ?? .replicated(on: mesh)
        count += 1
      }
      guard count > 0 else {
        throw TesseraError(
          .usage, "--stage \(entry.word): program \(program.name) has no parameter of it")
      }
    }
    for id in program.values.indices {
      guard let said = program.values[id].annotation, said.meshName == nil else { continue }
      program.values[id].annotation = said.on(meshes.first?.name)
    }
    return program
  }

  static func matches(_ name: String, _ entry: Entry) -> Bool {
    guard name.hasPrefix(entry.path) else { return false }
    let rest = name.dropFirst(entry.path.count)
    guard let numbers = entry.numbers else { return rest.isEmpty || rest.first == "." }
    guard rest.first == "." else { return false }
    return Int(rest.dropFirst().prefix { $0 != "." }).map(numbers.contains) ?? false
  }
}
