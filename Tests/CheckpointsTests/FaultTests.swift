import CheckpointCases
import Checkpoints
import Elements
import Files
import Foundation
import Sharding
import Tensors
import Tessera
import Testing

/// What is wrong is named, all together, before anything is loaded or written.
@Suite struct FaultTests {
  private let folder: TemporaryFolder
  private let cluster = Cluster.virtual(4)
  private let mesh: ProcessMesh

  init() throws {
    folder = try TemporaryFolder()
    mesh = try ProcessMesh(shape: [2, 2])
  }

  private func tensor(_ placements: String, _ shape: [Int] = [6, 4]) throws -> DistTensor {
    try DistTensor(fill: .iota, shape: shape, placements, on: mesh, in: cluster)
  }

  private func saved(_ name: String = "c") throws -> String {
    try Checkpoint.save(
      ["w": try tensor("S(0),S(1)"), "b": try tensor("R,R", [4])], scalars: ["step": .int(7)],
      to: folder.path(name), on: cluster)
    return folder.path(name)
  }

  private func target(_ shape: [Int]? = nil, _ dtype: DType? = nil) -> LoadTarget {
    LoadTarget(.replicated(on: mesh), shape: shape, dtype: dtype)
  }

  /// The message of an error of data.
  private func message(
    _ kind: TesseraError.Kind = .data, _ body: () throws(TesseraError) -> Void
  ) -> String {
    do throws(TesseraError) {
      try body()
      return ""
    } catch {
      return error.kind == kind ? error.message : "another kind: \(error.message)"
    }
  }

