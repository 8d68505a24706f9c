import CheckpointFormats
import Elements
import Files
import Sharding
import Tensors

/// Checkpoints from one form to another, in one process. One tensor at a time is in memory.
extension Checkpoint {
  /// Makes a checkpoint of this package's, with one file, of `contents`, which must be sound.
  ///
  /// - Returns: the number of files with data.
  /// - Throws: `TesseraError.Kind.data` where something has the name, or it cannot be written.
  package static func convert(
    _ contents: CheckpointContents, toFolder target: String, _ meter: ByteMeter
  ) throws(TesseraError) -> Int {
    let folder = try StagedFolder.make(for: target, replacing: false)
    do throws(TesseraError) {
      let name = CheckpointNames.file(ofRank: 0)
      let path = "\(folder.path)/\(name)"
      let layout = SafetensorsHeader.encoded(contents.tensors.map(\.draft))
      var checksums = [UInt32](repeating: 0, count: contents.tensors.count)
      let reader = BoxReader(contents)
      try named(path) { () throws(FileError.Problem) in
        var file = try StagedFile(path)
        try unsafe file.append(layout.bytes.span.bytes)
        for index in layout.order where contents.tensors[index].byteCount > 0 {
          let whole = try reader.whole(contents.tensors[index])
          checksums[index] = whole.checksum(nil)
          try whole.storage.withBytes(whole.byteRange) { (bytes) throws(FileError.Problem) in
            try file.append(bytes) { meter.add($0) }
          }
        }
        try file.finish()
      }
      var draft = ManifestDraft()
      draft.add(file: name, byteCount: layout.end, header: layout.bytes)
      draft.scalars = contents.scalars
      draft.entries = contents.tensors.enumerated().map { number, tensor in
        let boxes =
          tensor.byteCount == 0
          ? []
          : [
            CheckpointBox(
              box: Box(shape: tensor.shape), file: 0, start: layout.starts[number],
              checksum: checksums[number])
          ]
        return .init(
          CheckpointTensor(
            name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, lay: nil, boxes: boxes))
      }
      try folder.commit(manifest: draft.bytes, replacing: false)
    } catch {
      folder.discard()
      throw error
    }
    return 1
  }

  /// Writes whole tensors, as any tool reads them, to the `.safetensors` file `target`; or to several of at most `limit`
  /// bytes of data, or one tensor, with the index `target.index.json`, which is written last.
  ///
  /// - Returns: the number of files with data.
  /// - Throws: `TesseraError.Kind.data` where a file cannot be written.
  package static func convert(
    _ contents: CheckpointContents, toFile target: String, atMost limit: Int?, _ meter: ByteMeter
  ) throws(TesseraError) -> Int {
    let reader = BoxReader(contents)
    let metadata = ["format": "pt"].merging(contents.scalars.mapValues(\.description)) { old, _ in
      old
    }
    func write(_ tensors: [CheckpointTensor], to path: String) throws(TesseraError) {
      try writeWhole(tensors.map(\.draft), metadata: metadata, to: path, meter) {
        (index) throws(TesseraError) in
        try reader.box(Box(shape: tensors[index].shape), of: tensors[index])
      }
    }
    guard let limit else {
      try write(contents.tensors, to: target)
      return 1
    }
    var groups: [[CheckpointTensor]] = [[]]
    var size = 0
    for tensor in contents.tensors {
      if size > 0, size + tensor.byteCount > limit {
        groups.append([])
        size = 0
      }
      groups[groups.count - 1].append(tensor)
      size += tensor.byteCount
    }
    let base = String(target.dropLast(".safetensors".count))
    let name = base.split(separator: "/").last.map(String.init) ?? base
    var map: [(tensor: String, file: String)] = []
    for (number, group) in groups.enumerated() {
      let suffix = "-\(fiveDigits(number + 1))-of-\(fiveDigits(groups.count)).safetensors"
      try write(group, to: base + suffix)
      map += group.map { ($0.name, name + suffix) }
    }
    let lines = map.map { "    \($0.tensor.jsonQuoted): \($0.file.jsonQuoted)" }
    let index =
      "{\n  \"metadata\": {\"total_size\": \(contents.byteCount)},\n  \"weight_map\": {\n"
      + lines.joined(separator: ",\n") + "\n  }\n}\n"
    do throws(FileError) { try NewFile.write(index, to: "\(target).index.json") } catch {
      throw TesseraError(error)
    }
    return groups.count
  }

  private static func fiveDigits(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)"
  }

  /// Writes a `.safetensors` file of whole tensors, one after the other, which appears when it is complete.
  static func writeWhole(
    _ drafts: [SafetensorsHeader.Draft], metadata: [String: String], to path: String,
    _ meter: ByteMeter, tensor: (Int) throws(TesseraError) -> DenseTensor
  ) throws(TesseraError) {
    let layout = SafetensorsHeader.encoded(drafts, metadata: metadata)
    try named(path) { () throws(FileError.Problem) in
      try NewFile.write(to: path) { (file) throws(FileError.Problem) in
        try unsafe file.append(layout.bytes.span.bytes)
        for index in layout.order where drafts[index].byteCount > 0 {
          let whole: DenseTensor
          do throws(TesseraError) { whole = try tensor(index).contiguous() } catch {
            throw .checkpoint(required: error.message)
          }
          try whole.storage.withBytes(whole.byteRange) { (bytes) throws(FileError.Problem) in
            try file.append(bytes)
          }
          meter.add(whole.byteCount)
        }
      }
    }
  }

  private static func named(
    _ path: String, _ body: () throws(FileError.Problem) -> Void
  ) throws(TesseraError) {
    do throws(FileError) { try FileError.naming(path, body) } catch { throw TesseraError(error) }
  }
}

extension CheckpointTensor {
  fileprivate var draft: SafetensorsHeader.Draft { .init(name: name, dtype: dtype, shape: shape) }
}

extension BoxReader {
  /// All elements of a tensor.
  fileprivate func whole(_ tensor: CheckpointTensor) throws(FileError.Problem) -> DenseTensor {
    do throws(TesseraError) { return try box(Box(shape: tensor.shape), of: tensor) } catch {
      throw .checkpoint(required: error.message)
    }
  }
}
