import Elements
import Files
import Importing
import Ops
import PlanningCommands
import Programs
import SPMDRules
import Sharding
import Tensors
import Tessera

/// What the inputs of a program hold, by the words of the command line.
struct ProgramInputs {
  let completed: CompletedProgram
  private let inputs: [OpInput]
  /// Which inputs of the program these are.
  private let ids: [Program.ID]
  /// Parameters of a model that get made-up numbers, because neither the file nor an option has any.
  private(set) var missing: [String] = []

  /// - Parameters:
  ///   - words: `NAME=FILE.npy`, `NAME=FILE.safetensors[:TENSOR]` or of `.npz`, `NAME=:iota`; a file alone is the next
  ///     input's.
  ///   - parameters: a file that has parameters by their names; nil for none.
  ///   - model: what has the weights of the parameters that no file is given for.
  ///   - whole: the program that this is a part of: what is made is made as of that; nil for this one.
  ///   - isTaken: which inputs are wanted, by name.
  /// - Throws: `TesseraError` where a word names no input, a file cannot be read, or has another shape or dtype.
  init(
    _ words: [String], parameters: String?, model: ImportedModel? = nil,
    of completed: CompletedProgram, partOf whole: Program? = nil,
    where isTaken: (ProgramValue) -> Bool = { _ in true }
  ) throws {
    let program = completed.program
    let order = Dictionary(
      uniqueKeysWithValues: (whole ?? program).inputs.enumerated().map { place, id in
        ((whole ?? program).values[id].name, place)
      })
    let sources = try InputWords(words, of: program).words
    let limits = program.indexLimits
    var inputs: [OpInput] = []
    var ids: [Program.ID] = []
    for id in program.inputs where isTaken(program.values[id]) {
      let value = program.values[id]
      let number = order[value.name] ?? 0
      ids.append(id)
      let attr = completed.attrs[id]
      let spec =
        "\(value.dtype.notation)[\(value.shape.map(String.init).joined(separator: ","))]{\(attr)}"
      var word = sources[value.name] ?? ""
      if word.isEmpty, value.role == .parameter, let parameters { word = parameters }
      if word.isEmpty, let stored = model?.weights[value.name] {
        inputs.append(
          OpInput(try TensorSpec(dtype: value.dtype, shape: value.shape, attr: attr), stored))
        continue
      }
      if word.isEmpty, value.role == .parameter, model != nil { missing.append(value.name) }
      if TensorFormats.format(of: word)?.isNamed == true { word += ":\(value.name)" }
      var input = try OpInput(
        parsing: word.isEmpty || word.first == ":" ? spec + word : "\(word):\(attr)",
        on: completed.meshes)
      guard input.shape == value.shape, input.dtype == value.dtype else {
        throw TesseraError(
          .data,
          "--input \(value.name): \(value.dtype)\(value.shape) is required, \(word) has "
            + "\(input.dtype)\(input.shape)")
      }
      input.settle(number: number, limit: limits[id])
      inputs.append(input)
    }
    self.completed = completed
    self.inputs = inputs
    self.ids = ids
  }

  private init(_ completed: CompletedProgram, _ inputs: [OpInput]) {
    self.completed = completed
    self.inputs = inputs
    ids = completed.program.inputs
  }

  /// The same values for the same program, placed otherwise.
  func on(_ other: CompletedProgram) throws -> ProgramInputs {
    ProgramInputs(
      other,
      try zip(inputs, other.program.inputs).map { try $0.placed(other.attrs[$1]) })
  }

  /// The tensors, by name; each rank makes or reads its own shards.
  func tensors(on cluster: Cluster) throws -> [String: DistTensor] {
    var tensors: [String: DistTensor] = [:]
    for (input, id) in zip(inputs, ids) {
      tensors[completed.program.values[id].name] = try input.tensor(
        completed.attrs[id], on: cluster)
    }
    return tensors
  }
}

extension Program {
  /// Of values that ops look up with, also those that are moved or cast before: below which their numbers must be.
  fileprivate var indexLimits: [ID: Int] {
    var limits: [ID: Int] = [:]
    for op in ops.reversed() {
      guard case .op(let name, let attributes) = op.action, let schema = OpSchema.named(name) else {
        continue
      }
      if schema.kind == .movement || name == "cast",
        let limit = op.outputs.compactMap({ limits[$0] }).min()
      {
        for id in op.inputs.first?.elements ?? [] {
          limits[id] = Swift.min(limits[id] ?? .max, limit)
        }
      }
      let shapes = op.inputs.map { $0.elements.map { values[$0].shape } }
      for (place, operand) in op.inputs.enumerated() {
        for (element, id) in operand.elements.enumerated() {
          guard
            let limit = schema.indexLimit(place, element: element, shapes: shapes, attributes)
          else { continue }
          limits[id] = Swift.min(limits[id] ?? .max, limit)
        }
      }
    }
    return limits
  }
}

extension CompletedProgram {
  /// The same program on one rank, where nothing is cut and nothing moves.
  func unsharded() throws(TesseraError) -> CompletedProgram {
    try Completion(on: [.single(0)])(program.withoutPlacements())
  }

  /// Whether each element has the same bits wherever it is computed: nothing is folded, and all ops are exact.
  var isExact: Bool {
    !attrs.contains(where: \.isPartial)
      && program.ops.allSatisfy { op in
        guard case .op(let name, _) = op.action else { return true }
        return OpSchema.named(name)?.kind.isExact == true
      }
  }
}