  @Test func `missing, unexpected and misshapen tensors are named together`() throws {
    let path = try saved()
    let found = message { () throws(TesseraError) in
      _ = try Checkpoint.load(
        path, ["w": target([6, 5]), "x": target(), "y": target()], on: cluster)
    }
    #expect(
      found
        == "tensor 'w': the shape [6, 5] is required, it is [6, 4]; tensor 'x' is missing in \(path); "
        + "tensor 'y' is missing in \(path); tensor 'b' of \(path) is not asked for")
    let loaded = try Checkpoint.load(
      path, ["w": target(), "x": target()], on: cluster,
      options: LoadOptions(allowsMissing: true, ignoresUnexpected: true))
    #expect(loaded.missing == ["x"] && loaded.unexpected == ["b"])
    #expect(loaded.tensors.keys.sorted() == ["w"] && loaded.scalars == ["step": .int(7)])
  }

  @Test func `another dtype is an error, or is converted`() throws {
    let path = try saved()
    let targets = ["w": target([6, 4], .bfloat16), "b": target()]
    let found = message { () throws(TesseraError) in
      _ = try Checkpoint.load(path, targets, on: cluster)
    }
    #expect(found == "tensor 'w': the dtype bf16 is required, it is f32")
    let loaded = try Checkpoint.load(path, targets, on: cluster, options: LoadOptions(casts: true))
    #expect(loaded.converted == ["w: f32 to bf16"])
    let expected = DenseTensor(
      fill: .iota, globalShape: [6, 4], offsets: [0, 0], sizes: [6, 4], dtype: .bfloat16)
    #expect(try #require(loaded.tensors["w"]?.local).isIdentical(to: expected))
  }

  @Test func `names go by the table`() throws {
    let path = try saved()
    var options = LoadOptions()
    try options.renames.add("*", "model.*")
    try options.renames.add("b", "bias")
    let loaded = try Checkpoint.load(
      path, ["model.w": target(), "bias": target()], on: cluster, options: options)
    #expect(loaded.tensors.keys.sorted() == ["bias", "model.w"])
    try options.renames.add("*", "same")
    let found = message { () throws(TesseraError) in
      _ = try Checkpoint.load(path, ["same": target()], on: cluster, options: options)
    }
    #expect(found == "\(path): each tensor must be there once, 'same' is there twice")
  }

  @Test func `replicas that differ are named with tensor, ranks and index`() throws {
    for (row, column) in [(0, 0), (1, 3), (2, 2)] {
      var shards = try tensor("S(0),R").shards
      let changed = shards[3]!.copy()
      var bits = changed.values(as: Float.self)
      bits[row * 4 + column] += 1
      shards[3] = DenseTensor(bits, shape: [3, 4])
      let odd = try DistTensor(
        shards: shards, shape: [6, 4], dtype: .float32,
        attr: TensorDistAttr(parsing: "S(0),R", on: [mesh]), on: cluster)
      let found = message { () throws(TesseraError) in
        try Checkpoint.save(["w": odd], to: folder.path("odd"), on: cluster)
      }
      #expect(
        found
          == "tensor 'w', box [3:6, 0:4]: replicas must be equal, rank 3 differs from rank 2, first at index "
          + "[\(3 + row), \(column)]")
      #expect(try folder.names() == [])
    }
  }

  @Test func `a name that is taken is refused, or its checkpoint replaced`() throws {
    let path = try saved()
    let other = ["w": try tensor("R,S(0)")]
    let found = message { () throws(TesseraError) in
      try Checkpoint.save(other, to: path, on: cluster)
    }
    #expect(found == "\(path): a new name is required, something has it already")
    try Checkpoint.save(other, to: path, on: cluster, options: SaveOptions(replaces: true))
    #expect(try CheckpointContents(reading: path).tensors.map(\.name) == ["w"])
    #expect(try folder.names() == ["c"])
    try FileManager.default.createDirectory(
      atPath: folder.path("mine"), withIntermediateDirectories: false)
    let refused = message { () throws(TesseraError) in
      try Checkpoint.save(
        other, to: folder.path("mine"), on: cluster, options: SaveOptions(replaces: true))
    }
    #expect(refused.contains("only a checkpoint of Tessera is replaced"))
  }

  @Test func `a folder that is not there is named, and nothing is left`() throws {
    let tensors = ["w": try tensor("R,R")]
    let found = message { () throws(TesseraError) in
      try Checkpoint.save(tensors, to: folder.path("none/c"), on: cluster)
    }
    #expect(found == "\(folder.path("none")): a folder that can be written to is required")
    #expect(try folder.names() == [])
  }

  @Test func `every file that is cut, longer, changed or gone is found`() throws {
    let path = try saved()
    let names = try folder.names("c")
    #expect(names.count == 5)
    for name in names {
      let place = URL(filePath: "\(path)/\(name)")
      let good = try Data(contentsOf: place)
      var flipped = good
      flipped[flipped.count - 3] ^= 4
      for bad in [good.dropLast(), good + [0], flipped, nil] {
        try bad?.write(to: place) ?? FileManager.default.removeItem(at: place)
        var faults: [String] = []
        do throws(TesseraError) {
          let contents = try CheckpointContents(reading: path)
          faults = contents.faults() + contents.checksumFaults().faults
        } catch {
          #expect(error.kind == .data)
          faults = [error.message]
        }
        #expect(!faults.isEmpty, "\(name) with \(bad?.count ?? -1) bytes")
        #expect(
          faults.allSatisfy { $0.contains(name) || name == "tessera.json" }, "\(name): \(faults)")
      }
      try good.write(to: place)
      #expect(try CheckpointContents(reading: path).checksumFaults().faults == [])
    }
  }

  @Test func `holes and overlaps of boxes are named`() {
    func faults(_ shape: [Int], _ boxes: [([Int], [Int])]) throws -> [String] {
      let file = try folder.file("data", [UInt8](repeating: 0, count: 64))
      return try CheckpointContents(
        path: "p", format: "f", files: [.init(name: "data", path: file, byteCount: 64)],
        tensors: [
          CheckpointTensor(
            name: "w", dtype: .uint8, shape: shape, lay: nil,
            boxes: boxes.map {
              CheckpointBox(box: Box(offsets: $0.0, sizes: $0.1), file: 0, start: 0)
            })
        ]
      ).faults()
    }
    let cases: [([Int], [([Int], [Int])], String?)] = [
      ([4, 4], [([0, 0], [4, 2]), ([0, 2], [4, 2])], nil),
      (
        [4, 4], [([0, 0], [4, 2]), ([0, 2], [3, 2])],
        "2 of 16 elements are in no box, the first is [3, 2]"
      ),
      ([4, 4], [([1, 0], [3, 4])], "4 of 16 elements are in no box, the first is [0, 0]"),
      (
        [4, 4], [([0, 0], [3, 4]), ([2, 1], [2, 3])],
        "boxes [0:3, 0:4] and [2:4, 1:4] overlap in [2:3, 1:4]"
      ),
      ([4], [([2], [3])], "box [2:5] must lie in the shape [4]"),
      ([], [], "1 of 1 elements are in no box, the first is []"),
      ([], [([], [])], nil), ([0, 3], [], nil), ([2, 0], [([0, 0], [2, 0])], nil),
    ]
    for (shape, boxes, expected) in cases {
      #expect(
        (try? faults(shape, boxes)) == expected.map { ["p: tensor 'w': \($0)"] } ?? [],
        "\(shape) \(boxes)")
    }
  }
}
