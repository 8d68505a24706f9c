import ArgumentParser
import Elements
import Console
import Foundation
import Pictures
import PlanningCommands
import Sharding
import Tensors
import Tessera

/// Moves a tensor from one placement to another on real ranks, and shows what moved.
struct Reshard: WritingCommand {
  static let configuration = CommandConfiguration(
    abstract: "Move a tensor from one placement to another, and show which bytes moved.",
    discussion: """
      Example, on four ranks:
        ./Launch/run -np 4 reshard --shape 8,6 --mesh Meshes/2x2.yaml \\
          --from 'S(0),R' --to 'R,S(1)' --verify --print
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var mesh: MeshOptions
  @OptionGroup var job: JobOptions

  @OptionGroup var route: RouteOptions
  @OptionGroup var goal: PlanningOptions
  @OptionGroup var topology: TopologyOptions

  @OptionGroup var result: ResultOptions

  @OptionGroup var timeline: TimelineOptions

  var isSolo: Bool { job.virtual }

  var files: [WrittenFile] {
    result.files + timeline.files
  }

  func run() throws {
    do { try reshard() } catch { throw TesseraError(error) }
  }

  private func reshard() throws {
    let planning = goal.planning(on: try topology.resolved(besides: mesh.mesh))
    let (meshes, cluster) = try job.open(mesh, rank: result.rank, planning: planning)
    let (source, legs) = try cluster.together {
      let (source, legs) = try route.open(input, on: meshes)
      for leg in legs { _ = try cluster.plan(leg) }
      let speaker = try cluster.speaker(result.rank, of: legs[legs.count - 1].to)
      try cluster.requireFiles(result, by: speaker, timeline)
      try cluster.requireMemory(
        for: legs, full: result.print || result.output != nil ? speaker : nil,
        verified: result.verify)
      return (source, legs)
    }
    let speaker = try cluster.speaker(result.rank, of: legs[legs.count - 1].to)
    var tensor = try cluster.together { try source.tensor(legs[0].from, on: cluster) }
    var report = ReshardReport(legs)
    let clock = timeline.isWanted ? try cluster.alignedClock() : nil
    let isShown = cluster.rank == 0 && !result.told.quiet
    let (records, trace) = try ProgressLine.during("resharding", isShown: isShown) {
      try Trace.record(timed: timeline.isWanted) {
        try legs.map { leg in
          tensor = try tensor.resharded(to: leg.to)
          return tensor.record
        }
      }
    }
    for (leg, record) in zip(legs, records) { try report.add(record, of: leg, on: cluster) }
    if let clock {
      try timeline.write(
        trace, clock, title: "\(legs[0].from) -> \(tensor.attr)",
        below: { try LayoutPicture(legs).svg }, on: cluster)
    }
    if result.verify {
      report.equality = try Verification(of: source, through: legs).check(tensor)
    }
    try write(tensor, from: speaker)
    let layout = result.layout ? tensor.shardTable : nil
    let text = result.print ? try tensor.formatted(on: speaker) : nil
    guard cluster.residents.contains(speaker) else { return }
    report.layout = layout
    try result.table.write(report.table)
    let rest = [layout, text].compactMap { $0 }
    try result.told.tell(
      text: report.text(detailed: result.detail.verbose), json: try report.json(printed: text),
      rest: rest.isEmpty ? nil : rest.joined(separator: "\n"))
  }

  private func write(_ tensor: DistTensor, from speaker: Int) throws {
    let cluster = tensor.cluster
    let full = result.output == nil ? nil : try tensor.full(on: speaker)
    try cluster.together {
      if let output = result.output, let full { try NpyFile.write(full, to: output) }
    }
    if let shards = result.full.shards { try tensor.writeShards(to: shards) }
  }
}

extension Cluster {
  /// The rank that prints: `rank` if it is given, else the first of the mesh.
  func speaker(_ rank: Int?, of attr: TensorDistAttr) throws(TesseraError) -> Int {
    let speaker = rank ?? attr.mesh.rankOrder[0]
    guard (0..<size).contains(speaker) else {
      throw TesseraError(
        .usage, "--rank \(speaker): the job has ranks 0 to \(size - 1)")
    }
    return speaker
  }
}

extension FileManager {
  /// The folder at `path`, made if it is not there.
  func createFolder(_ path: String) throws(TesseraError) {
    do {
      try createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw TesseraError(.data, "\(path): a folder is required, it cannot be made")
    }
  }
}
