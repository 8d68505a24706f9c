import Elements
import Files
import Foundation
import Importing
import Programs
import Testing

/// ONNX models that are damaged, or lie: one clear error each, and nothing is believed that the file has no bytes for.
@Suite struct OnnxFileTests {
  /// Reads the bytes as a model; nil where that goes well.
  static func refusal(_ model: WrittenOnnx, beside: [UInt8]? = nil) throws -> String? {
    do {
      _ = try read(model, beside: beside)
      return nil
    } catch let error as TesseraError {
      #expect(error.kind == .data, "\(error)")
      return error.message
    }
  }

  private static func read(_ model: WrittenOnnx, beside: [UInt8]? = nil) throws -> ImportedModel {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tessera-onnx-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let place = folder.appending(path: "m.onnx")
    try Data(model.bytes).write(to: place)
    if let beside { try Data(beside).write(to: folder.appending(path: "m.data")) }
    return try ImportedModel(place.path)
  }

  private static func expect(_ model: WrittenOnnx, refusedWith word: String, beside: [UInt8]? = nil)
    throws
  {
    let refusal = try refusal(model, beside: beside)
    #expect(refusal?.contains("\n") != true)
    #expect(refusal?.contains(word) == true, "\(word): \(refusal ?? "it was read")")
  }

  @Test func `a sound model is read`() throws {
    #expect(try Self.refusal(.model()) == nil)
  }

  @Test func `results have the names of the graph`() throws {
    for nodes: [(String, String, String)] in [
      [("Relu", "x", "r"), ("Identity", "r", "y")], [("Identity", "x", "y")],
      [("Identity", "w", "y")], [("Relu", "x", "y"), ("Identity", "y", "z")],
    ] {
      let model = WrittenOnnx.model(
        nodes: nodes.map { WrittenOnnx.node($0, [$1], [$2]) })
      let program = try Self.read(model).program
      #expect(program.results.map { program.values[$0].name } == ["y"])
    }
  }

  @Test func `a model that is cut short is refused at any length`() throws {
    let bytes = WrittenOnnx.model().bytes
    for count in 0..<bytes.count {
      let cut = WrittenOnnx(bytes: Array(bytes[..<count]))
      #expect(try Self.refusal(cut) != nil, "\(count) of \(bytes.count) bytes")
    }
  }

  @Test func `a byte that is another one is refused or read, and nothing else`() throws {
    let bytes = WrittenOnnx.model().bytes
    for place in bytes.indices {
      for byte: UInt8 in [0, 1, 127, 128, 255] {
        var other = bytes
        other[place] = byte
        _ = try Self.refusal(WrittenOnnx(bytes: other))
      }
    }
  }

  @Test func `the wire format is held to its bytes`() throws {
    let sound = WrittenOnnx.model()
    for (more, word) in [
      (WrittenOnnx().adding(7, [8, 1], count: 1 << 40), "bytes, where"),
      (WrittenOnnx().adding(2, [65], count: -1), "bytes, where"),
      (WrittenOnnx(bytes: [0x0B]), "wire type 3"), (WrittenOnnx(bytes: [0x00, 0x01]), "number 0"),
      (WrittenOnnx(bytes: [UInt8](repeating: 0xFF, count: 11)), "does not end"),
      (WrittenOnnx().adding(2, [0xFF, 0xFE]), "UTF-8"),
      (WrittenOnnx().adding(2, 7), "another kind"),
      (WrittenOnnx(bytes: [0x0D, 1, 2]), "4 bytes are required"),
      (WrittenOnnx().adding(25, WrittenOnnx()), "functions"),
      (WrittenOnnx().adding(7, WrittenOnnx()), "two graphs"),
      (WrittenOnnx().adding(8, WrittenOnnx().adding(1, "ai.onnx").adding(2, 9)), "twice"),
    ] {
      try Self.expect(WrittenOnnx(bytes: sound.bytes + more.bytes), refusedWith: word)
    }
  }

  @Test func `versions that nobody has tested are refused`() throws {
    for (model, word) in [
      (WrittenOnnx.model(version: 2), "IR version is 2"),
      (WrittenOnnx.model(version: 99), "IR version is 99"),
      (WrittenOnnx.model(opset: 10), "opset is 10"), (WrittenOnnx.model(opset: 26), "opset is 26"),
      (WrittenOnnx.model(opset: nil), "which version"),
    ] {
      try Self.expect(model, refusedWith: word)
    }
  }

