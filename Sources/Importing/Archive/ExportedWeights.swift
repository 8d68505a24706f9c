import Elements
import Files

/// The parameters and buffers of an archive that `torch.export.save` writes, without its graph.
package struct ExportedWeights {
  /// By the names that they have in the model.
  package let tensors: [String: StoredTensor]
  /// Those that were exported without numbers.
  package let empty: [String]
  /// The file.
  package let mapping: MappedFile

  /// Reads the table of the weights; touches none of them.
  ///
  /// - Throws: `FileError` where the file is no such archive, or a damaged one.
  package init(_ path: String) throws(FileError) {
    let zip = try ZipArchive(path)
    let weights = try FileError.naming(path) { () throws(FileError.Problem) in
      try ArchiveFolder(zip, needsWeights: true).weights("weights")
    }
    mapping = zip.mapping
    tensors = weights.compactMapValues(\.stored)
    empty = weights.filter { $0.value.stored == nil }.map(\.key).sorted()
  }
}
