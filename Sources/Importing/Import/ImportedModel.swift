import Elements
import Files
import Programs

/// A model of its exported file, as a program: what `torch.export.save` writes, or an ONNX model.
///
///     let model = try ImportedModel("gpt2.pt2")
///     let completed = try Completion(on: [mesh])(model.program)
///
/// Parameters and buffers of the model are parameters of the program, by the names that they have in the model's
/// `state_dict()`: `h.0.c_attn.weight`. Inputs and the results of nodes have their names of the file. The weights are not
/// read: each rank maps the file, and touches what its shards need.
///
/// Reading takes time and memory in proportion to the graph, not to the weights. Nothing is communicated.
public struct ImportedModel {
  /// Where a value comes from in the user's code.
  public struct Origin: Hashable, Sendable {
    /// The node of the file that makes it.
    public let node: String
    /// The operator: `torch.ops.aten.linear.default`.
    public let target: String
    /// The module: `h.0.c_attn`; empty at the top.
    public let module: String
    /// The class of the module: `torch.nn.modules.linear.Linear`.
    public let moduleClass: String
    /// The line of code, as the traceback has it; nil where the file has none.
    public let line: String?
  }

  /// A module of the model, as its code calls it.
  package struct Module: Hashable, Sendable {
    /// What tells two calls of one module apart.
    package let key: String
    /// The name under which the model has it: `h.0.c_attn`; empty of the model itself.
    package let path: String
    /// Its class: `torch.nn.modules.linear.Linear`.
    package let className: String
  }

  /// A call that nothing carries out.
  package struct Unsupported: Hashable, Sendable {
    /// Where it stands, for messages.
    package let place: String
    package let origin: Origin
    package let reason: String
    /// The names of the tensors that it is given, in the program.
    package internal(set) var operands: [String] = []
    /// The names of the zeros that stand for what it gives.
    package internal(set) var results: [String] = []

    /// The operator that stands for what could not be exported; its text says why.
    package static let exportTarget = "torch.ops.tessera.unsupported.default"

    /// As it is told to users.
    package var words: String { "\(place): \(reason)" }
  }

  /// The computation; its name is that of the file.
  public let program: Program
  /// The stored numbers of each parameter, by its name. Their floating-point dtype may differ from the program's; whoever
  /// reads them casts them.
  public let weights: [String: StoredTensor]
  /// Those that are no parameters of the model: buffers, and tensors that its code holds.
  public let buffers: Set<String>
  /// Parameters of the model that training leaves as they are: `requires_grad` is false.
  public let frozen: Set<String>
  /// By buffer that the model writes: the name of what it holds after a call, as the statistics that a batch norm moves;
  /// empty where that was not asked for.
  public let updates: [String: String]
  /// Parameters whose numbers the file does not have.
  public let missing: [String]
  /// By the name of a value.
  public let origins: [String: Origin]
  /// By the name that a value has in the file, where the program has another for it: what drops out, as a dropout of a
  /// model that is not trained, is what it was given.
  public let aliases: [String: String]
  /// By op of the program: the modules whose code it is of, from the outermost in.
  package let modules: [[Module]]
  /// Calls that nothing carries out; none where they are refused.
  package let unsupported: [Unsupported]
  /// The calls of operators in the file, but for those that only check.
  package let callCount: Int
  /// What each symbol of a size was bound to.
  public let bindings: [String: Int]
  /// The version of PyTorch that wrote the file; nil where it does not say.
  public let pytorch: String?
  /// What wrote an ONNX model, and its version; nil of other files, and where it does not say.
  public let producer: String?

  /// A parameter or a buffer of the model that is no parameter of the program.
  package enum OtherWeight {
    /// Tied to one of this name.
    case same(String)
    /// Read by nothing; the model has it in this dtype.
    case stored(StoredTensor, DType)
  }

  /// The line that tells users which weights are cast; nil if none is.
  package let cast: String?
  /// By the names that they have in the model.
  package let others: [String: OtherWeight]

