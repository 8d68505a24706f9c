import CheckpointCases
import Checkpoints
import Elements
import Files
import Foundation
import Sharding
import Tensors
import Tessera
import Testing

/// Checkpoints that others have written. Those of PyTorch and of PaddlePaddle, on 4 processes, and the exported model are
/// made by the scripts in `Fixtures`: element i of each tensor is i modulo 251.
@Suite struct ForeignCheckpointTests {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures").path

  private func counted(_ shape: [Int], _ dtype: DType) -> DenseTensor {
    let values = (0..<shape.reduce(1, *)).map { Float($0 % 251) }
    return DenseTensor(values, shape: shape).converted(to: dtype)
  }

  @Test(arguments: ["dcp", "dcp-safe"])
  func `a checkpoint of PyTorch on 4 ranks comes to 3, bit for bit`(name: String) throws {
    let path = "\(Self.fixtures)/\(name)"
    let contents = try CheckpointContents(reading: path)
    #expect(contents.format == (name == "dcp" ? "DCP" : "DCP safetensors"))
    #expect(contents.faults() == [] && contents.unread == [])
    let mesh = try ProcessMesh(shape: [3])
    let cluster = Cluster.virtual(3)
    var shapes: [String: ([Int], DType)] = [
      "w": ([7, 5], .float32), "both": ([6, 4], .bfloat16), "twice": ([9], .int64),
      "whole": ([3, 2], .float64), "columns": ([3, 4], .float32),
    ]
    if name == "dcp" { shapes["optim.m.0"] = ([4, 3], .float32) }
    #expect(Set(contents.tensors.map(\.name)) == Set(shapes.keys).union(["scalar"]))
    for (number, placements) in ["S(0)", "S(0:1,0,2)", "R"].enumerated() {
      var targets = ["scalar": LoadTarget(.replicated(on: mesh), shape: [], dtype: .float16)]
      for (tensor, (shape, dtype)) in shapes {
        let attr = try TensorDistAttr(
          parsing: number == 1 && shape[0] != 3 ? "S(0)" : placements, on: [mesh])
        targets[tensor] = LoadTarget(attr, shape: shape, dtype: dtype)
      }
      let loaded = try Checkpoint.load(path, targets, on: cluster)
      for (tensor, (shape, dtype)) in shapes {
        let found = try #require(try loaded.tensors[tensor]?.full(on: 0))
        #expect(found.isIdentical(to: counted(shape, dtype)), "\(tensor)")
      }
      let scalar = try #require(try loaded.tensors["scalar"]?.full(on: 0))
      #expect(scalar.values(as: Float16.self) == [6])
      if name == "dcp" {
        #expect(
          loaded.scalars
            == ["optim.step": .int(12), "optim.lr": .float(0.5), "optim.name": .string("adam")])
      }
    }
  }

  @Test(arguments: ["paddle", "paddle-safe"])
  func `a checkpoint of PaddlePaddle on 4 ranks comes to 3, bit for bit`(name: String) throws {
    let path = "\(Self.fixtures)/\(name)"
    let contents = try CheckpointContents(reading: path)
    #expect(contents.format == "Paddle" && contents.files.count == 4)
    #expect(contents.faults() == [] && contents.unread == [])
    let shapes: [String: ([Int], DType)] = [
      "w": ([7, 5], .float32), "both": ([6, 4], .float64), "ids": ([9], .int64),
      "whole": ([3, 2], .bfloat16), "half": ([4, 3], .float16), "optim.m.0": ([4, 4], .float32),
    ]
    #expect(Set(contents.tensors.map(\.name)) == Set(shapes.keys))
    #expect(try #require(contents["both"]).boxes.count == 4)
    let mesh = try ProcessMesh(shape: [3])
    for placements in ["S(0)", "R"] {
      let attr = try TensorDistAttr(parsing: placements, on: [mesh])
      let loaded = try Checkpoint.load(
        path, shapes.mapValues { LoadTarget(attr, shape: $0.0, dtype: $0.1) }, on: .virtual(3))
      for (tensor, (shape, dtype)) in shapes {
        let found = try #require(try loaded.tensors[tensor]?.full(on: 0))
        #expect(found.isIdentical(to: counted(shape, dtype)), "\(tensor)")
      }
    }
  }

  @Test func `what is wrong in a checkpoint of PaddlePaddle is named`() throws {
    let folder = try TemporaryFolder()
    for fixture in ["paddle", "paddle-safe"] {
      let copy = folder.path(fixture)
      try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(fixture)", toPath: copy)
      let name = fixture == "paddle" ? "2_0.distcp" : "2_0.safetensors"
      let place = URL(filePath: "\(copy)/\(name)")
      let good = try Data(contentsOf: place)
      let other = try Data(contentsOf: URL(filePath: "\(copy)/\(name.replacing("2", with: "1"))"))
      for bad in [good.dropLast(8), other, nil] {
        try bad?.write(to: place) ?? FileManager.default.removeItem(at: place)
        do throws(TesseraError) {
          _ = try CheckpointContents(reading: copy)
          Issue.record("\(name) was read")
        } catch { #expect(error.kind == .data && error.message.contains(name), "\(error)") }
      }
    }
  }

  @Test func `weights of an exported model are a checkpoint, also those that share their bytes`()
    throws
  {
    let path = "\(Self.fixtures)/weights.pt2"
    let contents = try CheckpointContents(reading: path)
    #expect(contents.format == "pt2" && contents.faults() == [] && contents.unread == [])
    var expected: [String: DenseTensor] = [
      "w": counted([3, 4], .float32), "columns": counted([4, 5], .float32),
      "narrow": counted([5], .bfloat16), "ids": counted([7], .int64),
    ]
    let both = counted([6, 4], .float32)
    expected["tied"] = expected["w"]
    expected["upper"] = both.slice(offsets: [0, 0], sizes: [3, 4])
    expected["lower"] = both.slice(offsets: [3, 0], sizes: [3, 4])
    #expect(Set(contents.tensors.map(\.name)) == Set(expected.keys))
    #expect(try #require(contents["columns"]).boxes.map(\.strides) == [[1, 4]])
    let attr = try TensorDistAttr(parsing: "S(0)", on: [try ProcessMesh(shape: [3])])
    let loaded = try Checkpoint.load(
      path, expected.mapValues { LoadTarget(attr, shape: $0.shape, dtype: $0.dtype) },
      on: .virtual(3))
    for (name, tensor) in expected {
      let found = try #require(try loaded.tensors[name]?.full(on: 0))
      #expect(found.isIdentical(to: tensor.contiguous()), "\(name)")
    }
    let folder = try TemporaryFolder()
    for (bytes, reason) in [
      (try Data(contentsOf: URL(filePath: path)).dropLast(9), "cut short"),
      (Data("PK\u{3}\u{4}".utf8), "a zip archive is required"),
    ] {
      do throws(TesseraError) {
        _ = try CheckpointContents(
          reading: (try? folder.file("bad.pt2", bytes)) ?? "")
        Issue.record("it was read")
      } catch { #expect(error.kind == .data && error.message.contains(reason), "\(error)") }
    }
  }

  @Test func `a column-major tensor of PyTorch is not taken for a row-major one`() throws {
    let contents = try CheckpointContents(reading: "\(Self.fixtures)/dcp")
    #expect(try #require(contents["columns"]).boxes.map(\.strides) == [[1, 3]])
  }

  @Test func `unsigned integers of PyTorch come as they are`() throws {
    let path = "\(Self.fixtures)/dcp-unsigned"
    let mesh = try ProcessMesh(shape: [2])
    let cluster = Cluster.virtual(2)
    let dtypes: [String: DType] = ["u16": .uint16, "u32": .uint32, "u64": .uint64]
    let targets = try dtypes.mapValues {
      LoadTarget(try TensorDistAttr(parsing: "S(0)", on: [mesh]), shape: [5, 3], dtype: $0)
    }
    let loaded = try Checkpoint.load(path, targets, on: cluster)
    for (name, dtype) in dtypes {
      let found = try #require(try loaded.tensors[name]?.full(on: 0))
      #expect(found.isIdentical(to: counted([5, 3], dtype)), "\(name)")
    }
  }

  @Test func `a view that conjugates is refused, not read as what is stored`() throws {
    #expect {
      try CheckpointContents(reading: "\(Self.fixtures)/dcp-conjugated")
    } throws: { error in
      (error as? TesseraError)?.kind == .data && "\(error)".contains("tensor 'c'")
        && "\(error)".contains("conjugates or negates")
    }
  }

  @Test func `a missing or short file of PyTorch's is named`() throws {
    let folder = try TemporaryFolder()
    for (fixture, victim) in [
      ("dcp", "__1_0.distcp"), ("dcp-safe", "shard-00002-model-00001-of-00001.safetensors"),
    ] {
      let copy = folder.path(fixture)
      try FileManager.default.copyItem(atPath: "\(Self.fixtures)/\(fixture)", toPath: copy)
      let place = URL(filePath: "\(copy)/\(victim)")
      let bytes = try Data(contentsOf: place)
      for bad in [bytes.dropLast(40), nil] {
        try bad?.write(to: place) ?? FileManager.default.removeItem(at: place)
        var message = ""
        do throws(TesseraError) {
          try CheckpointContents(reading: copy).requireSound()
        } catch { message = error.message }
        // Where nobody says which files there are, what is missing leaves holes.
        let isNamed = message.contains(victim) || message.contains("elements are in no box")
        #expect(isNamed, "\(victim): \(message)")
      }
    }
  }

  @Test func `what an index names and what is there are compared`() throws {
    let folder = try TemporaryFolder()
    let contents = try CheckpointContents(reading: "\(Self.fixtures)/dcp")
    let target = folder.path("model.safetensors")
    let count = try Checkpoint.convert(contents, toFile: target, atMost: 150, ByteMeter())
    let names = try folder.names()
    #expect(count == names.count - 1 && count > 2)
    #expect(names.contains("model-00001-of-0000\(count).safetensors"))
    // What the index does not name is not read.
    _ = try folder.file("stray.safetensors", Array("rubbish".utf8))
    let indexed = try CheckpointContents(reading: folder.path)
    #expect(indexed.tensors.map(\.name) == contents.tensors.map(\.name))
    let index = try String(
      contentsOfFile: folder.path("model.safetensors.index.json"), encoding: .utf8)
    func message(_ text: String) throws -> String {
      _ = try folder.file("model.safetensors.index.json", Array(text.utf8))
      do throws(TesseraError) { _ = try CheckpointContents(reading: folder.path) } catch {
        return error.kind == .data ? error.message : "another kind"
      }
      return ""
    }
    #expect(
      try message(index.replacing("model-00002", with: "model-00009")).contains(
        "names model-00009-of-0000\(count).safetensors, which is not there, for "))
    #expect(
      try message(index.replacing("\"twice\"", with: "\"thrice\""))
        .contains("must have tensor 'thrice', as the index says, and has it not"))
    #expect(
      try message(index.replacing("model-00001", with: "../model-00001"))
        .contains("the name of a file in the folder"))
    #expect(try message("{}").contains("a 'weight_map'"))
  }

  @Test func `conversions keep all bits, and any reader reads the file`() throws {
    let folder = try TemporaryFolder()
    let contents = try CheckpointContents(reading: "\(Self.fixtures)/dcp")
    _ = try Checkpoint.convert(contents, toFolder: folder.path("ours"), ByteMeter())
    let ours = try CheckpointContents(reading: folder.path("ours"))
    #expect(ours.checksumFaults().faults == [] && ours.faults() == [])
    #expect(ours.scalars == contents.scalars)
    _ = try Checkpoint.convert(
      ours, toFile: folder.path("whole.safetensors"), atMost: nil, ByteMeter())
    let file = try SafetensorsFile(folder.path("whole.safetensors"))
    #expect(Set(file.names) == Set(contents.tensors.map(\.name)))
    #expect(file.metadata["optim.step"] == "12")
    for name in file.names where name != "scalar" {
      let tensor = try file.tensor(name)
      #expect(tensor.isIdentical(to: counted(tensor.shape, tensor.dtype)), "\(name)")
    }
  }
}
