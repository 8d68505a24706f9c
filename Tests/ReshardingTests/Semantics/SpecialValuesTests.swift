import Elements
import ReshardCases
import Resharding
import Sharding
import Tensors
import Testing

/// Zeros with a sign, infinities, and NaN with their payloads.
@Suite struct SpecialValuesTests {
  static let specials: [Float] = [
    -0.0, 0.0, .infinity, -.infinity, .nan, Float(bitPattern: 0x7fc1_2345),
    Float(bitPattern: 0xffc0_0001), .leastNonzeroMagnitude, -.greatestFiniteMagnitude,
  ]

  @Test func `what moves keeps its bits`() throws {
    let full = DenseTensor(Self.specials + Self.specials, shape: [9, 2])
    let places: [TensorDistAttr] = [
      .row([0, 1, 2], .shard(0)), .row([0, 1, 2], .shard(1)), .row([0, 1, 2], .replicate),
      .row([3, 1], .shard(0)), .row([3, 1], .replicate), .row([4], .replicate),
    ]
    for from in places {
      for to in places {
        var shards: [Int: DenseTensor] = [:]
        for rank in from.mesh.ranks {
          shards[rank] = from.shard(of: rank, shape: [9, 2], dtype: .float32) {
            full.slice(offsets: $0.offsets, sizes: $0.sizes)
          }
        }
        let transition = Transition(shape: [9, 2], dtype: .float32, from: from, to: to)
        let trial = try Trial(transition, shards, stagingBytes: 16)
        #expect(trial.fault == nil)
      }
    }
  }

  @Test func `a sum of negative zeros is one`() throws {
    let sum = try Local.reshard([-0.0, -0.0] as [Float], "P(sum)", "R")
    #expect(sum.allSatisfy { $0 == 0 && $0.sign == .minus })
  }

  @Test(arguments: ["max", "min", "sum", "prod", "avg"])
  func `a NaN of any rank wins`(op: String) throws {
    for place in 0..<3 {
      var values: [Float] = [1, 2, 3]
      values[place] = .nan
      for to in ["R", "S(0)"] {
        let result = try Local.reshard(values, "P(\(op))", to)
        #expect(result.first?.isNaN == true, "\(op) with NaN on rank \(place)")
      }
    }
  }

  @Test func `infinities fold as IEEE 754 has it`() throws {
    let (plus, minus) = (Float.infinity, -Float.infinity)
    #expect(try Local.reshard([plus, 1, 2], "P(sum)", "R") == [plus, plus, plus])
    #expect(try Local.reshard([plus, minus], "P(sum)", "R")[0].isNaN)
    #expect(try Local.reshard([minus, minus], "P(max)", "R") == [minus, minus])
    #expect(try Local.reshard([plus, minus], "P(min)", "R") == [minus, minus])
  }

  @Test(arguments: ["sum", "prod", "max", "min", "avg"])
  func `a value that was partial in between comes back`(op: String) throws {
    for value in [Float.infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude / 8]
    {
      let made = try Local.reshard([value, value], "R", "P(\(op))")
      #expect(try Local.reshard(made, "P(\(op))", "R") == [value, value])
    }
    let made = try Local.reshard([.nan, .nan] as [Float], "R", "P(\(op))")
    #expect(try Local.reshard(made, "P(\(op))", "R").allSatisfy(\.isNaN))
  }
}
