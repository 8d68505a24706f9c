import Elements
import Files
import Sharding

/// The `.metadata` of a distributed checkpoint: which pieces there are, and where.
struct DistributedListing {
  /// A part of a `.distcp` file.
  struct Place: Hashable {
    let file: String
    let offset: Int
    let length: Int
  }

  struct Tensor {
    let name: String
    let dtype: DType
    let shape: [Int]
    let pieces: [(box: Box, place: Place)]
  }

  private(set) var tensors: [Tensor] = []
  private(set) var objects: [(name: String, place: Place)] = []
  private(set) var unread: [String] = []

  private struct Key: Hashable {
    let name: String
    let offsets: [Int]?
  }

  init(_ bytes: [UInt8]) throws(FileError.Problem) {
    let pickle = try PickleReader.read(bytes, permitting: DistributedCheckpoint.permits)
    guard pickle.className(pickle.root) == "Metadata", let fields = pickle.fields(pickle.root),
      let state = fields["state_dict_metadata"].flatMap(pickle.entries),
      let storage = fields["storage_data"].flatMap(pickle.entries)
    else { throw Self.required("a Metadata with state_dict_metadata and storage_data") }
    var places: [Key: Place] = [:]
    for (key, value) in storage {
      let (key, place) = try (Self.key(key, pickle), Self.place(value, pickle))
      guard places.updateValue(place, forKey: key) == nil else {
        throw Self.required("each piece of '\(key.name)' once in storage_data")
      }
    }
    for (key, value) in state {
      guard let name = pickle.string(key) else { throw Self.required("names that are texts") }
      if pickle.className(value) == "BytesStorageMetadata" {
        guard let place = places[Key(name: name, offsets: nil)] else {
          throw Self.required("'\(name)' in storage_data")
        }
        objects.append((name, place))
      } else {
        try add(name, value, pickle, &places)
      }
    }
  }

  private static func required(_ words: String) -> FileError.Problem {
    .checkpoint(required: "the metadata must have \(words), it has not")
  }

  private static func key(_ id: Pickle.ID, _ pickle: Pickle) throws(FileError.Problem) -> Key {
    guard pickle.className(id) == "MetadataIndex", let fields = pickle.fields(id),
      let name = fields["fqn"].flatMap(pickle.string)
    else { throw required("a MetadataIndex for each piece") }
    return Key(name: name, offsets: fields["offset"].flatMap(pickle.integers))
  }

  private static func place(_ id: Pickle.ID, _ pickle: Pickle) throws(FileError.Problem) -> Place {
    guard pickle.className(id) == "_StorageInfo", let fields = pickle.fields(id),
      let file = fields["relative_path"].flatMap(pickle.string),
      let offset = fields["offset"].flatMap(pickle.integer),
      let length = fields["length"].flatMap(pickle.integer), offset >= 0, length >= 0,
      // Nothing outside the folder is opened.
      !file.isEmpty, !file.hasPrefix("/"), !file.contains("\0"),
      !file.split(separator: "/").contains("..")
    else { throw required("a file, an offset and a length for each piece") }
    if let transforms = fields["transform_descriptors"], pickle[transforms] != .none,
      pickle.elements(transforms)?.isEmpty != true
    {
      throw required("pieces as they are, without transforms such as compression")
    }
    return Place(file: file, offset: offset, length: length)
  }

  /// Adds a tensor; its pieces go out of `places`, so that no list names one twice.
  private mutating func add(
    _ name: String, _ id: Pickle.ID, _ pickle: Pickle, _ places: inout [Key: Place]
  ) throws(FileError.Problem) {
    guard pickle.className(id) == "TensorStorageMetadata", let fields = pickle.fields(id),
      let shape = fields["size"].flatMap(pickle.integers),
      let chunks = fields["chunks"].flatMap(pickle.elements),
      let typeName = fields["properties"].flatMap({ Self.dtype($0, pickle) })
    else { throw Self.required("the dtype, the size and the chunks of '\(name)'") }
    guard let dtype = DistributedCheckpoint.dtype(typeName) else {
      unread.append("\(name): the dtype torch.\(typeName) is none that is read")
      return
    }
    var pieces: [(Box, Place)] = []
    for chunk in chunks {
      guard let fields = pickle.fields(chunk),
        let offsets = fields["offsets"].flatMap(pickle.integers),
        let sizes = fields["sizes"].flatMap(pickle.integers), offsets.count == sizes.count
      else { throw Self.required("offsets and sizes of each chunk of '\(name)'") }
      if let place = places.removeValue(forKey: Key(name: name, offsets: offsets)) {
        pieces.append((Box(offsets: offsets, sizes: sizes), place))
      } else if !sizes.contains(0) {
        throw Self.required("the chunk of '\(name)' at \(offsets) once in storage_data")
      }
    }
    tensors.append(Tensor(name: name, dtype: dtype, shape: shape, pieces: pieces))
  }

  /// The name of the dtype, which is the first of the properties.
  private static func dtype(_ id: Pickle.ID, _ pickle: Pickle) -> String? {
    guard case .object(_, let arguments, let state) = pickle[id] else { return nil }
    let first =
      state.flatMap { pickle.elements($0)?.first } ?? pickle.fields(id)?["dtype"] ?? arguments.first
    guard let first, case .global("torch", let name) = pickle[first] else { return nil }
    return name
  }
}
