import Programs
import Sharding
import Tensors
@testable import Tessera
import Testing

/// Values that do not wait for gradients, and are made again.
@Suite struct CheckpointedTests {
  /// A chain of blocks, each a product, random zeros and a function.
  static func program(
    blocks: Int, isCheckpointed: Bool, features: Int = 6, dropout: Double = 0.5
  ) throws -> Program {
    func body(_ block: Int, _ x: Value, _ w: Value) throws -> Value {
      let h = try (x • w).named("h\(block)")
      let zeroed =
        dropout > 0
        ? try Value.apply(
          "dropout", [.one(h)],
          ["p": .double(dropout), "seed": .int(block + 1), "fix_seed": .bool(true)])[0] : h
      return try zeroed.tanh().named("a\(block)").sin()
    }
    return try Program.trace("chain") { chain in
      var x = try chain.input("x", shape: [4 * features, features], dtype: .float64)
      for block in 0..<blocks {
        let w = try chain.parameter("w\(block)", shape: [features, features], dtype: .float64)
        let before = x
        x = isCheckpointed ? try checkpointed { try body(block, before, w) } : try body(block, x, w)
      }
      return [x.named("y"), try x.square().mean().named("loss")]
    }
  }

  private static func results(
    _ program: Program, on shape: [Int], _ passes: [any ProgramPass.Type], _ place: String = "R"
  ) throws -> [DenseTensor] {
    let mesh = try ProcessMesh(shape: shape)
    let cluster = Cluster.virtual(shape.reduce(1, *))
    let completed = try Completion(on: [mesh])(program).applying(passes)
    var inputs: [String: DistTensor] = [:]
    for (number, id) in program.inputs.enumerated() {
      let value = program.values[id]
      let attr = value.name == "x" ? try TensorDistAttr(parsing: place, on: [mesh]) : nil
      inputs[value.name] = try DistTensor(
        fill: .random(seed: UInt64(number)), shape: value.shape, dtype: value.dtype,
        attr: attr ?? .replicated(on: mesh), on: cluster)
    }
    return try CompiledProgram(completed, on: cluster)(inputs).map { try #require(try $0.full()) }
  }

  @Test func `what is made again has the same bits, random zeros among them`() throws {
    let plain = try Self.program(blocks: 3, isCheckpointed: false).gradients(of: "loss")
    let again = try Self.program(blocks: 3, isCheckpointed: true).gradients(of: "loss")
    #expect(!plain.values.contains { $0.keeping != .kept })
    #expect(again.values.contains { $0.name == "h1.again" && $0.keeping == .recomputed })
    #expect(again.values.contains { $0.name == "h1" && $0.keeping == .checkpointed })
    for passes in [[], ProgramPasses.all] {
      for (mesh, place) in [([1], "R"), ([2], "S(0)"), ([2], "S(1)"), ([2, 2], "S(0),S(1)")] {
        let expected = try Self.results(plain, on: mesh, passes, place)
        let found = try Self.results(again, on: mesh, passes, place)
        for (found, expected) in zip(found, expected) {
          let tolerance = mesh == [1] ? 0 : 1e-13
          #expect(
            found.difference(from: expected, relative: tolerance, absolute: tolerance) == nil)
        }
      }
    }
  }

  @Test func `a block within another is one with it, and what it returns is kept`() throws {
    let program = try Program.trace { recorder in
      let x = try recorder.input("x", shape: [3])
      let y = try checkpointed {
        let inner = try checkpointed { try x.exp().named("a").sin().named("b") }
        return try inner.tanh().named("c").sin().named("d")
      }
      return [try y.sum().named("loss")]
    }
    let kept = program.values.filter { $0.keeping == .kept }.map(\.name)
    #expect(kept == ["x", "d", "loss"])
    // Where no tape records, tensors are only computed.
    let tensor = try DistTensor(
      fill: .ones, shape: [2], "R", on: ProcessMesh(shape: [1]), in: .virtual(1))
    #expect(try checkpointed { try tensor + 1 }.sum().item() == 4)
  }

  @Test func `the text says it, and is read back`() throws {
    let program = try Self.program(blocks: 2, isCheckpointed: true, dropout: 0)
    for program in [program, try program.gradients(of: "loss")] {
      let text = program.description
      #expect(text.contains("h0 = checkpointed matmul(x, w0)"))
      let read = try Program(parsing: text)
      #expect(read.description == text)
      let marked = program.values.filter { $0.keeping != .kept }.map(\.name)
      #expect(Set(read.values.filter { $0.keeping != .kept }.map(\.name)) == Set(marked))
    }
    let text = try program.gradients(of: "loss").description
    #expect(text.contains("h1.again = recomputed matmul("))
    #expect(try program.checkpointing([]).values.allSatisfy { $0.keeping == .kept })
    let marked = try program.checkpointing(["h0"])
    #expect(marked.values.filter { $0.keeping == .checkpointed }.map(\.name) == ["h0"])
    let error = #expect(throws: TesseraError.self) { try program.checkpointing(["x", "h0"]) }
    #expect(error?.message.contains("there is no 'x'") == true)
  }

