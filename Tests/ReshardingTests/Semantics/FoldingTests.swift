import ComplexModule
import Elements
import Sharding
import Tensors
import Testing

/// In which order values fold, and in which precision.
@Suite struct FoldingTests {
  /// The three ways to the value: by every rank, in parts, and on one rank.
  static let targets = ["R", "S(0)"]

  @Test(arguments: targets)
  func `values fold in the order of the group`(to: String) throws {
    // Any other order of these gives 1.
    let values: [Float] = [1e8, 1, -1e8]
    #expect(try Local.reshard(values, "P(sum)", to).first { _ in true } == 0)
    let other = try ProcessMesh(shape: [3], ranks: [1, 2, 0])
    #expect(try Local.reshard(values, "P(sum)", to, on: other).first == 0)
    #expect(try Local.reshard([1e8, -1e8, 1] as [Float], "P(sum)", to).first == 1)
  }

  @Test(arguments: [[0], [4], [5, 0], [2, 1, 0]])
  func `values fold in the order of the group on another mesh`(ranks: [Int]) throws {
    let target = try ProcessMesh(shape: [ranks.count], ranks: ranks)
    let values: [Float] = [1e8, 1, -1e8]
    let result = try Local.reshard(values, "P(sum)", "R", target: target)
    #expect(result == [Float](repeating: 0, count: ranks.count))
  }

  @Test func `several mesh dims fold from the last to the first`() throws {
    let values: [Float] = [1, 5, 3, 2]
    func value(_ from: String) throws -> Float {
      let all = try Local.reshard(values, from, "R,R", on: Local.square)
      #expect(all == [Float](repeating: all[0], count: 4))
      return all[0]
    }
    #expect(try value("P(sum),P(max)") == 5 + 3)
    #expect(try value("P(max),P(sum)") == 6)
    #expect(try value("P(prod),P(sum)") == 6 * 5)
    #expect(try value("P(min),P(prod)") == 5)
    #expect(try value("P(avg),P(max)") == 4)
  }

  @Test func `a later mesh dim's partial is folded before an earlier one is reduced alone`() throws
  {
    // sum over the first of max over the last: 5 + 3, not max of sums.
    let kept = try Local.reshard(
      [1, 5, 3, 2] as [Float], "P(sum),P(max)", "R,P(max)", on: Local.square)
    #expect(max(kept[0], kept[1]) == 8 && max(kept[2], kept[3]) == 8)
  }

  @Test func `partial to partial goes through the value`() throws {
    let result = try Local.reshard([1, 2, 3] as [Int32], "P(sum)", "P(max)")
    #expect(result.max() == 6)
    #expect(try Local.reshard([1, 2, 3] as [Int32], "P(max)", "P(sum)").reduce(0, +) == 3)
    #expect(try Local.reshard([2, 4] as [Float], "P(avg)", "P(sum)").reduce(0, +) == 3)
    #expect(try Local.reshard([2, 4] as [Float], "P(sum)", "P(avg)") == [6, 6])
  }

  @Test func `integers wrap`() throws {
    #expect(try Local.reshard([100, 100, 100] as [Int8], "P(sum)", "R") == [44, 44, 44])
    #expect(try Local.reshard([16, 16, 3] as [UInt8], "P(prod)", "R") == [0, 0, 0])
    #expect(try Local.reshard([Int64.max, 1], "P(sum)", "R") == [.min, .min])
  }

  @Test func `bool folds by or and by and`() throws {
    #expect(try Local.reshard([false, true, false], "P(any)", "R") == [true, true, true])
    #expect(try Local.reshard([false, false], "P(any)", "R") == [false, false])
    #expect(try Local.reshard([true, false, true], "P(all)", "R") == [false, false, false])
    #expect(try Local.reshard([true, true], "P(all)", "R") == [true, true])
  }

  @Test func `the 16-bit floats fold in float32 and round once`() throws {
    #expect(try Local.reshard([2048, 1, 1] as [Float16], "P(sum)", "R") == [2050, 2050, 2050])
    let values = [256, 1, 1].map { BFloat16($0) }
    #expect(try Local.reshard(values, "P(sum)", "R").map { Float($0) } == [258, 258, 258])
  }

  @Test(arguments: ["R,R", "S(0),R", "R,S(0)", "S(0),S(0)"])
  func `the 16-bit floats round once over several mesh dims`(to: String) throws {
    let square = Local.square
    let large: [Float16] = [60000, 60000, -60000, -60000]
    #expect(try Local.reshard(large, "P(sum),P(sum)", to, on: square).first == 0)
    let tie = [256, 1, 1, 1].map { BFloat16($0) }
    #expect(try Local.reshard(tie, "P(sum),P(sum)", to, on: square).first.map { Float($0) } == 260)
    let average: [Float16] = [65504, 65504, 1, 1]
    #expect(try Local.reshard(average, "P(sum),P(avg)", to, on: square).first == 65504)
  }

  @Test func `complex numbers are summed and multiplied`() throws {
    let values = [Complex<Float>(1, 2), Complex<Float>(3, -1)]
    #expect(try Local.reshard(values, "P(sum)", "R")[1] == Complex(4, 1))
    #expect(try Local.reshard(values, "P(prod)", "R")[0] == Complex(5, 5))
  }
}