  /// Lines that users must not miss.
  ///
  /// - Parameter missing: the parameters that have no numbers.
  package func notices(missing: [String]) -> [String] {
    let words = missing.first.map {
      "without numbers in the file: \(missing.count) weights, as \($0)"
    }
    return [cast, words].compactMap(\.self)
  }

  /// The parameters of the program that training leaves as they are: buffers, and what is frozen.
  package var fixed: Set<String> { buffers.union(frozen) }

  /// Reads a file of `torch.export.save`, or an ONNX model, whose name ends in `.onnx`.
  ///
  /// - Parameters:
  ///   - bindings: numbers for symbols of sizes; others have the values of the export, which ONNX does not have.
  ///   - shapes: of inputs by their names, which symbols follow.
  ///   - needsWeights: whether a file is refused whose weights are pickled, as those of PyTorch 2.8 and older.
  ///   - trains: whether the program of a PyTorch model also has the ops that make what `updates` names, and those at which
  ///     gradients end: `detach()` and what is made in `no_grad()`.
  /// - Throws: `TesseraError.Kind.data` where the file is damaged, a binding does not fit it, or it has a call that no
  ///   op carries out; all such calls are named.
  public init(
    _ path: String, bindings: [String: Int] = [:], shapes: [String: [Int]] = [:],
    needsWeights: Bool = true, trains: Bool = false
  ) throws(TesseraError) {
    try self.init(
      path, bindings: bindings, shapes: shapes, needsWeights: needsWeights, weightFiles: nil,
      trains: trains)
  }

  /// The same.
  ///
  /// - Parameters:
  ///   - weightFiles: the weights of a PyTorch model by their names, in the place of the exported file's own; nil for those.
  ///   - keepsUnsupported: whether calls of a PyTorch model that nothing carries out are no error: zeros stand for what
  ///     they give, and `unsupported` names them.
  package init(
    _ path: String, bindings: [String: Int] = [:], shapes: [String: [Int]] = [:],
    needsWeights: Bool = true, weightFiles: WeightFiles?, keepsUnsupported: Bool = false,
    trains: Bool = false
  ) throws(TesseraError) {
    if path.hasSuffix(".onnx") {
      try self.init(onnx: path, bindings: bindings, shapes: shapes)
      return
    }
    var archive = try translated {
      try ExportedArchive(path, needsWeights: needsWeights && weightFiles == nil)
    }
    if let weightFiles { archive = try archive.withWeights(of: weightFiles) }
    try self.init(
      pytorch: archive, path, bindings: bindings, shapes: shapes,
      keepsUnsupported: keepsUnsupported, trains: trains)
  }

  private init(
    pytorch archive: ExportedArchive, _ path: String, bindings: [String: Int],
    shapes: [String: [Int]], keepsUnsupported: Bool, trains: Bool
  ) throws(TesseraError) {
    do {
      let symbols = try SymbolBinding(
        archive.program, given: bindings, shapes: shapes)
      let importer = GraphImporter(
        archive, symbols, keepsUnsupported: keepsUnsupported, trains: trains)
      program = try Program.trace(Self.programName(path)) { recorder in
        try importer.importing(into: recorder)
      }
      weights = importer.weights
      missing = importer.missing
      (buffers, frozen, others) = (importer.buffers, importer.frozen, importer.others)
      updates = importer.updates
      origins = importer.origins
      aliases = importer.aliases
      modules = importer.modules
      unsupported = importer.unsupported
      callCount = importer.callCount
      self.bindings = symbols.numbers
      (pytorch, cast) = (archive.program.pytorch, archive.cast)
      producer = nil
    } catch {
      throw TesseraError(error.kind, "\(path): \(error)")
    }
  }

  /// A name that the text of programs takes.
  static func programName(_ path: String) -> String {
    let file = path.split(separator: "/").last ?? Substring(path)
    let stem = file.prefix { $0 != "." }
    let letters = stem.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" }
    return letters.first.map { $0.isNumber ? "_" : "" }.map { $0 + String(letters) } ?? "main"
  }
}