  @Test func `gradients of gradients are those of what is kept`() throws {
    func second(_ isCheckpointed: Bool) throws -> [DenseTensor] {
      let first = try Self.program(blocks: 2, isCheckpointed: isCheckpointed)
        .gradients(of: "loss", withRespectTo: ["w0"])
      let twice = try first.products(of: ["grad.w0"], withRespectTo: ["w0", "w1"])
      return try Self.results(twice, on: [1], [])
    }
    for (found, expected) in zip(try second(true), try second(false)) {
      #expect(found.difference(from: expected, relative: 1e-13, absolute: 1e-13) == nil)
    }
  }

  /// The bytes that a run's tensors take at its worst moment, and those that the plan says.
  private static func peaks(isCheckpointed: Bool) throws -> (measured: Int, planned: Int) {
    let program = try program(blocks: 6, isCheckpointed: isCheckpointed, features: 96, dropout: 0)
      .products(of: ["y"])
    let mesh = try ProcessMesh(shape: [1])
    let cluster = Cluster.virtual(1)
    let completed = try Completion(on: [mesh])(program).applying()
    let compiled = try CompiledProgram(completed, on: cluster)
    let before = StoragePool.statistics.bytesLive
    var inputs: [String: DistTensor] = [:]
    for id in completed.program.inputs {
      let value = completed.program.values[id]
      inputs[value.name] = try DistTensor(
        fill: .ones, shape: value.shape, dtype: value.dtype, attr: completed.attrs[id], on: cluster)
    }
    StoragePool.resetPeak()
    _ = try compiled(inputs)
    return (
      StoragePool.statistics.peakBytesLive - before, try ProgramPlan(completed).peakBytes
    )
  }

  /// In a process of its own, where nobody else takes memory.
  @Test func `the plan's peak is what a run takes, with and without checkpoints`() async {
    await #expect(processExitsWith: .success) {
      let (kept, again) = (
        try CheckpointedTests.peaks(isCheckpointed: false),
        try CheckpointedTests.peaks(isCheckpointed: true)
      )
      print("kept \(kept), checkpointed \(again)")
      for peaks in [kept, again] {
        // Constants of one number stay with a compiled program.
        precondition(abs(peaks.measured - peaks.planned) <= 256, "\(kept) and \(again)")
      }
      precondition(again.planned < kept.planned, "\(kept) and \(again)")
    }
  }

  /// Tensors on two ranks, a chain of products, zeros, a reshard and an op of several results.
  private static func taped(_ isCheckpointed: Bool) throws -> (DistTensor, [DistTensor], DistTensor)
  {
    let mesh = try ProcessMesh(shape: [2])
    let cluster = Cluster.virtual(2)
    func tensor(_ seed: UInt64, _ shape: [Int], _ place: String, _ name: String) throws
      -> DistTensor
    {
      try DistTensor(
        fill: .random(seed: seed), shape: shape, dtype: .float64, place, on: mesh, in: cluster
      ).tracked(name)
    }
    let x = try tensor(1, [6, 4], "S(0)", "x")
    let weights = try [
      tensor(2, [4, 8], "S(1)", "w0"), tensor(3, [8, 4], "S(0)", "w1"),
      tensor(4, [4, 4], "R", "w2"),
    ]
    func body() throws -> DistTensor {
      let h = try (x • weights[0]).tanh().dropout(p: 0.25, seed: 7)
      let wide = try (h • weights[1]).resharded(to: "R")
      let normed = try wide.layerNorm(beginNormAxis: 1).out
      return try (normed • weights[2]).sin()
    }
    let loss = try Tape.record {
      let y = isCheckpointed ? try checkpointed(body) : try body()
      return try (y * y).mean()
    }
    return (x, weights, loss)
  }

  @Test func `a tape computes again what is checkpointed, and holds none of it`() throws {
    var gradients: [[DistTensor]] = []
    for isCheckpointed in [false, true] {
      let (x, weights, loss) = try Self.taped(isCheckpointed)
      guard case .made(let tape, _) = loss.track else {
        Issue.record("the loss is on no tape")
        return
      }
      let held = tape.tensors.compactMap { $0 }.count
      // x, the weights, what the block returns, its square, and the loss.
      #expect(isCheckpointed ? held == 7 : held > 12, "\(held) tensors are held")
      let found = try loss.backward(keepingTape: true)
      let again = try loss.gradients(by: [x])[0]
      gradients.append(try [found[x]] + weights.map { try found[$0] } + [again])
    }
    for (plain, again) in zip(gradients[0], gradients[1]) {
      #expect(plain.attr == again.attr)
      for (rank, plain) in plain.shards {
        let again = try #require(again.shards[rank])
        #expect(plain.difference(from: again, relative: 0, absolute: 0) == nil)
      }
    }
  }

  @Test func `a tape's gradient by a value within a checkpoint is there, and so are second ones`()
    throws
  {
    let x = try DistTensor(
      DenseTensor([0.5, 0.5], shape: [2]), attr: .replicated(on: .single(0)), on: .virtual(1)
    ).tracked("x")
    var inner: DistTensor?
    let second = try Tape.record {
      let y = try checkpointed {
        let square = try x * x
        inner = square
        return try square * x
      }
      let loss = try y.sum()
      let inner = try #require(inner)
      #expect(
        try loss.gradients(by: [inner], keepingTape: true)[0].full()?.values(as: Double.self) == [
          0.5, 0.5,
        ])
      let slope = try loss.gradients(by: [x], keepingTape: true, recording: true)[0]
      return try slope.sum().gradients(by: [x])[0]
    }
    #expect(try second.full()?.values(as: Double.self) == [3, 3])
  }
}
