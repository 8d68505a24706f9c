import Elements
import Sharding
import Tensors
import Testing

@testable import Tessera

/// Tensors that are made of a closure's boxes.
@Suite struct CreationTests {
  /// The placements of an 8x6 tensor on two ranks, and the boxes for which rank 1 asks.
  static let cases: [(placements: String, boxes: [Box])] = [
    ("S(0)", [Box(offsets: [4, 0], sizes: [4, 6])]),
    ("R", [Box(offsets: [0, 0], sizes: [8, 6])]),
    ("S(1/3)", [0, 2, 4].map { Box(offsets: [0, $0 + 1], sizes: [8, 1]) }),
  ]

  @Test(arguments: cases)
  func `a closure is asked for each box of a shard`(placements: String, boxes: [Box]) throws {
    let mesh = try ProcessMesh(shape: [2])
    let whole = DenseTensor((0..<48).map(Double.init), shape: [8, 6])
    let attr = try TensorDistAttr(parsing: placements, on: [mesh])
    var asked: [Box] = []
    let tensor = try DistTensor(
      shape: [8, 6], dtype: .float64, attr: attr, on: Cluster.virtual(2)
    ) { box in
      asked.append(box)
      return whole.slice(offsets: box.offsets, sizes: box.sizes)
    }
    #expect(Array(asked.suffix(boxes.count)) == boxes)
    #expect(try tensor.full(on: 0)?.isIdentical(to: whole) == true)
  }

  @Test(arguments: ["S(0)", "R", "S(1/3)"])
  func `a box of another shape or dtype is an error that says which`(placements: String) throws {
    let mesh = try ProcessMesh(shape: [2])
    let attr = try TensorDistAttr(parsing: placements, on: [mesh])
    for made in [
      DenseTensor(zeros: [8, 5], dtype: .float64), DenseTensor(zeros: [8, 6], dtype: .float32),
    ] {
      let error = #expect(throws: TesseraError.self) {
        _ = try DistTensor(
          shape: [8, 6], dtype: .float64, attr: attr, on: Cluster.virtual(2)
        ) { _ in made }
      }
      #expect(error?.kind == .data)
      #expect(
        error?.message.contains("it is \(made.dtype)\(made.shape)") == true,
        "\(error?.message ?? "")")
    }
  }
}
