import CheckpointFormats
import Checkpoints
import Console
import Elements
import Foundation
import Sharding
import Tensors
import Tessera

/// Tensors that are saved and loaded, and the seconds that it took.
final class CheckpointTiming {
  /// What is timed.
  private enum Case: String, CaseIterable {
    case dd = "dd, with fsync"
    case save
    case cat = "cat to memory"
    case same = "load, same"
    case other = "load, other"
    case whole = "load, whole"
    case sameAgain = "load, same, again"
    case otherAgain = "load, other, again"
    case snapshot
    case beside = "save, beside"

    /// What a disk does by itself that this is held against.
    var base: Case? {
      switch self {
      case .dd, .cat, .snapshot: nil
      case .save, .beside: .dd
      case .same, .other, .whole, .sameAgain, .otherAgain: .cat
      }
    }

    /// The same load into memory that the process has already.
    var again: Case? {
      switch self {
      case .same: .sameAgain
      case .other: .otherAgain
      default: nil
      }
    }
  }

  /// The bytes of all tensors.
  let bytes: Int
  private let cluster: Cluster
  private let folder: String
  private let saved: [String: DistTensor]
  private let targets: [Case: [String: LoadTarget]]
  private var seconds: [Case: [Double]] = [:]

  /// Makes the tensors. Collective.
  init(on cluster: Cluster, bytes: Int, tensors: Int, folder: String) throws {
    let ranks = cluster.size
    let columns = 1024
    // Rows that each rank gets equally many of, so that ranks do equally much.
    let rows = max(ranks, bytes / (4 * columns * tensors) / ranks * ranks)
    let mesh = try ProcessMesh(shape: [ranks])
    let half = ranks % 2 == 0 ? ranks / 2 : ranks
    let other = try ProcessMesh(
      shape: [ranks / half, half], ranks: Array((0..<ranks).reversed()))
    let layouts: [Case: TensorDistAttr] = [
      .same: try TensorDistAttr(parsing: "S(0)", on: [mesh]),
      .other: try TensorDistAttr(parsing: "S(0),S(1)", on: [other]),
      .whole: try TensorDistAttr(parsing: "R", on: [mesh]),
    ]
    var saved: [String: DistTensor] = [:]
    for number in 0..<tensors {
      saved["layers.\(number).weight"] = try DistTensor(
        fill: .random(seed: UInt64(number)), shape: [rows, columns], attr: layouts[.same]!,
        on: cluster)
    }
    let names = saved.keys
    (self.saved, self.cluster) = (saved, cluster)
    self.bytes = 4 * rows * columns * tensors
    // The same name on all ranks, and no other program's.
    let word = try cluster.gathered([Int.random(in: 0..<1 << 30)])[0][0]
    self.folder = "\(folder)/tessera-bench-\(word)"
    targets = layouts.mapValues { attr in
      Dictionary(uniqueKeysWithValues: names.map { ($0, LoadTarget(attr)) })
    }
  }

  /// Times everything once, one after the other. Collective.
  func round() throws {
    let folder = folder
    try cluster.together {
      if cluster.rank == 0 {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: false)
      }
    }
    defer {
      if cluster.rank == 0 { try? FileManager.default.removeItem(atPath: folder) }
    }
    try tool(
      .dd, "dd if=/dev/zero of='\(folder)/dd' bs=1M count=\(bytes) iflag=count_bytes conv=fsync",
      removing: "\(folder)/dd")
    try timed(.save) { try Checkpoint.save(saved, to: "\(folder)/c", on: cluster) }
    let memory = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : folder
    let copy = "\(memory)/\(folder.split(separator: "/").last ?? "tessera-bench").copy"
    try tool(.cat, "cat '\(folder)'/c/*.safetensors > '\(copy)'", removing: copy)
    for load in [Case.same, .other, .whole] {
      // Memory that is new to the process, as that of a job that resumes.
      StoragePool.trim()
      try timed(load) {
        _ = try Checkpoint.load("\(folder)/c", targets[load]!, on: cluster)
      }
      guard let again = load.again else { continue }
      try timed(again) {
        _ = try Checkpoint.load("\(folder)/c", targets[load]!, on: cluster)
      }
    }
    StoragePool.trim()
    let saver = CheckpointSaver(on: cluster)
    try timed(.beside) {
      try timed(.snapshot) { try saver.save(saved, to: "\(folder)/b") }
      try saver.finish()
    }
  }

  private func timed(_ what: Case, _ body: () throws -> Void) throws {
    try cluster.barrier()
    let start = ContinuousClock.now
    try body()
    let own = Int((ContinuousClock.now - start) / .nanoseconds(1))
    let slowest = try cluster.gathered([own]).map { $0[0] }.max() ?? own
    seconds[what, default: []].append(Double(slowest) * 1e-9)
  }

  /// Times a command on rank 0, while other ranks sleep.
  private func tool(_ what: Case, _ command: String, removing path: String) throws {
    let times = try Stopwatch(cluster).seconds(on: [0], repeats: 1, prepare: {}) { _ in
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", command]
      process.standardError = FileHandle.nullDevice
      let start = ContinuousClock.now
      try process.run()
      process.waitUntilExit()
      let time = (ContinuousClock.now - start) / .seconds(1)
      try? FileManager.default.removeItem(atPath: path)
      guard process.terminationStatus == 0 else {
        throw TesseraError(.environment, "bench checkpoint: '\(command)' must succeed")
      }
      return time
    }
    seconds[what, default: []].append(times[0])
  }

  /// Medians, rates, and the shares of what the disk does by itself.
  var table: TextTable {
    var table = TextTable([
      "case", .init("time", in: "ms"), .init("rate", in: "MB/s"), "beside",
      .init("share of its rate"),
    ])
    for each in Case.allCases {
      guard let time = median(each) else { continue }
      let base = each.base.flatMap(median)
      table.add([
        .words(each.rawValue), .number(time * 1e3, digits: 1),
        .number(Double(bytes) / time / 1e6, digits: 1),
        each.base.map { .words($0.rawValue) } ?? .none,
        base.map { .number($0 / time, digits: 2) } ?? .none,
      ])
    }
    return table
  }

  private func median(_ what: Case) -> Double? {
    guard let times = seconds[what]?.sorted(), !times.isEmpty else { return nil }
    return times[times.count / 2]
  }
}
