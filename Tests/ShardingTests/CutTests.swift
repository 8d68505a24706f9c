import Elements
import Testing

@testable import Sharding

/// Cuts into parts and blocks, held against the definition index by index.
@Suite
struct CutTests {
  /// The positions of a list that a cut gives to a coordinate: who has each is said for itself.
  private static func positions(_ size: Int, _ count: Int, _ cut: Cut?, _ index: Int) -> [Int] {
    func owner(_ position: Int) -> Int {
      switch cut {
      case nil: return position / max(1, (size + count - 1) / count)
      case .sizes(let sizes):
        var end = 0
        return sizes.firstIndex {
          end += $0
          return position < end
        }!
      case .parts(let parts):
        let part = max(1, (size + parts - 1) / parts)
        let length = min(part, size - position / part * part)
        return position % part / ((length + count - 1) / count)
      case .cyclic(let block, let source): return (position / block + source) % count
      }
    }
    return (0..<size).filter { owner($0) == index }
  }

  private static func cuts(_ size: Int, over count: Int) -> [Cut?] {
    var cuts: [Cut?] = [nil] + (1...5).map { .parts($0) }
    for block in 1...4 {
      for source in 0..<count { cuts.append(.cyclic(block: block, source: source)) }
    }
    return cuts
  }

  @Test(arguments: [0, 1, 2, 3, 5, 7, 8, 12, 13, 24], [1, 2, 3, 4, 5])
  func `each index is with the coordinate that the definition says, in order`(
    size: Int, count: Int
  ) {
    for cut in Self.cuts(size, over: count) {
      var start = 0
      for index in 0..<count {
        let ranges = cutRanges(size, over: count, by: cut, at: index)
        let what = "\(String(describing: cut)) of \(size) over \(count) at \(index)"
        #expect(ranges.flatMap(Array.init) == Self.positions(size, count, cut, index), "\(what)")
        for (one, next) in zip(ranges, ranges.dropFirst()) {
          #expect(one.upperBound < next.lowerBound, "\(what): ranges that touch are one")
        }
        let place = shardOrderRange(size, over: count, by: cut, at: index)
        #expect(place.count == ranges.reduce(0) { $0 + $1.count }, "\(what)")
        if !place.isEmpty { #expect(place.lowerBound == start, "\(what)") }
        start += place.count
      }
      #expect(start == size)
    }
  }

  @Test(arguments: seeds)
  func `what ranks hold is what cut after cut leaves of the list of indices`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    try generator.each(of: 200) { mesh, shape, attr in
      for rank in mesh.ranks {
        let coordinate = try #require(mesh.coordinate(of: rank))
        let extent = attr.extent(at: coordinate, shape: shape)
        for dim in shape.indices {
          var indices = Array(0..<shape[dim])
          for meshDim in attr.cutters(of: dim) {
            indices = Self.positions(
              indices.count, mesh.shape[meshDim], attr.pieces[meshDim], coordinate[meshDim]
            ).map { indices[$0] }
          }
          #expect(extent.ranges[dim].flatMap(Array.init) == indices, "seed \(seed), \(attr)")
        }
        #expect(extent.sizes == attr.box(at: coordinate, shape: shape).sizes)
        for box in extent.boxes where !box.isEmpty {
          let part = box.relative(to: extent)
          for dim in shape.indices {
            let indices = extent.ranges[dim].flatMap(Array.init)
            let held = indices[part.offsets[dim]..<part.offsets[dim] + part.sizes[dim]]
            #expect(Array(held) == Array(box.offsets[dim]..<box.offsets[dim] + box.sizes[dim]))
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("S(1/3)", [[[0..<4], [0..<2, 4..<6, 8..<10]], [[0..<4], [2..<4, 6..<8, 10..<12]]]),
    ("S(1%4)", [[[0..<4], [0..<4, 8..<12]], [[0..<4], [4..<8]]]),
    ("S(1%5+1)", [[[0..<4], [5..<10]], [[0..<4], [0..<5, 10..<12]]]),
    ("S(0%3)", [[[0..<3], [0..<12]], [[3..<4], [0..<12]]]),
    ("S(0%4+1)", [[[], [0..<12]], [[0..<4], [0..<12]]]),
  ])
  func `a tensor of 4 x 12 over two ranks`(text: String, expected: [[[Range<Int>]]]) throws {
    let mesh = try ProcessMesh(shape: [2])
    let attr = try TensorDistAttr(parsing: text, on: mesh)
    #expect("\(attr)" == text)
    for rank in 0..<2 {
      #expect(attr.extent(of: rank, shape: [4, 12])?.ranges == expected[rank])
    }
  }

  @Test(arguments: [
    ("S(0/0)", "parts of mesh dim 0: 1 to 1048576 are possible, given are 0"),
    ("S(0%0)", "blocks of mesh dim 0: a block has at least 1 index, given are 0"),
    (
      "S(0%2+2)",
      "blocks of mesh dim 0: the first one is that of a coordinate, 0 to 1, given is 2"
    ),
  ])
  func `a cut that cannot be is refused`(text: String, message: String) throws {
    let mesh = try ProcessMesh(shape: [2])
    #expect(throws: ShardingError.placement(message)) {
      try TensorDistAttr(parsing: text, on: mesh)
    }
  }

  @Test func `blocks beyond those that a machine can list are refused`() throws {
    let attr = try TensorDistAttr(parsing: "S(0%1)", on: try ProcessMesh(shape: [2]))
    #expect(
      throws: ShardingError.placement(
        "placement 'S(0%1)': a tensor dim has at most 1048576 blocks, the 2097152 elements of dim 0 "
          + "have more of 1")
    ) { try attr.validate(shape: [1 << 21]) }
  }

  @Test func `dims_mapping says that it cannot say it`() throws {
    let mesh = try ProcessMesh(shape: [2])
    for (text, what) in [
      ("S(0/3)", "parts, mesh dim 0 has '/3'"), ("S(0%4)", "blocks, mesh dim 0 has '%4'"),
    ] {
      let attr = try TensorDistAttr(parsing: text, on: mesh)
      #expect(
        throws: ShardingError.placement(
          "placement '\(text)': dims_mapping cannot say a cut into \(what)")
      ) { try DimsMapping(attr, tensorRank: 1) }
    }
    let one = try TensorDistAttr(parsing: "S(0/1)", on: mesh)
    #expect(try DimsMapping(one, tensorRank: 1).dimsMapping == [[0]])
  }
}
