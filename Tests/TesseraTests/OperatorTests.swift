import Tessera
import Testing

/// What a person writes: operators, methods and subscripts, on shards of four ranks.
@Suite struct OperatorTests {
  private let cluster = Cluster.virtual(4)

  private func iota(_ shape: [Int], _ placements: String, _ dtype: DType = .float32) throws
    -> DistTensor
  {
    try DistTensor(
      fill: .iota, shape: shape, dtype: dtype, placements, on: ProcessMesh(shape: [2, 2]),
      in: cluster)
  }

  private func values(_ tensor: DistTensor) throws -> [Double] {
    let full = try #require(try tensor.full())
    return full.converted(to: .float64).values(as: Double.self)
  }

  @Test
  func `Arithmetic takes tensors and numbers on either side`() throws {
    let x = try iota([4], "S(0),R")
    let y = try iota([4], "R,P(sum)")
    #expect(try values(x + y) == [0, 2, 4, 6])
    #expect(try values(2 * x - 1) == [-1, 1, 3, 5])
    #expect(try values(x / 2) == [0, 0.5, 1, 1.5])
    #expect(try values(1.0 / (x + 1.0)) == [1, 0.5, Double(Float(1) / 3), 0.25])
    #expect(try values(x % 3) == [0, 1, 2, 0])
    #expect(try values(2 ** x ** 1) == [1, 2, 4, 8])
    #expect(try values(-x) == [0, -1, -2, -3])
    #expect(try values(x.floorDivided(by: 2)) == [0, 0, 1, 1])
    var z = x
    try z += y
    try z *= 3
    #expect(try values(z) == [0, 6, 12, 18])
  }

  @Test
  func `A whole number takes an integer tensor's dtype, any other makes it float32`() throws {
    let x = try iota([3], "R,R", .int16)
    #expect(try (x + 1).dtype == .int16)
    #expect(try (x * 0.5).dtype == .float32)
  }

  @Test
  func `Comparisons give truths, which logic joins and a choice follows`() throws {
    let x = try iota([6], "S(0),R")
    let low = try x .< 2
    let high = try x .>= 5
    #expect(low.dtype == .bool)
    #expect(try values(low .| high) == [1, 1, 0, 0, 0, 1])
    #expect(try values(.!low) == [0, 0, 1, 1, 1, 1])
    #expect(try values(low & high) == [0, 0, 0, 0, 0, 0])
    #expect(try values(x.where(low, otherwise: -x)) == [0, 1, -2, -3, -4, -5])
  }

  @Test
  func `Numbers stand on either side of comparisons and of bits, and searches need no dim`() throws
  {
    let x = try iota([6], "S(0),R", .int32)
    #expect(try values(2 .< x) == [0, 0, 0, 1, 1, 1])
    #expect(try values(2.5 .>= x) == [1, 1, 1, 0, 0, 0])
    #expect(try values(x & 1) == [0, 1, 0, 1, 0, 1])
    #expect(try values(4 | x) == [4, 5, 6, 7, 4, 5])
    #expect(try values(x ^ 1) == [1, 0, 3, 2, 5, 4])
    #expect(try x.reshape([2, 3]).argmax().item() == 5)
    #expect(try values(x.reshape([2, 3]).argmin(1)) == [0, 0])
  }

  @Test
  func `The product is the same by name, operator and function, and of the placement promised`()
    throws
  {
    let x = try iota([4, 6], "S(0),S(1)")
    let y = try iota([6, 2], "R,S(0)")
    let product = try x • y
    #expect(product.attr.description == "S(0),P(sum)")
    #expect(try values(product) == values(x.matmul(y)))
    #expect(try values(product) == values(matmul(x, y)))
    #expect(try values(product).prefix(2) == [110, 125])
  }

  @Test
  func `Slices count from either end, drop indexed dims, and step`() throws {
    let x = try iota([4, 6], "S(0),S(1)")
    #expect(try values(x[1..<3, 0]) == [6, 12])
    #expect(try values(x[-1]) == [18, 19, 20, 21, 22, 23])
    #expect(try values(x[.all, -2...]).prefix(2) == [4, 5])
    #expect(try values(x[0, .stride(from: 0, to: 6, by: 2)]) == [0, 2, 4])
    #expect(try x[1...2, .all].shape == [2, 6])
    #expect(throws: TesseraError.self) { try x[4] }
    #expect(throws: TesseraError.self) { try x[0, 0, 0] }
  }

  @Test
  func `Setting a part leaves the rest`() throws {
    let x = try iota([2, 3], "S(0),R")
    let one = try x.scalar(9, dtype: .float32)
    #expect(try values(x.setting(.all, 1, to: one)) == [0, 9, 2, 3, 9, 5])
  }

  @Test
  func `Shapes change, dims reduce, and one element is a number`() throws {
    let x = try iota([2, 3, 4], "S(0),S(2)")
    #expect(try x.flatten(from: 1).shape == [2, 12])
    #expect(try x.T.shape == [4, 3, 2])
    #expect(try x.transpose(0, -1).shape == [4, 3, 2])
    #expect(try x.unsqueeze(0).squeeze(0).shape == [2, 3, 4])
    #expect(try values(x.sum(0, 2)) == [60, 92, 124])
    #expect(try x.mean().item() == 11.5)
    #expect(try x.max(keepDims: true).shape == [1, 1, 1])
    #expect(try x.dim(-1) == 4)
    #expect(try values(x.cast(.int32).sum(0, 1)) == [60, 66, 72, 78])
  }
}
