import Elements

/// Why a file cannot be read or written, with the file's name.
///
/// All are errors of data. The message names the file, the requirement, and the contents.
public struct FileError: Error, Hashable, Sendable {
  /// The file, as the caller named it.
  public let path: String
  /// What is wrong with the file.
  public let problem: Problem

  /// A problem of a file.
  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }
}

extension FileError {
  /// What is wrong with a file: one case per failure. Numbers are bytes unless they say otherwise.
  public enum Problem: Error, Hashable, Sendable {
    /// The name is empty.
    case unnamed

    // The system's own.

    /// A system call failed: the file is missing, may not be read, the disk is full.
    case system(call: String, code: Int32, reason: String)
    /// Neither a plain file nor something that can be mapped: a directory, a pipe, a device.
    case notAPlainFile(kind: String)
    /// The file has become shorter since it was opened.
    case shrunk(opened: Int, now: Int)

    /// The file is of another format than the one that is read (`required`).
    case otherFormat(KnownFormat, required: KnownFormat)

    // Either format. `tensor` is the tensor's name where the file has names.

    /// The file ends before its header does.
    case truncatedHeader(required: Int, found: Int)
    case headerTooLarge(limit: Int, found: UInt64)
    /// The shape has more dims than are read (`limit`).
    case tooManyDims(tensor: String?, limit: Int, found: Int)
    /// The number of bytes that the shape takes does not fit 64 bits.
    case shapeOverflow(tensor: String?, shape: [Int], elementByteCount: Int)
    /// The file's dtype, in its own words, is none that a tensor can have.
    case unsupportedDType(tensor: String?, name: String, reason: String)

    /// A zip archive whose directory is damaged, or whose entries are not where it says.
    case zip(reason: String)
    /// An archive that holds no program of `torch.export`, or a damaged one.
    case exportedProgram(reason: String)
    /// A model of ONNX that is damaged, or of another version.
    case onnx(reason: String)

    // `.npy`

    case npyMagic(found: [UInt8])
    case npyVersion(major: UInt8, minor: UInt8)
    /// The header is not the dictionary that it must be. `position` counts from its first byte.
    case npyHeader(position: Int, required: String, found: String)
    case npyMissingKey(String)
    case npyUnknownKey(String)
    case npyDuplicateKey(String)
    /// The data after the header are fewer or more than dtype and shape say.
    case npyDataSize(dtype: String, shape: [Int], required: Int, found: Int)

    // `.safetensors`

    /// The header is not UTF-8, or holds a zero byte, which no JSON does.
    case safetensorsHeaderText
    case safetensorsHeaderStart(found: UInt8?)
    case safetensorsHeaderJSON(reason: String)
    /// A name or a field appears twice in one object.
    case safetensorsDuplicateKey
    case tensorNotFound(name: String, present: [String])
    case negativeDim(tensor: String, shape: [Int])
    /// The end lies before the start, or the start before the data.
    case offsetsReversed(tensor: String, start: Int, end: Int)
    case offsetsOutsideFile(tensor: String, end: Int, available: Int)
    case tensorsOverlap(tensor: String, start: Int, previousEnd: Int)
    /// Bytes that belong to no tensor; `before` is the tensor after them, nil at the file's end.
    case hole(start: Int, end: Int, before: String?)
    /// The offsets enclose fewer or more bytes than dtype and shape say.
    case tensorSize(tensor: String, dtype: String, shape: [Int], required: Int, found: Int)

    // Parts of checkpoints. `required` names what is not so.

    /// A JSON file. `position` counts from its first byte.
    case json(position: Int, required: String)
    /// A pickle. `position` counts from its first byte.
    case pickle(position: Int, required: String)
    /// What a checkpoint's file says.
    case checkpoint(required: String)
  }
}

extension FileError: ClassifiedError {
  /// `usage` where no file is named, else `data`.
  public var kind: TesseraError.Kind { problem == .unnamed ? .usage : .data }
}
