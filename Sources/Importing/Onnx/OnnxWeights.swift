import Elements
import Files

/// Where tensors lie: in the model's file, and in files of its folder, each of which is mapped once.
final class OnnxWeights {
  private let folder: String
  private var files: [String: MappedFile] = [:]

  /// - Parameter path: of the model.
  init(_ path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    folder = parts.dropLast().joined(separator: "/") + (parts.count > 1 ? "/" : "")
  }

  /// The tensor, as it lies in its file; nil of one that is written out.
  ///
  /// - Throws: `FileError` where another file is not there, or has fewer bytes than the tensor.
  func stored(_ tensor: OnnxTensor) throws(FileError) -> StoredTensor? {
    let (file, start): (MappedFile, Int)
    switch tensor.storage {
    case .varints, .numbers, .doubles: return nil
    case .here(let own, let range): (file, start) = (own, range.lowerBound)
    case .beside(let name, let offset, _):
      let other: MappedFile
      if let open = files[name] { other = open } else { other = try MappedFile(folder + name) }
      files[name] = other
      let size = tensor.shape.reduce(tensor.dtype.byteCount, *)
      guard offset <= other.byteCount, size <= other.byteCount - offset else {
        throw FileError(
          path: other.path,
          problem: .onnx(
            reason:
              "tensor '\(tensor.name)': \(size) bytes from byte \(offset) on are required, the file has "
              + "\(other.byteCount)"))
      }
      (file, start) = (other, offset)
    }
    return StoredTensor(
      name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, mapping: file, start: start)
  }
}
