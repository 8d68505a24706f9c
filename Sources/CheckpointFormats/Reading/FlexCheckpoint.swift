import Elements
import Files
import Sharding

/// What PaddlePaddle's `paddle.distributed.save_state_dict` writes: `N.metadata`, a pickle that lists pieces, and a file of
/// each rank, `R_N.distcp`, a pickle of NumPy arrays, or `R_N.safetensors`. No Python runs, and no global is called.
///
/// Where a folder has several `N.metadata`, the last is read, as Paddle does.
///
/// Source: `paddle/distributed/flex_checkpoint/dcp/{metadata,save_state_dict}.py`, version 3.3.1.
enum FlexCheckpoint: CheckpointFormat {
  static func suits(_ path: String, names: Set<String>?) -> Bool { names.flatMap(metadata) != nil }

  /// The name of the listing with the highest number.
  private static func metadata(_ names: Set<String>) -> String? {
    names.compactMap { name in
      name.wholeMatch(of: /(\d{1,9})\.metadata/).flatMap { Int($0.1) }.map { ($0, name) }
    }.max { $0.0 < $1.0 }?.1
  }

  static func contents(of path: String, names: Set<String>?) throws(TesseraError)
    -> CheckpointContents
  {
    let place = "\(path)/\(names.flatMap(metadata) ?? "0.metadata")"
    let bytes = try fileBytes(place)
    let listing = try naming(place) { () throws(FileError.Problem) in try FlexListing(bytes) }
    var files = FlexFiles(folder: path)
    var tensors: [CheckpointTensor] = []
    for tensor in listing.tensors {
      var boxes: [CheckpointBox] = []
      for piece in tensor.pieces {
        boxes.append(try files.box(piece.box, in: piece.file, of: tensor.name, tensor.dtype))
      }
      tensors.append(
        try naming(place) { () throws(FileError.Problem) in
          try .checked(tensor.name, tensor.dtype, tensor.shape, nil, boxes, in: files.files)
        })
    }
    return try CheckpointContents(
      path: path, format: "Paddle", files: files.files, tensors: tensors, unread: listing.unread)
  }

  /// The globals that such pickles have.
  static func permits(_ module: String, _ name: String) -> Bool {
    switch module {
    // The second is the module of versions before 3.2.
    case "paddle.distributed.flex_checkpoint.dcp.metadata",
      "paddle.distributed.checkpoint.metadata":
      ["Metadata", "LocalTensorMetadata", "LocalTensorIndex"].contains(name)
    case "numpy._core.multiarray", "numpy.core.multiarray": name == "_reconstruct"
    case "numpy": ["ndarray", "dtype"].contains(name)
    default: false
    }
  }
}