  @Test func `lies about weights are refused, each in its words`() throws {
    for (weight, word) in [
      (WrittenOnnx.weight("w", shape: [3]), "12 bytes are required"),
      (WrittenOnnx.weight("w", shape: [1 << 62]), "64 bits"),
      (WrittenOnnx.weight("w", shape: [1 << 32, 1 << 31]), "64 bits"),
      (WrittenOnnx.weight("w", shape: [-2]), "negative"),
      (WrittenOnnx.weight("w", shape: [2], dtype: 17), "float8_e4m3fn"),
      (WrittenOnnx.weight("w", shape: [2], dtype: 99), "number 99"),
      (WrittenOnnx.weight("w", shape: [2], bytes: nil), "2 numbers are required"),
      (
        WrittenOnnx.weight("w", shape: [2], dtype: 7, bytes: nil).adding(7, [1, 2, 3]), "2 numbers"
      ),
    ] {
      try Self.expect(.model(weights: [weight]), refusedWith: word)
    }
    let twice = [WrittenOnnx.weight("w", shape: [2]), .weight("w", shape: [2])]
    try Self.expect(.model(weights: twice), refusedWith: "two values are named 'w'")
  }

  @Test func `weights of other files lie in the model's folder, and within the file`() throws {
    let sound = ["location": "m.data", "offset": "3", "length": "8"]
    let beside = [UInt8](repeating: 0, count: 11)
    func model(_ changes: [String: String]) -> WrittenOnnx {
      .model(weights: [.external(sound.merging(changes) { $1 })])
    }
    #expect(try Self.refusal(model([:]), beside: beside) == nil)
    for (changes, word) in [
      (["location": "../m.data"], "within the model's folder"),
      (["location": "/etc/passwd"], "within the model's folder"),
      (["location": "a/../../m.data"], "within the model's folder"),
      (["location": ""], "not named"),
      (["location": "n.data"], "n.data"), (["offset": "4"], "8 bytes from byte 4"),
      (["offset": "9223372036854775807"], "8 bytes from byte"), (["offset": "-1"], "not negative"),
      (["offset": "99999999999999999999"], "not negative"), (["length": "4"], "its length is 4"),
    ] {
      try Self.expect(model(changes), refusedWith: word, beside: beside)
    }
  }

  @Test func `nodes that stand in a circle, or name what is not there, are refused`() throws {
    let add = WrittenOnnx.node
    for (nodes, word) in [
      ([add("Add", ["x", "b"], ["a"]), add("Add", ["a", "w"], ["b"])], "no node before"),
      ([add("Add", ["y", "w"], ["y"])], "no node before"), ([], "no node before"),
      ([add("Add", ["x", "w"], ["y"]), add("Neg", ["y"], ["y"])], "two values are named 'y'"),
      ([add("Neg", ["x"], ["w"])], "two values are named 'w'"),
      ([add("", ["x"], ["y"])], "names no operator"), ([add("Neg", [], ["y"])], "'X' is required"),
      ([add("Neg", ["x"], ["y", "z"])], "2 results"),
      ([add("Nonsense", ["x"], ["y"]), add("Unheard", ["x"], ["z"])], "2 nodes"),
      ([add("Add", ["x", "w"], ["y"]).adding(7, "com.microsoft")], "com.microsoft"),
    ] as [([WrittenOnnx], String)] {
      try Self.expect(.model(nodes: nodes), refusedWith: word)
    }
  }

  @Test func `graphs that stand in one another without end are refused`() throws {
    var graph = WrittenOnnx()
    for _ in 0..<40 {
      let branch = WrittenOnnx().adding(1, "then_branch").adding(6, graph).adding(20, 5)
      graph = WrittenOnnx().adding(
        1, WrittenOnnx.node("If", ["x"], ["y"]).adding(5, branch))
    }
    let node = WrittenOnnx.node("If", ["x"], ["y"]).adding(
      5, WrittenOnnx().adding(1, "then_branch").adding(6, graph).adding(20, 5))
    try Self.expect(.model(nodes: [node]), refusedWith: "stand in one another")
  }

