import CheckpointFormats
import Elements
import Files
import Foundation
import Synchronization
import Tessera

/// Saves checkpoints beside the computation: a save copies what this rank writes, and a thread writes the copies.
///
/// ```swift
/// let saver = CheckpointSaver(on: cluster)
/// for step in 0..<steps {
///   … // computes, and changes the weights
///   if step % 100 == 0 { try saver.save(weights, scalars: ["step": .int(step)], to: "run/step-\(step)") }
/// }
/// try saver.finish()
/// ```
///
/// One save is under way at a time, so that at most one copy is in memory: the next waits for it. A checkpoint appears as
/// one of `Checkpoint.save` does, whole or not at all, without a rank waiting in a call: rank 0's thread sees by the files'
/// names which ranks have theirs on the disk, and then writes the manifest.
public final class CheckpointSaver {
  private let cluster: Cluster
  private let patience: Duration
  private var current: BackgroundSave?

  /// A saver for the ranks of a job.
  ///
  /// - Parameter patience: how long rank 0 waits for the files of other ranks when its own are written.
  public init(on cluster: Cluster, patience: Duration = .seconds(600)) {
    self.cluster = cluster
    self.patience = patience
  }

  deinit { current?.wait() }

  /// Checks and copies what is to be saved, as soon as the save before has ended, and returns while it is written.
  /// Collective over the whole job, as `Checkpoint.save`.
  ///
  /// - Returns: what the save before wrote; nil if there was none.
  /// - Throws: as `Checkpoint.save`; also what the save before failed with, on every rank.
  @discardableResult
  public func save(
    _ tensors: [String: DistTensor], scalars: [String: CheckpointScalar] = [:], to path: String,
    options: SaveOptions = SaveOptions()
  ) throws(TesseraError) -> SaveReport? {
    try save(tensors, scalars: scalars, to: path, options: options, ByteMeter())
  }

  /// As above; `meter` hears of what this process writes.
  @discardableResult
  package func save(
    _ tensors: [String: DistTensor], scalars: [String: CheckpointScalar], to path: String,
    options: SaveOptions, _ meter: ByteMeter
  ) throws(TesseraError) -> SaveReport? {
    let before = try finish()
    let prepared = try PreparedSave(tensors, scalars, to: path, on: cluster, copies: true)
    let (folder, place) = try Checkpoint.staged(path, on: cluster, options)
    current = BackgroundSave(
      prepared, folder, place, replacing: options.replaces, patience: patience, meter)
    return before
  }

  /// Waits until the save that is under way has ended. Collective over the whole job.
  ///
  /// - Returns: what it wrote; nil if there was none.
  /// - Throws: what it failed with, on every rank.
  @discardableResult
  public func finish() throws(TesseraError) -> SaveReport? {
    guard let save = current else { return nil }
    current = nil
    save.wait()
    return try cluster.together { try save.outcome() }
  }

  /// Whether the save that is under way, if there is one, has ended on this rank. It communicates nothing.
  public var isIdle: Bool { current?.hasEnded ?? true }
}

/// A save on a thread of its own. The thread reads copies that nobody else touches until it has ended.
private final class BackgroundSave: @unchecked Sendable {
  private let prepared: PreparedSave
  private let folder: StagedFolder?
  private let place: String
  private let replacing: Bool
  private let patience: Duration
  private let meter: ByteMeter
  private let result = Mutex<Result<SaveReport, TesseraError>?>(nil)
  private let ended = DispatchSemaphore(value: 0)

  init(
    _ prepared: PreparedSave, _ folder: StagedFolder?, _ place: String, replacing: Bool,
    patience: Duration, _ meter: ByteMeter
  ) {
    self.prepared = prepared
    self.folder = folder
    self.place = place
    self.replacing = replacing
    self.patience = patience
    self.meter = meter
    let thread = Thread { [self] in
      let start = ContinuousClock.now
      let found: Result<SaveReport, TesseraError>
      do throws(TesseraError) {
        try write()
        var report = self.prepared.report
        report.seconds = (ContinuousClock.now - start) / .seconds(1)
        found = .success(report)
      } catch { found = .failure(error) }
      result.withLock { $0 = found }
      ended.signal()
    }
    thread.start()
  }

  var hasEnded: Bool { result.withLock { $0 != nil } }

  func wait() {
    ended.wait()
    ended.signal()
  }

  func outcome() throws(TesseraError) -> SaveReport {
    // It has ended, so that there is one.
    try result.withLock { $0! }.get()
  }

  private func write() throws(TesseraError) {
    do throws(TesseraError) { try prepared.write(into: place, meter) } catch {
      // Rank 0 need not wait then.
      for file in prepared.files {
        try? NewFile.write(
          error.message, to: "\(place)/\(CheckpointNames.failure(ofRank: file.rank))")
      }
      folder?.discard()
      throw error
    }
    guard let folder else { return }
    do throws(TesseraError) {
      try awaitFiles()
      try folder.commit(manifest: prepared.manifest, replacing: replacing)
    } catch {
      folder.discard()
      throw error
    }
  }

  /// Waits until the files of all ranks have their names, which they get when they are on the disk.
  private func awaitFiles() throws(TesseraError) {
    let start = ContinuousClock.now
    var waiting = prepared.expected.map(\.rank)
    var pause = 0.001
    while true {
      waiting.removeAll { exists(CheckpointNames.file(ofRank: $0)) }
      if waiting.isEmpty { return }
      if let failed = waiting.first(where: { exists(CheckpointNames.failure(ofRank: $0)) }) {
        let reason = try? String(
          contentsOfFile: "\(place)/\(CheckpointNames.failure(ofRank: failed))", encoding: .utf8)
        throw TesseraError(.data, "rank \(failed): \(reason ?? "its file cannot be written")")
      }
      guard ContinuousClock.now - start < patience else {
        let ranks = waiting.map(String.init).joined(separator: ", ")
        throw TesseraError(
          .environment, "\(place): the file of each rank is required, rank \(ranks) is late")
      }
      Thread.sleep(forTimeInterval: pause)
      pause = min(0.1, pause * 2)
    }
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(place)/\(name)")
  }
}
