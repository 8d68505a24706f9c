import Elements
import Files
import Sharding

/// The `N.metadata` of a checkpoint of PaddlePaddle: which pieces there are, and in which files.
struct FlexListing {
  struct Tensor {
    let name: String
    let dtype: DType
    let shape: [Int]
    fileprivate(set) var pieces: [(box: Box, file: String)]
  }

  /// What is said of all pieces of a tensor.
  private struct Kind {
    let dtype: String
    let shape: [Int]?
    let isFlat: Bool
  }

  private(set) var tensors: [Tensor] = []
  private(set) var unread: [String] = []

  init(_ bytes: [UInt8]) throws(FileError.Problem) {
    let pickle = try PickleReader.read(bytes, permitting: FlexCheckpoint.permits)
    guard pickle.className(pickle.root) == "Metadata", let fields = pickle.fields(pickle.root),
      let state = fields["state_dict_metadata"].flatMap(pickle.entries),
      let storage = fields["storage_metadata"].flatMap(pickle.entries)
    else { throw Self.required("a Metadata with state_dict_metadata and storage_metadata") }
    var pieces: [String: [(box: Box, file: String)]] = [:]
    var flat: Set<String> = []
    for (key, value) in storage {
      let (name, isFlat, piece) = try Self.piece(key, value, pickle)
      if isFlat { flat.insert(name) }
      // Of replicas that were all saved, one is read.
      if let piece, pieces[name]?.contains(where: { $0.box == piece.box }) != true {
        pieces[name, default: []].append(piece)
      }
    }
    var seen: Set<String> = []
    for (key, value) in state {
      guard let name = pickle.string(key), let parts = pickle.elements(value), !parts.isEmpty else {
        throw Self.required("names with the pieces of each tensor")
      }
      guard seen.insert(name).inserted else { throw Self.required("tensor '\(name)' once") }
      let kind = try Self.kind(parts[0], name, pickle)
      guard let dtype = DType(rawValue: kind.dtype) else {
        unread.append("\(name): the dtype \(kind.dtype) is none that is read")
        continue
      }
      guard !flat.contains(name), !kind.isFlat else {
        unread.append("\(name): its pieces are ranges of the flattened tensor, not boxes")
        continue
      }
      guard let own = pieces[name] else {
        throw Self.required("'\(name)' in storage_metadata")
      }
      var shape = kind.shape
      if shape == nil { shape = try CheckpointTensor.reach(own.map(\.box), of: name) }
      guard let shape else { throw Self.required("as many dims for each piece of '\(name)'") }
      tensors.append(Tensor(name: name, dtype: dtype, shape: shape, pieces: own))
    }
  }

  private static func required(_ words: String) -> FileError.Problem {
    .checkpoint(required: "the metadata must have \(words), it has not")
  }

  private static func kind(
    _ id: Pickle.ID, _ name: String, _ pickle: Pickle
  ) throws(FileError.Problem) -> Kind {
    guard pickle.className(id) == "LocalTensorMetadata", let fields = pickle.fields(id),
      let dtype = fields["dtype"].flatMap(pickle.string)
    else { throw required("the dtype of '\(name)'") }
    return Kind(
      dtype: dtype.hasPrefix("paddle.") ? String(dtype.dropFirst("paddle.".count)) : dtype,
      shape: fields["global_shape"].flatMap(pickle.integers),
      isFlat: fields["is_flattened"].map { pickle[$0] == .bool(true) } ?? false)
  }

  /// The tensor, and the piece of it; no piece where it is a range of the flattened tensor.
  private static func piece(
    _ key: Pickle.ID, _ value: Pickle.ID, _ pickle: Pickle
  ) throws(FileError.Problem) -> (name: String, isFlat: Bool, piece: (box: Box, file: String)?) {
    guard pickle.className(key) == "LocalTensorIndex", let fields = pickle.fields(key),
      let name = fields["tensor_key"].flatMap(pickle.string), let file = pickle.string(value),
      // Nothing outside the folder is opened.
      !file.isEmpty, !file.contains("/"), !file.contains("\0"), file != ".."
    else { throw required("a name and a file in the folder for each piece") }
    if let flat = fields["is_flattened"], pickle[flat] == .bool(true) { return (name, true, nil) }
    guard let offsets = fields["global_offset"].flatMap(pickle.integers),
      let sizes = fields["local_shape"].flatMap(pickle.integers), offsets.count == sizes.count,
      (offsets + sizes).allSatisfy({ $0 >= 0 })
    else { throw required("the offsets and the shape of each piece of '\(name)'") }
    return (name, false, (Box(offsets: offsets, sizes: sizes), file))
  }
}
