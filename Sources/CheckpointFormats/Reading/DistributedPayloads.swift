import Elements
import Files
import Sharding

/// The `.distcp` files of a distributed checkpoint: payloads one after the other, each what `torch.save` writes of one
/// tensor or object, a whole zip archive.
struct DistributedPayloads {
  /// Why an object is not read.
  struct Reason: Error, CustomStringConvertible {
    let description: String
  }

  let folder: String
  private(set) var files: [CheckpointContents.File] = []
  private var opened: [String: (number: Int, file: MappedFile)] = [:]

  init(folder: String) { self.folder = folder }

  private mutating func open(_ name: String) throws(TesseraError) -> (number: Int, file: MappedFile)
  {
    if let known = opened[name] { return known }
    do throws(FileError) {
      let file = try MappedFile("\(folder)/\(name)")
      let found = (number: files.count, file: file)
      files.append(.init(name: name, path: file.path, byteCount: file.byteCount))
      opened[name] = found
      return found
    } catch { throw TesseraError(error) }
  }

  /// Where the elements of a piece lie.
  mutating func box(
    _ box: Box, at place: DistributedListing.Place, dtype: DType, of name: String
  ) throws(TesseraError) -> CheckpointBox {
    let (number, file) = try open(place.file)
    return try naming(file.path) { () throws(FileError.Problem) in
      func required(_ words: String) -> FileError.Problem {
        .checkpoint(required: "tensor '\(name)', piece at \(place.offset): \(words)")
      }
      let payload = try Payload(file, place, name)
      guard let data = payload["data/0"], let layout = try payload.layout() else {
        throw required("it must be one tensor with its data")
      }
      guard layout.sizes == box.sizes else {
        throw required("its sizes must be \(box.sizes), they are \(layout.sizes)")
      }
      _ = try checkedByteCount(
        tensor: name, shape: box.sizes, elementByteCount: dtype.byteCount)
      let available = data.count / dtype.byteCount
      guard let extent = Self.extent(layout.strides, box.sizes), layout.offset >= 0,
        layout.offset <= available, extent <= available - layout.offset
      else {
        throw required(
          "its elements, \(layout.offset) and strides \(layout.strides) for \(box.sizes), must lie in the \(available) "
            + "of its storage")
      }
      let isDense = layout.strides == StoredTensor.denseStrides(box.sizes) || box.isEmpty
      return CheckpointBox(
        box: box, file: number, start: data.lowerBound + layout.offset * dtype.byteCount,
        strides: isDense ? nil : layout.strides)
    }
  }

  /// The elements from the first to the last; nil where strides do not fit the sizes, or are too large.
  private static func extent(_ strides: [Int], _ sizes: [Int]) -> Int? {
    guard strides.count == sizes.count, strides.allSatisfy({ $0 >= 0 }) else { return nil }
    if sizes.contains(0) { return 0 }
    var extent = 1
    for (size, stride) in zip(sizes, strides) {
      let (steps, isLarge) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, isLarger) = extent.addingReportingOverflow(steps)
      if isLarge || isLarger { return nil }
      extent = sum
    }
    return extent
  }

  /// An object that is no tensor, if it is a plain one.
  mutating func object(
    at place: DistributedListing.Place, named name: String
  ) throws(TesseraError) -> Result<CheckpointScalar, Reason> {
    let (_, file) = try open(place.file)
    let payload = try naming(file.path) { () throws(FileError.Problem) in
      try Payload(file, place, name)
    }
    let pickle: Pickle
    do throws(FileError.Problem) { pickle = try payload.pickle() } catch {
      return .failure(Reason(description: "\(error)"))
    }
    switch pickle[pickle.root] {
    case .int(let value): return .success(.int(value))
    case .float(let value): return .success(.float(value))
    case .string(let value): return .success(.string(value))
    case .bool(let value): return .success(.bool(value))
    case .none: return .failure(Reason(description: "it is None"))
    default:
      return .failure(
        Reason(description: "only whole numbers, numbers, texts and truth values are read"))
    }
  }
}

/// A payload: a zip archive with a pickle, and the data of a storage.
private struct Payload {
  let file: MappedFile
  private let archive: ZipArchive
  private let name: String

  init(
    _ file: MappedFile, _ place: DistributedListing.Place, _ name: String
  ) throws(FileError.Problem) {
    guard place.offset <= file.byteCount, place.length <= file.byteCount - place.offset else {
      throw .checkpoint(
        required:
          "'\(name)': bytes \(place.offset)..<\(place.offset &+ place.length) must lie in the file's "
          + "\(file.byteCount): it is cut short")
    }
    self.file = file
    self.name = name
    do throws(FileError) {
      archive = try ZipArchive(file, place.offset..<place.offset + place.length)
    } catch { throw error.problem }
    if let order = self["byteorder"],
      file.withBytes(order, { $0.prefix(16) }) != Array("little".utf8)
    {
      throw .checkpoint(required: "'\(name)': the byte order must be little")
    }
  }

  /// Where the entry lies in the file, whose name in the archive's folder this is.
  subscript(_ name: String) -> Range<Int>? {
    let found = archive.names.first { entry in
      entry.split(separator: "/", maxSplits: 1).last.map { $0 == name } ?? false
    }
    return found.flatMap { archive.entries[$0] }
  }

  func pickle() throws(FileError.Problem) -> Pickle {
    guard let place = self["data.pkl"] else {
      throw .checkpoint(required: "'\(name)': the payload must have a data.pkl")
    }
    let bytes = file.withBytes(place) { $0.prefix($0.byteCount) }
    return try PickleReader.read(bytes, permitting: DistributedCheckpoint.permits)
  }

  /// How a tensor lies in its storage, in elements; nil where the payload is something else.
  func layout() throws(FileError.Problem) -> (offset: Int, sizes: [Int], strides: [Int])? {
    let pickle = try pickle()
    guard case .object(let callee, let arguments, _) = pickle[pickle.root],
      case .global("torch._utils", let maker) = pickle[callee],
      let flags = Self.flagPlaces[maker], arguments.count >= 4,
      let offset = pickle.integer(arguments[1]), let sizes = pickle.integers(arguments[2]),
      let strides = pickle.integers(arguments[3])
    else { return nil }
    if flags < arguments.count, case .dictionary(let entries) = pickle[arguments[flags]],
      !entries.isEmpty
    {
      throw .checkpoint(
        required:
          "tensor '\(name)': it must be saved as it is, it is a view that conjugates or negates: save x.resolve_conj().resolve_neg()"
      )
    }
    return (offset, sizes, strides)
  }

  /// By function that makes a tensor: which argument says that it stands for the conjugate, or the negative. The third one
  /// makes those of the unsigned integers that no storage has a class for.
  private static let flagPlaces = ["_rebuild_tensor_v2": 6, "_rebuild_tensor_v3": 7]
}
