import Elements
import Files
import Sharding
import Tensors

/// Reads boxes of a checkpoint's tensors from mapped files: the bytes that a box needs, and no others.
package final class BoxReader {
  private let contents: CheckpointContents
  private var mappings: [Int: MappedFile] = [:]
  private let meter: ByteMeter
  /// So that a process does not run out of descriptors.
  private static let mostMappings = 128

  package init(_ contents: CheckpointContents, _ meter: ByteMeter = ByteMeter()) {
    (self.contents, self.meter) = (contents, meter)
  }

  /// The elements of `wanted`, which must lie in the tensor. Beside them at most one stored box is in memory.
  package func box(
    _ wanted: Box, of tensor: CheckpointTensor
  ) throws(TesseraError) -> DenseTensor {
    do {
      let result = try DenseTensor(allocating: wanted.sizes, dtype: tensor.dtype)
      for stored in tensor.boxes {
        guard !wanted.isEmpty, let common = stored.box.intersection(wanted) else { continue }
        let source = try source(of: stored, tensor)
        let inner = common.relative(to: stored.box)
        let place = common.relative(to: wanted)
        meter.add(common.count * tensor.dtype.byteCount)
        if try source.read(
          offsets: inner.offsets, sizes: inner.sizes, into: result, at: place.offsets)
        {
          continue
        }
        // A view where elements lie where they may, and have no other bytes than they should.
        let isView = stored.start.isMultiple(of: tensor.dtype.byteCount) && tensor.dtype != .bool
        let part =
          isView
          ? try source.tensor().slice(offsets: inner.offsets, sizes: inner.sizes)
          : try source.box(offsets: inner.offsets, sizes: inner.sizes)
        result.slice(offsets: place.offsets, sizes: place.sizes).copy(from: part)
      }
      return result
    } catch { throw TesseraError(error) }
  }

  private func source(
    of box: CheckpointBox, _ tensor: CheckpointTensor
  ) throws(FileError) -> StoredTensor {
    StoredTensor(
      name: tensor.name, dtype: tensor.dtype, shape: box.box.sizes,
      strides: box.strides, mapping: try mapping(box.file), start: box.start)
  }

  private func mapping(_ number: Int) throws(FileError) -> MappedFile {
    if let known = mappings[number] { return known }
    if mappings.count >= Self.mostMappings { mappings.removeAll() }
    let file = contents.files[number]
    let mapping = try MappedFile(file.path)
    guard mapping.byteCount == file.byteCount else {
      throw FileError(
        path: file.path, problem: .shrunk(opened: file.byteCount, now: mapping.byteCount))
    }
    mappings[number] = mapping
    return mapping
  }
}
