import Elements
import Files
import Glibc

/// A checkpoint that is being written: a folder beside its target, which takes the target's name when everything in it is
/// on the disk.
///
/// Its name is `TARGET.partial-HOST-RANDOM`, and who made it holds a lock on it. A process that is killed leaves the
/// folder without a lock; `CheckpointLeftovers` finds it by that.
package final class StagedFolder {
  /// The name that the checkpoint is going to have.
  package let target: String
  /// Where it is written.
  package let path: String
  private let lock: Int32

  private init(target: String, path: String, lock: Int32) {
    (self.target, self.path, self.lock) = (target, path, lock)
  }

  deinit { close(lock) }

  /// Makes the folder of a new checkpoint.
  ///
  /// - Throws: where something has the name `target`, unless it may be replaced and is a checkpoint; what the system says.
  package static func make(
    for target: String, replacing: Bool
  ) throws(TesseraError) -> StagedFolder {
    try requireFree(target, replacing: replacing)
    return try naming(target) { () throws(FileError.Problem) in
      while true {
        let path = target + LeftoverName.random().suffix
        try DiskChange.makeFolder(path)
        let lock = try checked("open") {
          unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        var (held, named) = (stat(), stat())
        // Who cleans may have taken it for one that was left, before it was locked.
        if flock(lock, LOCK_EX | LOCK_NB) == 0, unsafe fstat(lock, &held) == 0,
          unsafe lstat(path, &named) == 0, held.st_ino == named.st_ino
        {
          return StagedFolder(target: target, path: path, lock: lock)
        }
        _ = close(lock)
      }
    }
  }

  /// Checks that a checkpoint may get the name.
  package static func requireFree(_ target: String, replacing: Bool) throws(TesseraError) {
    guard !target.isEmpty, !target.hasSuffix("/") else {
      throw TesseraError(
        .usage, "'\(target)': the name of a folder is required, without a '/' at its end")
    }
    let folder = WrittenPlace.folder(of: target)
    var status = stat()
    guard unsafe stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      unsafe access(folder, W_OK) == 0
    else {
      throw TesseraError(.data, "\(folder): a folder that can be written to is required")
    }
    guard unsafe lstat(target, &status) == 0 else { return }
    guard replacing else {
      throw TesseraError(.data, "\(target): a new name is required, something has it already")
    }
    guard status.st_mode & S_IFMT == S_IFDIR,
      unsafe access("\(target)/\(CheckpointNames.manifest)", F_OK) == 0
    else {
      throw TesseraError(.data, "\(target): only a checkpoint of Tessera is replaced, this is none")
    }
  }

  /// Writes the manifest, which makes it a checkpoint, and gives it its name; one that may be replaced goes.
  ///
  /// At every moment the target is the old checkpoint, or nothing, or the new one, whole.
  package func commit(manifest: [UInt8], replacing: Bool) throws(TesseraError) {
    try naming(target) { () throws(FileError.Problem) in
      var file = try StagedFile("\(path)/\(CheckpointNames.manifest)")
      try unsafe file.append(manifest.span.bytes)
      try file.finish()
      try DiskChange.syncFolder(path)
      var replaces = false
      do throws(FileError.Problem) {
        // A folder takes no name of a folder that has something in it, as each checkpoint has.
        try DiskChange.rename(path, to: target)
      } catch .system(_, let code, _) where [EEXIST, ENOTEMPTY, ENOTDIR].contains(code) {
        guard replacing else {
          throw .checkpoint(required: "a new name is required, another save has just got it")
        }
        try DiskChange.exchange(path, target)
        replaces = true
      }
      try DiskChange.syncFolder(WrittenPlace.folder(of: target))
      // The name now stands for the old one.
      if replaces { try CheckpointNames.remove(path) }
    }
  }

  /// Removes what has been written, as far as that is possible.
  package func discard() { try? CheckpointNames.remove(path) }
}

/// What the files in a checkpoint of this package are called.
package enum CheckpointNames {
  package static let manifest = "tessera.json"

  /// The file of a writing rank.
  package static func file(ofRank rank: Int) -> String {
    let digits = "\(rank)"
    let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
    return "rank-\(zeros)\(digits).safetensors"
  }

  /// Where a rank says that its file will not come.
  package static func failure(ofRank rank: Int) -> String { "rank-\(rank).failed" }

  private static func isOurs(_ name: String) -> Bool {
    name.wholeMatch(of: /(rank-\d+\.(safetensors|failed)|tessera\.json)(\.part)?/) != nil
      || name.wholeMatch(of: /\.tessera-.+\.part/) != nil
  }

  /// Removes a folder with a checkpoint, or with what has been written of one. The manifest goes first.
  ///
  /// - Throws: where it has anything else in it; then nothing is removed.
  package static func remove(_ path: String) throws(FileError.Problem) {
    let names: [String]
    do throws(TesseraError) { names = try listing(path).sorted() } catch {
      throw .checkpoint(required: error.message)
    }
    if let foreign = names.first(where: { !isOurs($0) }) {
      throw .checkpoint(
        required: "'\(foreign)' in \(path) is no file of a checkpoint: nothing is removed")
    }
    for name in names.filter({ $0 == manifest }) + names.filter({ $0 != manifest }) {
      try DiskChange.remove("\(path)/\(name)")
    }
    try DiskChange.removeFolder(path)
  }
}
