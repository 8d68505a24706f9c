import Foundation
import OpCases
import ProgramCases
import Programs
import ReshardCases
import Sharding
import Tensors
import Tessera
import Testing

/// Gradients of ops that ran, against those of the program of the same ops.
@Suite struct TapeTests {
  private static let mesh = ProcessMesh.single(0)
  private static let whole = TensorDistAttr.replicated(on: mesh)

  private static func tensor(
    _ numbers: [Double], _ shape: [Int]? = nil, on cluster: Cluster = .virtual(1)
  ) throws -> DistTensor {
    try DistTensor(
      DenseTensor(numbers, shape: shape ?? [numbers.count]), attr: whole, on: cluster)
  }

  @Test(arguments: GradientTests.differentiable)
  func `gradients of a tape are those of the program, to the bit`(op: String) throws {
    for (number, local) in (OpCase.all[op] ?? []).enumerated() {
      // The loss of what makes integers is a constant.
      guard let gradients = try GradientTrial(op, local, seed: 11),
        gradients.program.ops.last?.name != "constant"
      else { continue }
      let trial = TapeTrial(gradients.program, gradients.tensors, names: gradients.names)
      for (name, (taped, expected)) in zip(
        trial.names, zip(try trial.tapedInOneProcess(), try trial.expected()))
      {
        let difference = taped.difference(from: expected, relative: 0, absolute: 0)
        #expect(difference == nil, "\(op), case \(number), \(name)")
      }
    }
  }

  @Test(arguments: TapeTrial.models.indices)
  func `gradients of models are those of one rank on any mesh`(model: Int) throws {
    let trial = try TapeTrial(parsing: TapeTrial.models[model].text)
    for (taped, expected) in zip(try trial.tapedInOneProcess(), try trial.expected()) {
      #expect(taped.difference(from: expected, relative: 0, absolute: 0) == nil)
    }
    for shape in [[1], [2], [3], [4], [2, 2], [2, 3]] {
      let mesh = try ProcessMesh(shape: shape)
      let faults = try TapeTrial.faults(of: model, on: mesh, .virtual(shape.reduce(1, *)))
      #expect(faults == [])
    }
  }

  @Test
  func
    `tensors that lie anyhow have gradients that lie as they do, to the bit where sums are exact`()
    throws
  {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    let trial = try TapeTrial(parsing: TapeTrial.models[0].text, whole: true)
    for number in 0..<60 {
      let mesh = try ProcessMesh(shape: number.isMultiple(of: 2) ? [2, 2] : [3])
      let fault = try trial.fault(on: .virtual(mesh.count), tolerance: 0) { value in
        .random(on: mesh, shape: value.shape, dtype: value.dtype, using: &generator)
      }
      #expect(fault == nil, "seed \(seed), number \(number)")
    }
  }

  @Test func `a partial gradient is folded once, wherever it is used`() throws {
    let cluster = Cluster.virtual(2)
    let mesh = try ProcessMesh(shape: [2])
    let x = try DistTensor(
      fill: .random(seed: 1), shape: [4, 3], dtype: .float64, "S(0)", on: mesh, in: cluster)
    let w = try DistTensor(
      fill: .random(seed: 2), shape: [3, 5], dtype: .float64, "R", on: mesh, in: cluster
    ).tracked("w")
    let loss = try Tape.record { try (x • w + x • w * 2).sum() }
    let (gradients, trace) = try Trace.record { try loss.backward() }
    let moved = trace.totals.filter { $0.collective != "local" }
    #expect(moved.map(\.collective) == ["all-reduce"] && moved[0].count == 1, "\(trace)")
    #expect(try gradients[w].attr.description == "R")
    let sums = try #require(try x.full()).values(as: Double.self)
    let found = try #require(try gradients[w].shards[0]).values(as: Double.self)
    for row in 0..<3 {
      let expected = (0..<4).reduce(0) { $0 + sums[$1 * 3 + row] } * 3
      #expect(abs(found[row * 5] - expected) < 1e-12)
    }
  }

