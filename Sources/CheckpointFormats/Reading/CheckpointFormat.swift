import Elements
import Files
import Foundation
import Sharding

/// A form of checkpoint that is read. To add one, conform a type and write it into `CheckpointFormats`.
protocol CheckpointFormat: SendableMetatype {
  /// Whether `path` is of this form, by the names in its folder; `names` is nil for a file.
  static func suits(_ path: String, names: Set<String>?) -> Bool

  /// What it holds, read from headers and manifests.
  static func contents(of path: String, names: Set<String>?) throws(TesseraError)
    -> CheckpointContents
}

/// Every form of checkpoint that is read.
enum CheckpointFormats {
  /// The forms, in the order in which they are asked.
  static let all: [any CheckpointFormat.Type] = [
    TesseraManifest.self, DistributedCheckpoint.self, FlexCheckpoint.self, SafetensorsIndex.self,
    ExportedModel.self, SafetensorsFiles.self,
  ]
}

extension CheckpointContents {
  /// Reads what the checkpoint at `path` holds, a folder or a file. One process does it, without MPI; data
  /// are not touched.
  ///
  /// - Throws: `TesseraError.Kind.data` where it is no checkpoint that is read, or is damaged.
  public init(reading path: String) throws(TesseraError) {
    let url = URL(filePath: path)
    guard !path.isEmpty, let isFolder = try? url.resourceValues(forKeys: [.isDirectoryKey]) else {
      throw TesseraError(.data, "\(path.isEmpty ? "''" : path): there is no such checkpoint")
    }
    let names = isFolder.isDirectory == true ? Set(try listing(path)) : nil
    guard let format = CheckpointFormats.all.first(where: { $0.suits(path, names: names) }) else {
      throw TesseraError(
        .data,
        "\(path): a checkpoint is required: a .safetensors or .pt2 file, or a folder with \(TesseraManifest.name), "
          + ".metadata, 0.metadata or .safetensors files")
    }
    self = try format.contents(of: path, names: names)
  }
}

extension CheckpointTensor {
  /// The tensor with its sizes checked, so that no sum or product of them runs over.
  static func checked(
    _ name: String, _ dtype: DType, _ shape: [Int], _ lay: String?, _ boxes: [CheckpointBox],
    in files: [CheckpointContents.File]
  ) throws(FileError.Problem) -> CheckpointTensor {
    func required(_ words: String) -> FileError.Problem {
      .checkpoint(required: "tensor '\(name)': \(words)")
    }
    guard shape.allSatisfy({ $0 >= 0 }) else { throw .negativeDim(tensor: name, shape: shape) }
    _ = try checkedByteCount(tensor: name, shape: shape, elementByteCount: dtype.byteCount)
    for box in boxes {
      let (offsets, sizes) = (box.box.offsets, box.box.sizes)
      guard offsets.count == shape.count,
        shape.indices.allSatisfy({
          offsets[$0] >= 0 && sizes[$0] >= 0 && sizes[$0] <= shape[$0]
            && offsets[$0] <= shape[$0] - sizes[$0]
        })
      else { throw required("box \(describe(offsets, sizes)) must lie in the shape \(shape)") }
      guard files.indices.contains(box.file) else {
        throw required("file \(box.file) must be one of \(files.count)")
      }
      // What has strides of its own was held against its storage.
      let byteCount = box.strides == nil ? box.box.count * dtype.byteCount : 0
      let available = files[box.file].byteCount
      guard box.start >= 0, box.start <= available, byteCount <= available - box.start else {
        throw required(
          "the \(byteCount) bytes of box \(describe(offsets, sizes)) from \(box.start) on must end within the "
            + "\(available) bytes of \(files[box.file].name)")
      }
    }
    return CheckpointTensor(name: name, dtype: dtype, shape: shape, lay: lay, boxes: boxes)
  }

  /// The shape that boxes reach, where nobody says it; nil where they have other numbers of dims.
  ///
  /// - Throws: where an end is beyond 2^63.
  static func reach(_ boxes: [Box], of name: String) throws(FileError.Problem) -> [Int]? {
    var shape = boxes.first?.sizes.map { _ in 0 } ?? []
    for box in boxes {
      guard box.sizes.count == shape.count else { return nil }
      for dim in shape.indices {
        let (end, overflow) = box.offsets[dim].addingReportingOverflow(box.sizes[dim])
        if overflow {
          throw .checkpoint(
            required:
              "tensor '\(name)': box \(describe(box.offsets, box.sizes)) must end before 2^63")
        }
        shape[dim] = max(shape[dim], end)
      }
    }
    return shape
  }

  /// A box whose numbers may be anything.
  private static func describe(_ offsets: [Int], _ sizes: [Int]) -> String {
    "[\(zip(offsets, sizes).map { "\($0)+\($1)" }.joined(separator: ", "))]"
  }
}

/// Runs `body`; what it finds wrong is said of the file at `path`.
func naming<R>(_ path: String, _ body: () throws(FileError.Problem) -> R) throws(TesseraError) -> R
{
  do throws(FileError.Problem) { return try body() } catch {
    throw TesseraError(FileError(path: path, problem: error))
  }
}

/// All bytes of the file at `path`.
func fileBytes(_ path: String) throws(TesseraError) -> [UInt8] {
  do throws(FileError) {
    let file = try MappedFile(path)
    return file.withBytes { $0.prefix(file.byteCount) }
  } catch { throw TesseraError(error) }
}

/// The names in the folder at `path`.
func listing(_ path: String) throws(TesseraError) -> [String] {
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
    throw TesseraError(.data, "\(path): the folder cannot be read")
  }
  return names
}
