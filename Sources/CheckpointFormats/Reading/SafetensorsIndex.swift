import Elements
import Files

/// Whole tensors in several `.safetensors` files, with an index that says which is where. Only what the index names is
/// read.
///
/// Source: the index that Hugging Face's libraries write, `model.safetensors.index.json`; a convention, not a part of the
/// format.
enum SafetensorsIndex: CheckpointFormat {
  private static let suffix = ".safetensors.index.json"

  static func suits(_ path: String, names: Set<String>?) -> Bool {
    names?.contains { $0.hasSuffix(suffix) } ?? path.hasSuffix(suffix)
  }

  static func contents(of path: String, names: Set<String>?) throws(TesseraError)
    -> CheckpointContents
  {
    let indexes = names.map { $0.filter { $0.hasSuffix(suffix) }.sorted() }
    if let indexes, indexes.count > 1 {
      throw TesseraError(
        .data, "\(path): one index is required, it has \(indexes.joined(separator: " and "))")
    }
    let index = indexes.map { "\(path)/\($0[0])" } ?? path
    let folder = index.lastIndex(of: "/").map { String(index[..<$0]) } ?? "."
    let bytes = try fileBytes(index)
    let places = try naming(index) { () throws(FileError.Problem) in try Self.places(bytes) }
    let present = try Set(listing(folder))
    var byFile: [String: [String]] = [:]
    for (tensor, file) in places { byFile[file, default: []].append(tensor) }
    var faults: [String] = []
    var collection = SafetensorsCollection(path: path)
    for (file, tensors) in byFile.sorted(by: { $0.key < $1.key }) {
      guard present.contains(file) else {
        faults.append(
          "\(index): names \(file), which is not there, for \(tensors.count) tensors, as '\(tensors.min() ?? "")'"
        )
        continue
      }
      do throws(FileError) {
        let held = Set(try SafetensorsFile("\(folder)/\(file)").names)
        faults += tensors.filter { !held.contains($0) }.sorted().map {
          "\(folder)/\(file): must have tensor '\($0)', as the index says, and has it not"
        }
      } catch { faults.append("\(error)") }
      if faults.isEmpty {
        try collection.add("\(folder)/\(file)", named: file, wanted: Set(tensors))
      }
    }
    guard faults.isEmpty else {
      throw TesseraError(.data, CheckpointContents.report(faults))
    }
    return try collection.contents()
  }

  /// The file of each tensor.
  private static func places(_ bytes: [UInt8]) throws(FileError.Problem) -> [String: String] {
    var places: [String: String]?
    var reader = JSONReader(bytes)
    try reader.object { (reader, field) throws(FileError.Problem) in
      guard field == "weight_map" else { return try reader.skip() }
      var map: [String: String] = [:]
      try reader.object { (reader, tensor) throws(FileError.Problem) in
        let file = try reader.string()
        // Nothing outside the folder is opened.
        guard !file.isEmpty, !file.contains("/"), !file.contains("\0"), file != ".." else {
          throw reader.fault("the name of a file in the folder")
        }
        guard map.updateValue(file, forKey: tensor) == nil else {
          throw reader.fault("tensor '\(tensor)' once")
        }
      }
      places = map
    }
    try reader.requireEnd()
    guard let places else { throw reader.fault("a 'weight_map'") }
    return places
  }
}
