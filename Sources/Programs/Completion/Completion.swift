import Elements
import Resharding
import SPMDRules
import Sharding

/// From some placements in a program to all of them.
///
/// What is annotated stays so. The rest follows in two steps. First every value is asked for: forward and backward
/// rules carry what the annotations say from value to value, to a fixed point; ops of one operand come first, then
/// those of the largest tensors; what one mesh dim has been given is never changed. Then the ops are gone through in
/// their order: of the answers of the op's rule (to the operands as they lie, to the results as they are asked for) the
/// one is taken that moves the fewest bytes, and reshards are put in where an operand lies otherwise.
///
/// The order of independent lines does not count.
///
/// - Complexity: O(values x mesh dims) questions to rules.
public struct Completion: Hashable, Sendable {
  /// The meshes that annotations name, as the stages of a pipeline in their order. A value of which nothing is known
  /// lies on the first.
  public let meshes: [ProcessMesh]

  /// A completion on one mesh or several.
  ///
  /// - Throws: `TesseraError.Kind.usage` where there is none.
  public init(on meshes: [ProcessMesh]) throws(TesseraError) {
    guard !meshes.isEmpty else {
      throw TesseraError(.usage, "completion: at least one mesh is required, none is given")
    }
    self.meshes = meshes
  }

  /// The program with every value placed, and with its reshards.
  ///
  /// - Throws: `TesseraError` where an annotation names a mesh that is not there, or a value cannot lie so.
  public func callAsFunction(_ program: Program) throws(TesseraError) -> CompletedProgram {
    let annotated = try annotations(of: program)
    var wishes = try Wishes(program, annotated, on: meshes)
    try wishes.settle()
    var placing = Placing(program, annotated, wishes, on: meshes)
    return try placing.complete()
  }

  /// By value: the attribute that its annotation means.
  private func annotations(of program: Program) throws(TesseraError) -> [TensorDistAttr?] {
    var attrs: [TensorDistAttr?] = []
    for value in program.values { attrs.append(try value.attr(on: meshes)) }
    return attrs
  }
}

extension ProgramValue {
  /// The attribute that its annotation means on one of the meshes; nil where it has none.
  ///
  /// - Throws: `TesseraError` with the value's name where the annotation suits no mesh, or not the shape or the dtype.
  package func attr(on meshes: [ProcessMesh]) throws(TesseraError) -> TensorDistAttr? {
    guard let annotation else { return nil }
    do {
      let attr = try annotation.attr(on: meshes)
      try attr.validate(shape: shape, dtype: dtype)
      return attr
    } catch {
      throw TesseraError(error.kind, "value '\(name)': \(error)")
    }
  }
}

extension [ProcessMesh] {
  /// Where an op is computed whose results are asked for on `wanted`, and whose operands lie on `given`: the
  /// latest stage that any of them is on.
  func place(wanted: [ProcessMesh?], given: [ProcessMesh]) -> ProcessMesh {
    if let mesh = wanted.compactMap({ $0 }).first { return mesh }
    let places = given.map { mesh in firstIndex { $0 == mesh } ?? 0 }
    return places.max().map { self[$0] } ?? self[0]
  }
}

extension TensorDistAttr {
  /// The same placements on a mesh of the same shape, where they can be: partial values do not cross.
  func carried(to mesh: ProcessMesh) -> TensorDistAttr {
    if self.mesh == mesh { return self }
    let whole = placements.map { $0.reduceOp == nil ? $0 : .replicate }
    guard self.mesh.shape == mesh.shape,
      let attr = try? TensorDistAttr(
        mesh: mesh, placements: whole, cutOrder: cutOrder, pieces: pieces)
    else { return .replicated(on: mesh) }
    return attr
  }

  /// Without what is partial.
  var settled: TensorDistAttr {
    partialDims.reduce(self) { $0.replacing($1, with: .replicate) }
  }
}
