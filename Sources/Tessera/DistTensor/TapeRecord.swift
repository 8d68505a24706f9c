import Programs
import SPMDRules
import Sharding

/// What a tape recorded, written down.
struct TapeRecord {
  private(set) var program = TapedProgram()
  /// By value of the program: its mesh, as a place in `meshes`.
  private(set) var places: [Int] = []
  /// The meshes that tensors lie on.
  private(set) var meshes: [ProcessMesh] = []

  /// Writes down what a tape noted, in its order.
  init(_ events: [TapeTree.Event]) { for event in events { add(event) } }

  /// What the program calls the mesh at a place: tensors may lie on meshes of one name, or of none.
  static func meshName(_ place: Int) -> String { "mesh\(place)" }

  private mutating func add(_ event: TapeTree.Event) {
    switch event {
    case .take(let name, let layout):
      _ = program.take(name, shape: layout.shape, dtype: layout.dtype)
      places.append(place(of: layout))
    case .op(let taped, let ids, let isKept):
      var rest = ids[...]
      let operands = taped.call.inputs.map { $0.map { _ in rest.removeFirst() } }
      _ = program.note(
        OpSchema.named(taped.call.op)?.name ?? taped.call.op, operands, taped.call.attributes,
        outputs: taped.results.map { ($0.shape, $0.dtype) }, isKept: isKept)
      for layout in taped.results { places.append(place(of: layout)) }
    case .reshard(let id, let source, let target, let isKept):
      _ = program.noteReshard(
        of: id, from: annotation(source), to: annotation(target), isKept: isKept)
      places.append(place(of: target))
    case .keep(let id): program.keep(id)
    }
  }

  private mutating func place(of layout: TensorLayout) -> Int {
    let mesh = layout.attr.mesh
    if let known = meshes.firstIndex(of: mesh) { return known }
    meshes.append(mesh)
    return meshes.count - 1
  }

  private mutating func annotation(_ layout: TensorLayout) -> Annotation {
    Annotation(layout.attr).on(Self.meshName(place(of: layout)))
  }
}
