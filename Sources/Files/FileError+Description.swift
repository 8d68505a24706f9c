extension FileError: CustomStringConvertible {
  /// The path, and what is required of the file.
  public var description: String { "\(path.isEmpty ? "''" : path): \(problem)" }
}

extension FileError.Problem: CustomStringConvertible {
  /// The path, and what is required of the file.
  public var description: String {
    switch self {
    case .unnamed:
      "the name of a file is required, it is empty"
    case .system(let call, _, let reason):
      "\(call) failed: \(reason)"
    case .notAPlainFile(let kind):
      "must be a plain file, but is \(kind)"
    case .shrunk(let opened, let now):
      "must stay as it was when opened (\(opened) bytes), but has only \(now) bytes now"
    case .otherFormat(let found, let required):
      "\(required) is required, but this is \(found)"
    case .truncatedHeader(let required, let found):
      "truncated: the header takes the first \(required) bytes, but the file has \(found)"
    case .headerTooLarge(let limit, let found):
      "the header must not exceed \(limit) bytes, but its length is given as \(found)"
    case .tooManyDims(let tensor, let limit, let found):
      of(tensor) + "the shape must have at most \(limit) dims, but has \(found)"
    case .shapeOverflow(let tensor, let shape, let size):
      of(tensor) + "the bytes of shape \(shape) at \(size) per element must fit 64 bits, but do not"
    case .unsupportedDType(let tensor, let name, let reason):
      of(tensor) + "the dtype \(name) cannot be read: \(reason)"
    case .zip(let reason):
      "a zip archive is required, but \(reason)"
    case .exportedProgram(let reason):
      "an exported PyTorch program is required, but \(reason)"
    case .onnx(let reason):
      "an ONNX model is required, but \(reason)"
    case .npyMagic(let found):
      "an .npy file must begin with the bytes 93 4e 55 4d 50 59 (\\x93NUMPY), but this one begins "
        + (found.isEmpty ? "with nothing: it is empty" : "with \(hexadecimal(found))")
    case .npyVersion(let major, let minor):
      "the version of the .npy format must be 1.0, 2.0 or 3.0, but is \(major).\(minor)"
    case .npyHeader(let position, let required, let found):
      "byte \(position) of the .npy header must be \(required), but is \(found)"
    case .npyMissingKey(let key):
      "the .npy header must have the keys 'descr', 'fortran_order' and 'shape', but has no '\(key)'"
    case .npyUnknownKey(let key):
      "the .npy header must have the keys 'descr', 'fortran_order' and 'shape' only, but has '\(key)'"
    case .npyDuplicateKey(let key):
      "the .npy header must have each key once, but has '\(key)' twice"
    case .npyDataSize(let dtype, let shape, let required, let found):
      (found < required ? "truncated: " : "bytes after the end: ")
        + "\(dtype) of shape \(shape) takes \(required) bytes of data, but the file has \(found)"
    case .safetensorsHeaderText:
      "the .safetensors header must be JSON in UTF-8, but is not such text"
    case .safetensorsHeaderStart(let found):
      "the .safetensors header must begin with '{' (7b), but "
        + (found.map { "begins with the byte \(hexadecimal([$0]))" } ?? "is empty")
    case .safetensorsHeaderJSON(let reason):
      "the .safetensors header must be a JSON object of tensors, but: \(reason)"
    case .safetensorsDuplicateKey:
      "the .safetensors header must have each name and field once, but has one twice"
    case .tensorNotFound(let name, let present):
      "must have a tensor '\(name)', but has \(listed(present))"
    case .negativeDim(let tensor, let shape):
      of(tensor) + "dims must not be negative, but the shape is \(shape)"
    case .offsetsReversed(let tensor, let start, let end):
      of(tensor) + "data offsets must be 0 <= start <= end, but are [\(start), \(end)]"
    case .offsetsOutsideFile(let tensor, let end, let available):
      of(tensor) + "the data must end within the file's \(available) bytes of data, "
        + "but end at \(end)"
    case .tensorsOverlap(let tensor, let start, let previousEnd):
      of(tensor) + "the data must begin where those before end (\(previousEnd)), "
        + "but overlap them from \(start)"
    case .hole(let start, let end, let next):
      "every byte of the data must belong to a tensor, but \(start)..<\(end) "
        + (next.map { "before tensor '\($0)' do not" } ?? "at the end do not")
    case .tensorSize(let tensor, let dtype, let shape, let required, let found):
      of(tensor) + "\(dtype) of shape \(shape) takes \(required) bytes, "
        + "but the data offsets enclose \(found)"
    case .json(let position, let required):
      "the JSON must have \(required) at byte \(position), it has not"
    case .pickle(let position, let required):
      "the pickle must have \(required) at byte \(position), it has not"
    case .checkpoint(let required):
      required
    }
  }
}

/// The beginning of a text about `tensor`; nothing where the file has one tensor only.
private func of(_ tensor: String?) -> String { tensor.map { "tensor '\($0)': " } ?? "" }

/// Bytes as people write them: `93 4e`.
func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

/// The first few names, and how many more there are.
private func listed(_ names: [String]) -> String {
  if names.isEmpty { return "none" }
  let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
  return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
}
