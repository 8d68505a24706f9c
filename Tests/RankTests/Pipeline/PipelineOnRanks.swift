import Tessera
import Testing

extension Ranks {
  /// Pipelines over the ranks of a job, against the same model on one rank.
  @Suite struct PipelineOnRanks {
    typealias Order = PipelineSchedule.Order

    /// Stages of one rank each; of different sizes; all on all ranks; each beginning where another ends.
    static func layouts(_ size: Int) -> [[[Int]]] {
      let all = Array(0..<size)
      let half = (size + 1) / 2
      return [
        all.prefix(4).map { [$0] },
        [Array(all.prefix(half)), Array(all.suffix(half))],
        [all, [size - 1], all.reversed()],
        [[0], all.reversed(), [size - 1]],
        [Array(all.dropFirst(size / 3)), [0]],
      ].filter { !$0.contains([]) }
    }

    static func meshes(_ layout: [[Int]]) throws -> [ProcessMesh] {
      try layout.enumerated().map { index, ranks in
        try ProcessMesh(shape: [ranks.count], axes: ["tp"], ranks: ranks, name: "stage\(index)")
      }
    }

    @Test(arguments: [1, 5])
    func `it trains as one rank does`(microbatches: Int) throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      for layout in Self.layouts(cluster.size) {
        for (order, placement) in [
          (Order.gpipe, "R"), (.oneForwardOneBackward, "R"), (.oneForwardOneBackward, "S(0)"),
        ] {
          let trial = try PipelineTrial(
            Self.meshes(layout), takes: placement, trains: true, in: cluster)
          let run = try trial.run(order, microbatches: microbatches)
          let result = try trial.result(run)
          guard cluster.rank == 0 else { continue }
          let expected = try PipelineTrial.alone(stages: layout.count)
          for (name, tensor) in result {
            let answer = try #require(expected[name])
            let difference = tensor.difference(from: answer, relative: 1e-5, absolute: 1e-5)
            #expect(difference == nil, "\(name), \(layout), \(order), takes \(placement)")
          }
          #expect(result.count == 1 + 2 * layout.count)
        }
      }
    }

    @Test func `a stage keeps no more than its schedule says`() throws {
      let cluster = try Cluster.start()
      for layout in Self.layouts(cluster.size) {
        // A closure's backward is one: zero-bubble is not for it. Interleaved takes equal rounds.
        for (order, microbatches) in [
          (Order.gpipe, 5), (.oneForwardOneBackward, 5), (.interleaved, layout.count),
        ] where microbatches <= 7 {
          let trial = try PipelineTrial(
            Self.meshes(layout), takes: "R", trains: true, in: cluster)
          let run = try trial.run(order, microbatches: microbatches)
          for stage in layout.indices {
            #expect(run.mostKept[stage] == run.schedule.mostKept(by: stage))
          }
          let own = layout.indices.filter { layout[$0].contains(cluster.rank) }
          for stage in own {
            #expect(
              run.timings.filter { $0.stage == stage }.map(\.action)
                == run.schedule.actions(of: stage))
          }
        }
      }
    }

    @Test(.enabled(if: isOneHost), arguments: [ExchangeChoice.shared, .mpi])
    func `stages of one host read what crosses, and tell so`(choice: ExchangeChoice) throws {
      let cluster = try Cluster.start(options: .init(exchange: choice))
      for layout in Self.layouts(cluster.size) {
        let trial = try PipelineTrial(Self.meshes(layout), takes: "R", trains: true, in: cluster)
        let (_, trace) = try Trace.record { try trial.run(.oneForwardOneBackward, microbatches: 3) }
        let crossings = trace.entries.filter { $0.op == "reshard" }.flatMap(\.moves)
          .flatMap(\.steps).filter { $0.collective != "all-reduce" && $0.bytesCounted > 0 }
        #expect(crossings.allSatisfy { $0.mode == (choice == .mpi ? .mpi : .shared) })
        // Each rank of a stage gets something, forth or back, where there are others.
        let gets = jobSize > 1 && layout.joined().contains(cluster.rank)
        #expect(crossings.isEmpty == !gets, "\(layout)")
      }
    }

    @Test func `any rank prints any stage's tensors`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      for layout in Self.layouts(cluster.size) {
        let trial = try PipelineTrial(Self.meshes(layout), takes: "R", trains: true, in: cluster)
        var texts: [String] = []
        var expected: [String] = []
        let whole = try PipelineTrial.alone(stages: layout.count)
        let ranges = try microbatchRanges(of: PipelineTrial.samples, in: 3)
        for (stage, name) in layout.indices.map({ ($0, "stage\($0).output") }) {
          let rank = (stage + 1) % cluster.size
          let options = PrintOptions(precision: 3)
          try trial.pipeline.watch(name, microbatch: 1, on: rank, options) {
            texts.append("\($0)")
          }
          let key = stage == layout.count - 1 ? "output" : "\(stage).output"
          let rows = try #require(whole[key])
            .slice(offsets: [ranges[1].lowerBound, 0], sizes: [ranges[1].count, 6])
          if rank == cluster.rank { expected.append(rows.formatted(options)) }
        }
        _ = try trial.run(.oneForwardOneBackward, microbatches: 3)
        #expect(texts.count == expected.count, "\(layout)")
        for (text, numbers) in zip(texts, expected) {
          #expect(text.hasPrefix("stage"))
          #expect(text.contains(".output, micro-batch 1: f32[2,6]{"))
          #expect(text.hasSuffix(" on rank \(cluster.rank)\n\(numbers)"), "\(text)")
        }
      }
    }
  }
}
