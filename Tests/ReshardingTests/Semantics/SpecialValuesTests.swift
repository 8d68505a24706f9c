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

  @Test(arguments: [DType.float16, .bfloat16, .float32, .float64, .complex64], ["R", "S(0)"])
  func `zeros keep their signs, and the largest numbers their value, through any partial`(
    dtype: DType, from: String
  ) throws {
    let largest: Double =
      switch dtype {
      case .float16: 65504
      case .bfloat16: 0x1.fep127
      case .float64: .greatestFiniteMagnitude
      default: Double(Float.greatestFiniteMagnitude)
      }
    let full = DenseTensor([-0.0, 0.0, largest, -largest, -0.0, 1, -0.0] as [Double], shape: [7])
      .converted(to: dtype)
    let mesh = try ProcessMesh(shape: [4])
    let source = try TensorDistAttr(parsing: from, on: [mesh])
    for op in ReduceOp.allCases where dtype.carries(op) {
      let partial = try TensorDistAttr(parsing: "P(\(op))", on: [mesh])
      let shards = Dictionary(
        uniqueKeysWithValues: mesh.ranks.compactMap { rank in
          source.shard(of: rank, shape: [7], dtype: dtype) {
            full.slice(offsets: $0.offsets, sizes: $0.sizes)
          }.map { (rank, $0) }
        })
      let there = try Trial(
        Transition(shape: [7], dtype: dtype, from: source, to: partial), shards)
      for to in ["R", "S(0)"] {
        let back = try Trial(
          Transition(
            shape: [7], dtype: dtype, from: partial,
            to: try TensorDistAttr(parsing: to, on: [mesh])), there.result)
        let whole = try TensorDistAttr(parsing: to, on: [mesh])
          .globalValue(of: back.result, shape: [7], dtype: dtype)
        #expect(whole.difference(from: full) == nil, "\(op), to \(to)")
      }
    }
  }

  @Test func `a NaN that was folded is the canonical one`() throws {
    for bits: UInt32 in [0xffc0_0000, 0x7fc1_2345, 0x7fa0_0001] {
      let values: [Float] = [1, Float(bitPattern: bits), 2]
      for op in ["sum", "avg", "max", "min", "prod"] {
        for to in ["R", "S(0)"] {
          let nan = try Local.reshard(values, "P(\(op))", to).first
          #expect(nan?.bitPattern == 0x7fc0_0000, "\(op)")
        }
      }
    }
  }
}
