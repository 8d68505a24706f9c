import Elements
import Testing

@testable import Tensors

/// Rearranging.
@Suite
struct RearrangingTests {
  @Test(arguments: [[2], [2, 3], [2, 1, 3], [0, 2], []])
  func `Tiles`(_ repeats: [Int]) throws {
    try Golden.check("tiled \(repeats)") { $0.x([2, 3], 1).tiled(repeats) }
  }

  @Test(arguments: 0..<3)
  func `Stacks`(_ axis: Int) throws {
    try Golden.check("stacked \(axis)") { samples in
      DenseTensor.stacked([1, 2, 3].map { samples.x([2, 3], $0) }, axis: axis)
    }
  }

  @Test
  func `Rolls and flips`() throws {
    try Golden.check("rolled") { $0.x([3, 4], 1).rolled([2, -6, -1], axes: [0, 1, 0]) }
    try Golden.check("rolled flat") { $0.x([3, 4], 1).rolled(5) }
    try Golden.check("flipped") { $0.x([2, 3, 4], 1).flipped([0, 2]) }
    let empty = DenseTensor(shape: [0, 2], dtype: .bool)
    #expect(empty.rolled([3, 1], axes: [0, 1]).shape == [0, 2])
    #expect(empty.flipped([0, 1]).shape == [0, 2])
  }

  @Test(arguments: [-9, -1, 0, 2, 9])
  func `Triangles`(_ diagonal: Int) throws {
    try Golden.check("tril \(diagonal)") { $0.x([2, 3, 4], 1).tril(diagonal: diagonal) }
    try Golden.check("triu \(diagonal)") { $0.x([2, 3, 4], 1).triu(diagonal: diagonal) }
  }

  @Test(arguments: PaddingMode.allCases)
  func `Padding of every mode`(_ mode: PaddingMode) throws {
    try Golden.check("padded \(mode.rawValue)") {
      $0.x([3, 4], 1).padded(before: [5, 0], after: [1, 6], mode: mode)
    }
  }
}
