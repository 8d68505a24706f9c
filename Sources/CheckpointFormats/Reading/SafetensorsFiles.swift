import Elements
import Files
import Foundation
import Sharding

/// A `.safetensors` file, or a folder of them without an index: whole tensors, or boxes as PyTorch's
/// `HuggingFaceStorageWriter` leaves them, one file for each rank.
enum SafetensorsFiles: CheckpointFormat {
  static let suffix = ".safetensors"

  static func suits(_ path: String, names: Set<String>?) -> Bool {
    names?.contains { $0.hasSuffix(suffix) } ?? true
  }

  static func contents(of path: String, names: Set<String>?) throws(TesseraError)
    -> CheckpointContents
  {
    let paths =
      names.map { names in
        names.filter { $0.hasSuffix(suffix) }.sorted().map { (name: $0, path: "\(path)/\($0)") }
      } ?? [(name: URL(filePath: path).lastPathComponent, path: path)]
    var collection = SafetensorsCollection(path: path)
    for file in paths { try collection.add(file.path, named: file.name) }
    return try collection.contents()
  }
}

/// Tensors of several `.safetensors` files, as they are gathered.
struct SafetensorsCollection {
  let path: String
  private var files: [CheckpointContents.File] = []
  private var whole: [CheckpointTensor] = []
  private var pieces: [String: (dtype: DType, boxes: [CheckpointBox])] = [:]
  private var unread: [String] = []

  init(path: String) { self.path = path }

  /// Adds the tensors of a file, of which `wanted` may choose.
  mutating func add(
    _ file: String, named name: String, wanted: Set<String>? = nil
  ) throws(TesseraError) {
    do throws(FileError) {
      let opened = try SafetensorsFile(file)
      guard opened.metadata[CheckpointMark.key] == nil else {
        throw FileError(
          path: file,
          problem: .checkpoint(
            required:
              "it is one rank's part of a checkpoint: the folder with its \(TesseraManifest.name) is required"
          ))
      }
      let number = files.count
      files.append(.init(name: name, path: file, byteCount: opened.mapping.byteCount))
      let offsets = try Self.offsets(in: opened)
      for tensor in opened.names where wanted?.contains(tensor) ?? true {
        let extent: SafetensorsFile.Extent
        do throws(FileError) { extent = try opened.extent(tensor) } catch {
          unread.append("\(tensor): \(error.problem)")
          continue
        }
        if let first = offsets[tensor] {
          guard first.count == extent.shape.count, first.allSatisfy({ $0 >= 0 }) else {
            throw FileError(
              path: file,
              problem: .checkpoint(
                required:
                  "tensor '\(tensor)': the saved offsets \(first) must be one for each dim of \(extent.shape)"
              ))
          }
          let box = Box(offsets: first, sizes: extent.shape)
          guard pieces[tensor]?.dtype ?? extent.dtype == extent.dtype else {
            throw FileError(
              path: file,
              problem: .checkpoint(required: "tensor '\(tensor)' must have one dtype in all files"))
          }
          pieces[tensor, default: (extent.dtype, [])].boxes
            .append(CheckpointBox(box: box, file: number, start: extent.start))
        } else {
          whole.append(
            CheckpointTensor(
              name: tensor, dtype: extent.dtype, shape: extent.shape, lay: nil,
              boxes: [
                CheckpointBox(box: Box(shape: extent.shape), file: number, start: extent.start)
              ]))
        }
      }
    } catch { throw TesseraError(error) }
  }

  /// Where the file's pieces begin in their tensors, as PyTorch writes it into the metadata.
  private static func offsets(in file: SafetensorsFile) throws(FileError) -> [String: [Int]] {
    guard let text = file.metadata["DCP_SHARDING_INFO"] else { return [:] }
    return try FileError.naming(file.path) { () throws(FileError.Problem) in
      var offsets: [String: [Int]] = [:]
      var reader = JSONReader(Array(text.utf8))
      try reader.object { (reader, name) throws(FileError.Problem) in
        try reader.object { (reader, field) throws(FileError.Problem) in
          if field == "saved_offsets" {
            offsets[name] = try reader.integers()
          } else {
            try reader.skip()
          }
        }
      }
      try reader.requireEnd()
      return offsets
    }
  }

  /// What the files hold together. The shape of a tensor in pieces is what its pieces reach, for nobody says it.
  func contents() throws(TesseraError) -> CheckpointContents {
    var tensors = whole
    for (name, (dtype, boxes)) in pieces {
      tensors.append(
        try naming(path) { () throws(FileError.Problem) in
          guard let shape = try CheckpointTensor.reach(boxes.map(\.box), of: name) else {
            throw .checkpoint(required: "tensor '\(name)' must have as many dims in all files")
          }
          return try .checked(name, dtype, shape, nil, boxes, in: files)
        })
    }
    return try CheckpointContents(
      path: path, format: pieces.isEmpty ? "safetensors" : "DCP safetensors", files: files,
      tensors: tensors, unread: unread)
  }
}