  @Test func `a tensor that is used twice has both gradients, and one that is not used has zeros`()
    throws
  {
    let x = try Self.tensor([1, 2, 3]).tracked("x")
    let y = try Self.tensor([4, 5, 6], on: x.cluster).tracked("y")
    let loss = try Tape.record {
      _ = try y * 2
      return try (x * x + x).sum()
    }
    let gradients = try loss.backward()
    #expect(try gradients[x].item(at: 0) == 3 && gradients[x].item(at: 2) == 7)
    #expect(try gradients[y].item(at: 1) == 0)
  }

  @Test func `gradients are by what ops made too, and of a tensor whose gradient is given`() throws
  {
    let x = try Self.tensor([1, 2, 3]).tracked("x")
    let (y, z) = try Tape.record {
      let y = try x * x
      return (y, try y.exp())
    }
    let seed = try Self.tensor([1, 0, 2], on: x.cluster)
    let found = try z.gradients(by: [y, x], seed: seed, keepingTape: true)
    let e = (1...3).map { Foundation.exp(Double($0 * $0)) }
    #expect(try found[0].item(at: 2) == 2 * e[2] && found[1].item(at: 2) == 2 * e[2] * 6)
    #expect(try found[0].item(at: 1) == 0)
    // The tape was kept, and so there is a second time.
    #expect(try z.gradients(by: [x], seed: seed)[0].item(at: 0) == e[0] * 2)
  }

  @Test func `gradients that are recorded have gradients`() throws {
    let x = try Self.tensor([1, 2, -3]).tracked("x")
    let second = try Tape.record {
      let loss = try (x * x * x * x).sum()
      let first = try loss.gradients(by: [x], keepingTape: true, recording: true)[0]
      return try first.sum()
    }
    let gradient = try second.backward()[x]
    #expect(try (0..<3).map { try gradient.item(at: $0) } == [12, 48, 108])
  }

