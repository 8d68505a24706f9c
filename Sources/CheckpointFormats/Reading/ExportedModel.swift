import Elements
import Files
import Importing
import Sharding

/// The weights of a model that `torch.export.save` has written: whole tensors in one archive. Two names of one tensor are
/// two tensors here.
enum ExportedModel: CheckpointFormat {
  static func suits(_ path: String, names: Set<String>?) -> Bool {
    guard names == nil, let file = try? MappedFile(path), file.byteCount >= 4 else { return false }
    // A zip archive, whatever it is called.
    return file.withBytes(0..<4) { $0.prefix(4) } == Array("PK\u{3}\u{4}".utf8)
  }

  static func contents(of path: String, names: Set<String>?) throws(TesseraError)
    -> CheckpointContents
  {
    let weights: ExportedWeights
    do throws(FileError) { weights = try ExportedWeights(path) } catch { throw TesseraError(error) }
    let file = CheckpointContents.File(
      name: path.split(separator: "/").last.map(String.init) ?? path, path: path,
      byteCount: weights.mapping.byteCount)
    let tensors = weights.tensors.map { name, stored in
      let isDense = stored.strides == StoredTensor.denseStrides(stored.shape)
      return CheckpointTensor(
        name: name, dtype: stored.dtype, shape: stored.shape, lay: nil,
        boxes: [
          CheckpointBox(
            box: Box(shape: stored.shape), file: 0, start: stored.start,
            strides: isDense || stored.shape.contains(0) ? nil : stored.strides)
        ])
    }
    return try CheckpointContents(
      path: path, format: "pt2", files: [file], tensors: tensors,
      unread: weights.empty.map { "\($0): it was exported without its numbers" })
  }
}
