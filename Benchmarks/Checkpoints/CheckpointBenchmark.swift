import ArgumentParser
import CheckpointFormats
import Checkpoints
import Console
import Elements
import Foundation
import Sharding
import Tensors
import Tessera

/// Saves and loads beside what the disk does by itself, in turns in one run.
struct CheckpointBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Time saves and loads of a checkpoint, beside dd with fsync and cat to memory.",
    discussion: """
      "dd" writes as many bytes to the same folder and syncs them; "cat" copies the checkpoint's files to memory, a file \
      in /dev/shm. "same" loads onto the layout that was saved; "other" cuts another dim on another mesh; "whole" gives \
      every rank everything. "again" loads into memory that the process has from the load before, as a job does that \
      goes back to a checkpoint; the others into new memory, as a job that starts. "snapshot" is what a save beside the computation takes of it. Files are read from the \
      system's cache.

      Example, on two ranks:
        ./Launch/bench -np 2 checkpoint --size 1MiB --repeats 1
      """)

  @Option(help: ArgumentHelp("The bytes of all tensors.", valueName: "size"))
  var size = ByteCount(1 << 30)

  @Option(help: "The number of tensors.")
  var tensors = 64

  @Option(help: "The number of times that each is timed.")
  var repeats = 5

  @Option(
    help: ArgumentHelp("Where files are written, and removed again.", valueName: "folder"))
  var folder = "."

  @OptionGroup var output: BenchOptions

  func validate() throws {
    for (name, number) in [("repeats", repeats), ("tensors", tensors)] where number < 1 {
      throw ValidationError("--\(name): at least 1 is required, not \(number)")
    }
  }

  func run() throws {
    do { try measure() } catch { throw TesseraError(error) }
  }

  private func measure() throws {
    let cluster = try Cluster.start()
    let trial = try CheckpointTiming(
      on: cluster, bytes: size.bytes, tensors: tensors, folder: folder)
    var progress = ProgressLine(
      total: repeats, isShown: cluster.rank == 0 && !output.told.quiet)
    for number in 0..<repeats {
      progress.next("round \(number + 1)")
      try trial.round()
    }
    progress.clear()
    guard cluster.rank == 0 else { return }
    var report = BenchReport(
      Machine(ranks: cluster.size),
      legend:
        "\(ByteCount(trial.bytes)) of float32 in \(tensors) tensors; medians of \(repeats) rounds, of the slowest rank."
    )
    report.add(nil, trial.table)
    try report.tell(output)
  }
}
