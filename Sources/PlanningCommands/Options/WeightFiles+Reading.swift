import CheckpointFormats
import Elements
import Files
import Importing

extension WeightFiles {
  /// The weights of a `.safetensors` file, or of a folder of them, with or without `model.safetensors.index.json`.
  ///
  /// - Throws: `TesseraError.Kind.data` where there is no such file or folder, one is damaged, or a tensor lies in pieces.
  init(reading path: String) throws(TesseraError) {
    let contents = try CheckpointContents(reading: path)
    var tensors: [String: StoredTensor] = [:]
    var mappings: [Int: MappedFile] = [:]
    for tensor in contents.tensors {
      guard tensor.boxes.count == 1, tensor.boxes[0].box.sizes == tensor.shape else {
        throw TesseraError(
          .data,
          "--weights \(path): tensor '\(tensor.name)' lies in \(tensor.boxes.count) pieces, whole tensors are required: "
            + "'checkpoint convert' makes them")
      }
      let box = tensor.boxes[0]
      let mapping: MappedFile
      if let known = mappings[box.file] {
        mapping = known
      } else {
        mapping = try translated { try MappedFile(contents.files[box.file].path) }
      }
      mappings[box.file] = mapping
      tensors[tensor.name] = StoredTensor(
        name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, strides: box.strides,
        mapping: mapping, start: box.start)
    }
    self.init(path: path, tensors: tensors)
  }
}