  @Test func `shapes that few bytes ask for are not counted out`() throws {
    let huge = WrittenOnnx.weight("s", shape: [2], dtype: 7, bytes: nil).adding(
      7, WrittenOnnx.varint(1 << 40) + WrittenOnnx.varint(1 << 10))
    let index = WrittenOnnx.weight("i", shape: [1], dtype: 7, bytes: nil).adding(7, [0])
    let number = WrittenOnnx.weight("n", shape: [], dtype: 7, bytes: nil)
    let far = number.adding(7, WrittenOnnx.varint(1 << 60))
    let zero = WrittenOnnx.weight("z", shape: [], dtype: 7, bytes: nil).adding(7, [0])
    let one = WrittenOnnx.weight("o", shape: [], dtype: 7, bytes: nil).adding(7, [1])
    for (node, weights) in [
      (WrittenOnnx.node("Expand", ["i", "s"], ["b"]), [huge, index]),
      (WrittenOnnx.node("Tile", ["i", "i"], ["b"]), [index]),
      (WrittenOnnx.node("Range", ["z", "n", "o"], ["b"]), [far, zero, one]),
      (WrittenOnnx.node("ConstantOfShape", ["s"], ["b"]), [huge]),
    ] {
      let nodes = [node, WrittenOnnx.node("Add", ["x", "w"], ["y"])]
      // Some are refused, others are values of the program that nobody has made yet.
      _ = try Self.refusal(.model(nodes: nodes, weights: weights + [.weight("w", shape: [2])]))
    }
  }

  @Test func `windows and states that do not fit are refused, each in its words`() throws {
    func ints(_ name: String, _ numbers: [Int]) -> WrittenOnnx {
      numbers.reduce(WrittenOnnx().adding(1, name)) { $0.adding(8, $1) }.adding(20, 7)
    }
    func mean(_ kernel: Int, ceilMode: Int) -> WrittenOnnx {
      let mode = WrittenOnnx().adding(1, "ceil_mode").adding(3, ceilMode).adding(20, 2)
      let node = WrittenOnnx.node("AveragePool", ["x"], ["y"])
        .adding(5, [ints("kernel_shape", [kernel]), ints("dilations", [2]), mode])
      return .model(
        nodes: [node], weights: [], inputs: [.input("x", shape: [1, 1, 5])], opset: 19)
    }
    #expect(try Self.refusal(mean(3, ceilMode: 0)) == nil)
    try Self.expect(
      mean(4, ceilMode: 0), refusedWith: "a mean over windows of [7] in an image of [5]")
    try Self.expect(mean(2, ceilMode: 1), refusedWith: "dilations of a mean with ceil_mode")
    func layer(_ state: [Int]) -> WrittenOnnx {
      .model(
        nodes: [.node("RNN", ["x", "w", "r", "", "", "h"], ["y"])], weights: [],
        inputs: [
          .input("x", shape: [2, 3, 2]), .input("w", shape: [1, 4, 2]),
          .input("r", shape: [1, 4, 4]), .input("h", shape: state),
        ])
    }
    #expect(try Self.refusal(layer([1, 3, 4])) == nil)
    try Self.expect(
      layer([1, 1, 4]),
      refusedWith: "a state of shape [1, 1, 4] to begin with, [1, 3, 4] is required")
  }

  @Test func `open sizes have to be said, by number or by an input's shape`() throws {
    let size = WrittenOnnx().adding(1, WrittenOnnx().adding(2, "batch"))
    let tensor = WrittenOnnx().adding(1, 1).adding(2, size)
    let input = WrittenOnnx().adding(1, "x").adding(2, WrittenOnnx().adding(1, tensor))
    let model = WrittenOnnx.model(inputs: [input])
    try Self.expect(model, refusedWith: "--bind batch=1")
    try Self.expect(.model(inputs: [.input("x", shape: [-2])]), refusedWith: "a size of -2")
    try Self.expect(.model(inputs: [.input("x", shape: [-1])]), refusedWith: "--bind x.0=1")
    let place = FileManager.default.temporaryDirectory.appending(
      path: "tessera-onnx-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: place) }
    try Data(model.bytes).write(to: place)
    #expect(try ImportedModel(place.path, bindings: ["batch": 2]).bindings == ["batch": 2])
    #expect(try ImportedModel(place.path, shapes: ["x": [2]]).bindings == ["batch": 2])
    #expect(throws: TesseraError.self) { try ImportedModel(place.path, bindings: ["b": 2]) }
  }
}
