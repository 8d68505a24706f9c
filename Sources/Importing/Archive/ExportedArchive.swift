import Elements
import Files
import Foundation

/// The archive that `torch.export.save` writes: a graph, and the bytes of weights, which are mapped and not copied.
struct ExportedArchive {
  /// A weight, or the shape of one whose numbers are not in the archive.
  struct Weight {
    let shape: [Int]
    /// The graph's dtype. Weights of other files may have another floating-point dtype, and are cast.
    let dtype: DType
    /// Nil where the export was of tensors without numbers.
    let stored: StoredTensor?
  }

  let program: ExportedProgram
  /// Parameters and persistent buffers, by the names that they have in the model.
  let weights: [String: Weight]
  /// Buffers that are not persistent, and tensors that the code holds.
  let constants: [String: Weight]
  /// The line that tells users how many weights of other files are cast; nil if none is.
  var cast: String?
}

extension ExportedArchive {
  /// - Parameter needsWeights: whether an archive is refused whose weights are pickled, as PyTorch 2.8 and older do it.
  /// - Throws: `FileError` where the file is no such archive, or a damaged one.
  init(_ path: String, needsWeights: Bool = true) throws(FileError) {
    let zip = try ZipArchive(path)
    let folder = try FileError.naming(path) { () throws(FileError.Problem) in
      try ArchiveFolder(zip, needsWeights: needsWeights)
    }
    self = try FileError.naming(path) { () throws(FileError.Problem) in
      let program = try folder.decode(ExportedProgram.self, folder.graph)
      guard program.version.major == 8 else {
        throw .exportedProgram(
          reason:
            "its schema is \(program.version.major).\(program.version.minor); 8 of any minor is read"
        )
      }
      return ExportedArchive(
        program: program, weights: try folder.weights("weights"),
        constants: try folder.weights("constants"))
    }
  }
}

/// The entries of an archive, under the folder that all their names begin with.
struct ArchiveFolder {
  let zip: ZipArchive
  let root: String
  /// The entry of the graph.
  let graph: String
  /// Whether weights are raw bytes.
  let isRaw: Bool

