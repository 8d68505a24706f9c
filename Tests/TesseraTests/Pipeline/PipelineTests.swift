import Sharding
import Tensors
import Tessera
import Testing

/// Pipelines on a virtual cluster: what they take and refuse, and what they tell.
@Suite struct PipelineTests {
  static let cluster = 5

  private func mesh(_ ranks: [Int], _ name: String) throws -> ProcessMesh {
    try ProcessMesh(shape: [ranks.count], axes: ["tp"], ranks: ranks, name: name)
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `samples are dealt evenly, the first micro-batches having one more`() throws {
    let cases: [(Int, Int, [Range<Int>])] = [
      (8, 4, [0..<2, 2..<4, 4..<6, 6..<8]), (7, 3, [0..<3, 3..<5, 5..<7]),
      (5, 4, [0..<2, 2..<3, 3..<4, 4..<5]), (3, 3, [0..<1, 1..<2, 2..<3]), (3, 1, [0..<3]),
      (0, 1, [0..<0]),
    ]
    for (samples, count, ranges) in cases {
      #expect(try microbatchRanges(of: samples, in: count) == ranges)
    }
    for (samples, count, most) in [(3, 4, 3), (0, 2, 1), (3, 0, 3), (3, -1, 3)] {
      let text = message { _ = try microbatchRanges(of: samples, in: count) }
      #expect(text.contains("1 to \(most) of them for a batch of \(samples); \(count) are"))
    }
  }

  @Test func `a pipeline that cannot be is refused`() throws {
    let cluster = Cluster.virtual(2)
    let forward: PipelineStage.Forward = { x, _ in x }
    func stage(_ ranks: [Int], trains: Bool = false) throws -> PipelineStage {
      try PipelineStage(
        on: mesh(ranks, "m"), input: "R", forward: forward,
        backward: trains ? { gradient, _ in gradient } : nil)
    }
    #expect(message { _ = try Pipeline([], in: cluster) }.contains("has at least one"))
    #expect(
      message { _ = try Pipeline([stage([0]), stage([1], trains: true)], in: cluster) }
        .contains("all must have a backward or none, 1 of 2 have one"))
    #expect(message { _ = try Pipeline([stage([2])], in: cluster) }.contains("needs rank 2"))
    #expect(
      message { _ = try Pipeline([stage([0])], in: cluster).run([]) }.contains("none are given"))
    #expect(
      message { try Pipeline([stage([0])], in: cluster).watch("x", microbatch: 0, on: 2) }
        .contains("rank 2: the job has ranks 0 to 1"))
    #expect(
      message { _ = try stage([0]).run(microbatches: 1, in: cluster) { try $0.print("x", 0) } }
        .contains("print 'x' of micro-batch 0: there must be such a tensor, the names are m.input"))
    #expect(
      message {
        _ = try stage([0]).run(microbatches: 1, in: cluster) { try $0.print("m.input", 1) }
      }
      .contains("print 'm.input' of micro-batch 1: there must be such a tensor"))
    let mute = try PipelineStage(
      on: mesh([1], "mute"), input: "R", forward: forward, backward: { _, _ in nil })
    let pipeline = try Pipeline([stage([0], trains: true), mute], in: cluster)
    let input = try DistTensor(fill: .iota, shape: [2], "R", on: mesh([0], "m"), in: cluster)
    #expect(
      message { _ = try pipeline.run([input]) }.contains(
        "mute: its backward must give the gradient"))
  }

  @Test func `stages of any sizes give what one does, and tensors are printed on the way`() throws {
    let cluster = Cluster.virtual(Self.cluster)
    let meshes = [
      try mesh([3, 0, 1], "first"), try mesh([2, 4], "second"), try mesh([0, 1, 2, 4], "third"),
    ]
    let stages = try zip(meshes, ["S(0)", "P(sum)", "S(1)"]).map { mesh, placement in
      try PipelineStage(on: mesh, input: placement) { x, microbatch in
        let y = try x * 2
        try microbatch.observe("\(mesh.name ?? "").doubled", y)
        return y
      }
    }
    let pipeline = try Pipeline(stages, in: cluster)
    var texts: [String] = []
    try pipeline.watch("second.doubled", microbatch: 1, on: 4, shards: true) {
      texts.append($0.description)
    }
    try pipeline.watch("third.input", microbatch: 0, on: 3) { texts.append($0.description) }
    // The first stage reshards what lies otherwise.
    let inputs = try (0..<2).map {
      try DistTensor(
        fill: .iota, shape: [2, 3], dtype: .int32, "R", on: meshes[$0], in: cluster)
    }
    let run = try pipeline.run(inputs)
    let whole = DenseTensor(fill: .iota, shape: [2, 3], dtype: .int32)
    for output in run.outputs {
      #expect(output.mesh == meshes[2])
      #expect(
        try output.full(on: 0)?.values(as: Int32.self)
          == whole.values(as: Int32.self).map { $0 * 8 })
    }
    #expect(run.schedule.trains == false && run.mostKept == [0, 0, 0])
    #expect(
      texts == [
        """
        second.doubled, micro-batch 1: i32[2,3]{P(sum)@second} on rank 4
        rank  tp  block
        2     0   [0:2, 0:3] of P(sum) over tp
        4     1   [0:2, 0:3] of P(sum) over tp
        [[ 0  4  8]
         [12 16 20]]
        """,
        """
        third.input, micro-batch 0: i32[2,3]{S(1)@third} on rank 3
        [[ 0  4  8]
         [12 16 20]]
        """,
      ])
  }

  @Test func `the table of shards has every rank's block`() throws {
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"], ranks: [3, 1, 0, 2])
    let tensor = try DistTensor(
      fill: .iota, shape: [3, 5], "S(1),S(0)", on: mesh, in: .virtual(4))
    #expect(
      tensor.shardTable == """
        rank  dp  tp  block
        0     1   0   [0:2, 3:5]
        1     0   1   [2:3, 0:3]
        2     1   1   [2:3, 3:5]
        3     0   0   [0:2, 0:3]
        """)
  }

  @Test func `a time line has the actions, and in them what was computed and moved`() throws {
    let cluster = Cluster.virtual(2)
    let meshes = [try mesh([0, 1], "first"), try mesh([1], "second")]
    let stages = try meshes.map { mesh in
      try PipelineStage(on: mesh, input: "S(0)") { x, _ in try x.resharded(to: "R") + 1 }
    }
    let input = try DistTensor(fill: .iota, shape: [4], "S(0)", on: meshes[0], in: cluster)
    let (_, trace) = try Trace.record(timed: true) {
      try Pipeline(stages, in: cluster).run([input])
    }
    let spans = try #require(trace.timeline).spans
    #expect(spans.filter { $0.category == .forward }.map(\.detail) == ["first", "second"])
    #expect(spans.filter { $0.name == "add" }.map(\.category) == [.compute, .compute])
    let gathered = spans.filter { $0.name == "all-gather" }
    // On the second stage's one rank nothing comes from others.
    #expect(gathered.allSatisfy { $0.category == .collective } && gathered.map(\.bytes) == [16, 0])
    #expect(spans.allSatisfy { $0.start <= $0.end })
    let first = try #require(spans.first { $0.category == .forward })
    #expect(gathered[0].start >= first.start && gathered[0].end <= first.end)
    #expect(Trace.record({}).trace.timeline == nil)
  }
}

extension PipelineStage {
  /// A run of the stage alone.
  fileprivate func run(
    microbatches: Int, in cluster: Cluster, _ asking: (Asking) throws -> Void
  ) throws -> PipelineRun {
    let pipeline = try Pipeline([self], in: cluster)
    try asking(Asking(pipeline: pipeline))
    let input = try DistTensor(fill: .iota, shape: [2], attr: input, on: cluster)
    return try pipeline.run(Array(repeating: input, count: microbatches))
  }

  fileprivate struct Asking {
    let pipeline: Pipeline

    func print(_ name: String, _ microbatch: Int) throws {
      try pipeline.watch(name, microbatch: microbatch, on: 0)
    }
  }
}