  @Test func `a loop trains, and takes what goes backward from the first step`() throws {
    let x = try Self.tensor([1, 2, 3, 4], [2, 2])
    var w = try Self.tensor([1, 1], [2, 1], on: x.cluster)
    var losses: [Double] = []
    for _ in 0..<20 {
      let tracked = w.tracked("w")
      let loss = try Tape.record { try ((x • tracked - 1).square()).sum() }
      w = try w - 0.01 * loss.backward()[tracked]
      losses.append(try loss.item())
    }
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 }, "\(losses)")
  }

  @Test func `a gradient that constants alone make is the caller's own`() throws {
    let cluster = Cluster.virtual(1)
    for _ in 0..<3 {
      let x = try Self.tensor([3], on: cluster).tracked()
      let gradients = try Tape.record { try x.scale(scale: 2) }.backward()
      let full = try #require(try gradients[x].full())
      #expect(full.values(as: Double.self) == [2])
      full.fill(7)
    }
  }

  @Test func `gradients go back over a reshard to another mesh`() throws {
    let cluster = Cluster.virtual(4)
    let first = try ProcessMesh(shape: [2])
    let second = try ProcessMesh(shape: [2], ranks: [2, 3])
    let x = try DistTensor(
      fill: .random(seed: 1), shape: [4, 3], dtype: .float64, "S(0)", on: first, in: cluster
    ).tracked("x")
    let v = try DistTensor(
      fill: .random(seed: 2), shape: [4, 3], dtype: .float64, "S(1)", on: second, in: cluster)
    for isAsync in [false, true] {
      let loss = try Tape.record {
        let squared = try x * x
        let attr = try TensorDistAttr(parsing: "S(1)", on: [second])
        let moved =
          isAsync ? try squared.reshardAsync(to: attr).wait() : try squared.resharded(to: attr)
        return try (moved * v).sum()
      }
      let gradient = try loss.backward()[x]
      #expect(gradient.attr == x.attr)
      let expected = try #require(try (x * v.resharded(to: "S(0)", on: first) * 2).full())
      #expect(
        try #require(try gradient.full())
          .difference(from: expected, relative: 1e-14, absolute: 0) == nil)
    }
  }

  @Test func `what cannot be is an error that says why`() throws {
    let x = try Self.tensor([1, 2, 3]).tracked("x")
    let other = try Self.tensor([1, 2, 3], on: x.cluster)
    let names = try Self.tensor([1, 2, 0], on: x.cluster).cast(.int64).tracked("names")
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "nothing was thrown"
      } catch { return "\(error)" }
    }
    let y = try Tape.record { try x * other }
    let cases: [(String, () throws -> Void)] = [
      ("the loss must be a scalar, 'multiply_2' is f64[3]", { _ = try y.backward() }),
      (
        "the seed must be f64[3]", { _ = try y.backward(seed: Self.tensor([1], on: x.cluster)) }
      ),
      ("is not on the tape: it was made of no tracked tensor", { _ = try other.backward() }),
      (
        "is not on the tape: it was made of no tracked tensor", { _ = try (x * 2).sum().backward() }
      ),
      (
        "'x', f64[3]{R}, is not on the tape: no op in Tape.record took it", { _ = try x.backward() }
      ),
      (
        "gradients are by tracked tensors, f64[3]{R} is none",
        { _ = try y.backward(seed: other, keepingTape: true)[other] }
      ),
      (
        "there is no gradient by 'names'",
        { _ = try y.backward(seed: other, keepingTape: true)[names] }
      ),
      (
        "is not on the tape: it was made of no tracked",
        { _ = try y.gradients(by: [other.detached()], seed: other) }
      ),
      (
        "'multiply_2' is of another tape than the one that records",
        { _ = try Tape.record { try y * 2 } }
      ),
      (
        "gradients are recorded within the Tape.record of the tensor",
        { _ = try y.backward(seed: other, recording: true) }
      ),
      (
        "heaviside, which makes 'heaviside_1', has no gradient: ",
        { _ = try Tape.record { try x.heaviside(x).sum() }.backward() }
      ),
      (
        "what a gradient is by must be of floating-point numbers, 'names' is i64",
        { _ = try Tape.record { try (names * x).sum() }.gradients(by: [names]) }
      ),
      (
        "what is differentiated must be of floating-point numbers",
        { _ = try Tape.record { try names.sum() }.backward() }
      ),
      (
        "the tape has ended, and let go of its tensors when gradients were taken",
        {
          let loss = try Tape.record { try x.sum() }
          _ = try loss.backward()
          _ = try loss.backward()
        }
      ),
      (
        "the tape has ended",
        {
          _ = try Tape.record {
            let loss = try x.sum()
            _ = try loss.backward()
            return try loss * 2
          }
        }
      ),
    ]
    for (part, body) in cases {
      let found = message(body)
      #expect(found.contains(part))
    }
    // What runs after a tape has ended is not recorded, and the next tape may take it.
    let later = try Tape.record {
      let loss = try x.sum()
      let slope = try loss.backward()[x]
      return try x - slope
    }
    _ = try Tape.record { try (later * x).sum() }.backward()
    // None of these ended the tape.
    #expect(try y.gradients(by: [x], seed: other)[0].item(at: 2) == 9)
  }

  @Test func `a compiled program is not recorded, and says so`() throws {
    let program = try Program(parsing: "program p(x: f64[3]) { y = exp(x) return y }")
    let x = try Self.tensor([1, 2, 3]).tracked("x")
    let compiled = try CompiledProgram(Completion(on: [Self.mesh])(program), on: x.cluster)
    #expect(throws: TesseraError.self) { try Tape.record { try compiled(["x": x]) } }
    #expect(try Tape.record { try compiled(["x": x.detached()]) }.count == 1)
    #expect(try compiled(["x": x]).count == 1)
  }
}

extension DistTensor {
  /// An element of a tensor of one dim.
  fileprivate func item(at index: Int) throws -> Double {
    try self[index..<(index + 1)].reshape([]).item()
  }
}