  init(_ zip: ZipArchive, needsWeights: Bool) throws(FileError.Problem) {
    self.zip = zip
    let old = "serialized_exported_program.json"
    if zip.entries[old] != nil {
      guard !needsWeights else {
        throw .exportedProgram(
          reason:
            "this is one of PyTorch 2.7 or older, whose weights are pickled: save it with 2.9 or newer, or give "
            + "--weights FOLDER")
      }
      (root, graph, isRaw) = ("", old, false)
      return
    }
    let graphs = zip.names.filter { $0.contains("/models/") && $0.hasSuffix(".json") }
    guard let graph = graphs.first, let slash = graph.firstIndex(of: "/") else {
      throw .exportedProgram(
        reason: zip.names.contains { $0.hasSuffix("data.pkl") }
          ? "this is a checkpoint of torch.save: export the model by torch.export.save"
          : "it has no models/NAME.json: a compiled package, or another archive")
    }
    guard graphs.count == 1 else {
      throw .exportedProgram(
        reason:
          "it holds \(graphs.count) programs, of which only one is read: save one in each file")
    }
    self.graph = graph
    root = String(graph[..<slash])
    for (name, wanted) in [("byteorder", "little"), ("archive_version", "0")] {
      guard let bytes = try zip.contents("\(root)/\(name)") else { continue }
      let found = String(decoding: bytes, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      guard found == wanted else {
        throw .exportedProgram(reason: "its \(name) is '\(found)'; '\(wanted)' is read")
      }
    }
    isRaw = zip.entries["\(root)/data/weights/model.pt"] == nil
    guard isRaw || !needsWeights else {
      throw .exportedProgram(
        reason:
          "this is one of PyTorch 2.8, whose weights are pickled: save it with 2.9 or newer, or give --weights FOLDER"
      )
    }
  }

  func decode<Result: Decodable>(_: Result.Type, _ name: String) throws(FileError.Problem) -> Result
  {
    guard let bytes = try zip.contents(name) else {
      throw .exportedProgram(reason: "it has no entry '\(name)'")
    }
    let data = Data(bytes)
    do {
      return try JSONDecoder().decode(Result.self, from: data)
    } catch {
      // PyTorch 2.6 wrote the bare words Infinity and NaN, which JSON does not have.
      let lenient = JSONDecoder()
      lenient.allowsJSON5 = true
      if let result = try? lenient.decode(Result.self, from: data) { return result }
      throw .exportedProgram(reason: "\(name): \((error as? DecodingError)?.words ?? "\(error)")")
    }
  }

  /// The tensors that a table of the archive names; none where there is no such table.
  func weights(_ folder: String) throws(FileError.Problem)
    -> [String: ExportedArchive.Weight]
  {
    let base = "\(root)/data/\(folder)/"
    let stem = graph.split(separator: "/").last.map { $0.dropLast(".json".count) } ?? "model"
    let table = "\(base)\(stem)_\(folder)_config.json"
    guard isRaw, zip.entries[table] != nil else { return [:] }
    var weights: [String: ExportedArchive.Weight] = [:]
    for (name, entry) in try decode(WeightTable.self, table).config {
      guard !entry.isPickled else {
        throw .exportedProgram(
          reason:
            "tensor '\(name)' is pickled: a plain tensor is required, not one of a class of its own"
        )
      }
      guard let bytes = zip.entries[base + entry.path] else {
        throw .exportedProgram(reason: "tensor '\(name)': there is no entry '\(base)\(entry.path)'")
      }
      weights[name] = try weight(name, entry.tensor, bytes)
    }
    return weights
  }

  private func weight(_ name: String, _ meta: ExportedTensor, _ bytes: Range<Int>)
    throws(FileError.Problem) -> ExportedArchive.Weight
  {
    guard let dtype = DType(pytorch: meta.code) else {
      throw .unsupportedDType(
        tensor: name, name: DType.pytorchName(meta.code), reason: "no tensor here has it")
    }
    func numbers(_ sizes: [ExportedInteger], _ what: String) throws(FileError.Problem) -> [Int] {
      var numbers: [Int] = []
      for size in sizes {
        guard case .int(let number) = size, number >= 0 else {
          throw .exportedProgram(
            reason: "tensor '\(name)': its \(what) must be numbers that are not negative")
        }
        numbers.append(number)
      }
      return numbers
    }
    let shape = try numbers(meta.sizes, "sizes")
    let strides = try numbers(meta.strides, "strides")
    let offset = try numbers([meta.offset ?? .int(0)], "offset")[0]
    guard strides.count == shape.count else {
      throw .exportedProgram(
        reason: "tensor '\(name)': \(strides.count) strides for \(shape.count) dims")
    }
    let size = try checkedByteCount(tensor: name, shape: shape, elementByteCount: dtype.byteCount)
    if bytes.isEmpty, size > 0 { return .init(shape: shape, dtype: dtype, stored: nil) }
    let start = try Self.extent(offset, [], [], dtype)
    let span = size == 0 ? 0 : try Self.extent(1, shape, strides, dtype)
    guard start <= bytes.count, span <= bytes.count - start else {
      throw .exportedProgram(
        reason:
          "tensor '\(name)': \(span) bytes from byte \(start) on are required, its entry has \(bytes.count)"
      )
    }
    let stored = StoredTensor(
      name: name, dtype: dtype, shape: shape, strides: strides, mapping: zip.mapping,
      start: bytes.lowerBound + start)
    return .init(shape: shape, dtype: dtype, stored: stored)
  }

  /// The bytes of `first` elements and of all steps to the last one.
  private static func extent(_ first: Int, _ shape: [Int], _ strides: [Int], _ dtype: DType)
    throws(FileError.Problem) -> Int
  {
    var elements = first
    for (size, stride) in Swift.zip(shape, strides) {
      let (step, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, tooMany) = elements.addingReportingOverflow(step)
      guard !overflow, !tooMany else { throw .exportedProgram(reason: "strides beyond 2^63") }
      elements = sum
    }
    let (bytes, overflow) = elements.multipliedReportingOverflow(by: dtype.byteCount)
    guard !overflow else { throw .exportedProgram(reason: "offsets beyond 2^63") }
    return bytes
  }
}

/// The table of an archive's tensors.
private struct WeightTable: Decodable {
  struct Entry: Decodable {
    let path: String
    let isPickled: Bool
    let tensor: ExportedTensor

    enum CodingKeys: String, CodingKey {
      case path = "path_name"
      case isPickled = "use_pickle"
      case tensor = "tensor_meta"
    }
  }

  let config: [String: Entry]
}
