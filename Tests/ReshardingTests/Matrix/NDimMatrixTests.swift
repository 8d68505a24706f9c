import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// Pairs of placements on meshes of several dims, with every order of co-sharding and explicit sizes.
@Suite struct NDimMatrixTests {
  static let square = try! ProcessMesh(shape: [2, 2], ranks: [2, 0, 3, 1])
  static let cube = try! ProcessMesh(shape: [2, 2, 2])

  @Test(arguments: 0..<8)
  func `every pair on 2x2 keeps the value`(part: Int) throws {
    let attrs = TensorDistAttr.all(on: Self.square, ndim: 2, dtype: .float32)
    for (index, from) in attrs.enumerated() where index % 8 == part {
      for to in attrs { try check(from, to, [5, 3], .float32) }
    }
  }

  @Test(arguments: [[8, 4], [1, 2]])
  func `pairs of bool on 2x2 keep the value in shapes of all kinds`(shape: [Int]) throws {
    let attrs = TensorDistAttr.all(on: Self.square, ndim: 2, dtype: .bool)
    for from in attrs {
      for to in attrs { try check(from, to, shape, .bool) }
    }
  }

  @Test func `explicit sizes on 2x2 keep the value, to and from every placement`() throws {
    let shape = [5, 3]
    let attrs = TensorDistAttr.all(on: Self.square, ndim: 2, dtype: .bool)
    let uneven = attrs.compactMap { $0.uneven(shape) }
    for explicit in uneven {
      for attr in attrs + uneven {
        try check(explicit, attr, shape, .bool)
        try check(attr, explicit, shape, .bool)
      }
    }
  }

  @Test(arguments: 0..<4)
  func `a sample of the pairs on 2x2x2 keeps the value`(part: Int) throws {
    let seed = Seed.drawn(part: part)
    var generator = SeededGenerator(seed: seed)
    let shape = [9, 4]
    let attrs = TensorDistAttr.all(on: Self.cube, ndim: 2, dtype: .float32)
    for number in 0..<80 {
      guard let first = attrs.randomElement(using: &generator),
        let to = attrs.randomElement(using: &generator)
      else { continue }
      let from = number % 4 == 0 ? first.uneven(shape) ?? first : first
      try check(from, to, shape, .float32, "seed \(seed), case \(number): ")
    }
  }

  @Test(arguments: [[0, 1], [4, 5, 6], [1, 4, 0, 5]])
  func `pairs of 2x2 and a row keep the value both ways`(ranks: [Int]) throws {
    let attrs = TensorDistAttr.all(on: Self.square, ndim: 2, dtype: .int8)
    for (index, placement) in Placement.all(ndim: 2, dtype: .int8).enumerated() {
      let row = TensorDistAttr.row(ranks, placement)
      for (other, attr) in attrs.enumerated() where (index + other) % 6 == 0 {
        try check(attr, row, [5, 3], .int8)
        try check(row, attr, [5, 3], .int8)
      }
    }
  }

  private func check(
    _ from: TensorDistAttr, _ to: TensorDistAttr, _ shape: [Int], _ dtype: DType,
    _ label: String = ""
  ) throws {
    let trial = try Trial(Transition(shape: shape, dtype: dtype, from: from, to: to))
    if let fault = trial.fault { Issue.record("\(label)\(fault)") }
  }
}
