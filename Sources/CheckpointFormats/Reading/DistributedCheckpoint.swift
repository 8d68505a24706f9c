import Elements
import Files
import Sharding

/// What PyTorch's `torch.distributed.checkpoint.save` writes: pieces in `.distcp` files, and a pickle, `.metadata`, that
/// lists them. No Python runs, and no global is called.
///
/// Source: `torch/distributed/checkpoint/{metadata,filesystem}.py`, version 2.15.
enum DistributedCheckpoint: CheckpointFormat {
  static let metadata = ".metadata"

  static func suits(_ path: String, names: Set<String>?) -> Bool {
    names?.contains(metadata) == true
  }

  static func contents(of path: String, names: Set<String>?) throws(TesseraError)
    -> CheckpointContents
  {
    let bytes = try fileBytes("\(path)/\(metadata)")
    let listing = try naming("\(path)/\(metadata)") { () throws(FileError.Problem) in
      try DistributedListing(bytes)
    }
    var payloads = DistributedPayloads(folder: path)
    var tensors: [CheckpointTensor] = []
    for tensor in listing.tensors {
      var boxes: [CheckpointBox] = []
      for piece in tensor.pieces {
        boxes.append(
          try payloads.box(piece.box, at: piece.place, dtype: tensor.dtype, of: tensor.name))
      }
      tensors.append(
        try naming("\(path)/\(metadata)") { () throws(FileError.Problem) in
          try .checked(tensor.name, tensor.dtype, tensor.shape, nil, boxes, in: payloads.files)
        })
    }
    var (scalars, unread) = ([String: CheckpointScalar](), listing.unread)
    for (name, place) in listing.objects {
      switch try payloads.object(at: place, named: name) {
      case .success(let scalar): scalars[name] = scalar
      case .failure(let reason): unread.append("\(name): \(reason)")
      }
    }
    return try CheckpointContents(
      path: path, format: "DCP", files: payloads.files, tensors: tensors, scalars: scalars,
      unread: unread)
  }

  /// The globals that such pickles have.
  static func permits(_ module: String, _ name: String) -> Bool {
    switch module {
    case "torch.distributed.checkpoint.metadata":
      [
        "Metadata", "TensorStorageMetadata", "TensorProperties", "ChunkStorageMetadata",
        "BytesStorageMetadata", "MetadataIndex", "StorageMeta", "_MEM_FORMAT_ENCODING",
      ].contains(name)
    case "torch.distributed.checkpoint.filesystem": ["_StorageInfo", "StorageMeta"].contains(name)
    case "torch.serialization": name == "_get_layout"
    case "torch": name == "Size" || name.hasSuffix("Storage") || isDType(name)
    case "torch._utils": ["_rebuild_tensor_v2", "_rebuild_tensor_v3"].contains(name)
    case "torch.storage": name == "UntypedStorage"
    case "collections": name == "OrderedDict"
    case "pathlib": ["PosixPath", "PurePosixPath", "Path"].contains(name)
    default: false
    }
  }

  private static func isDType(_ name: String) -> Bool {
    dtype(name) != nil
      || ["float", "int", "uint", "complex", "quint", "qint", "bfloat"]
        .contains { name.hasPrefix($0) && name.dropFirst($0.count).first?.isNumber == true }
  }

  /// The dtype that PyTorch calls so; nil for one that a tensor here cannot have.
  static func dtype(_ name: String) -> DType? { DType(rawValue: name) }
}
