import Elements
import Files
import Foundation
import Importing
import Programs
import Testing

/// Archives that are damaged, or lie: one clear error each, and nothing is believed that the file has no bytes for.
@Suite struct ArchiveTests {
  /// A program that adds its one weight to its input.
  static func model(
    sizes: String = "[{\"as_int\": 2}]", strides: String = "[{\"as_int\": 1}]", offset: Int = 0,
    dtype: Int = 7, node: String? = nil, major: Int = 8, pickled: Bool = false,
    byteorder: String = "little", weight: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
  ) -> StoredZip {
    let tensor = "{\"dtype\": 7, \"sizes\": [{\"as_int\": 2}], \"strides\": [{\"as_int\": 1}]}"
    let node =
      node
      ?? "{\"target\": \"torch.ops.aten.add.Tensor\", \"inputs\": [{\"name\": \"self\", \"arg\": {\"as_tensor\": {\"name\": \"x\"}}, \"kind\": 1}, {\"name\": \"other\", \"arg\": {\"as_tensor\": {\"name\": \"p_w\"}}, \"kind\": 1}], \"outputs\": [{\"as_tensor\": {\"name\": \"add\"}}], \"metadata\": {}}"
    let graph = """
      {"graph_module": {"graph": {"inputs": [{"as_tensor": {"name": "p_w"}}, {"as_tensor": {"name": "x"}}], \
      "outputs": [{"as_tensor": {"name": "add"}}], "nodes": [\(node)], \
      "tensor_values": {"p_w": \(tensor), "x": \(tensor), "add": \(tensor)}, "sym_int_values": {}}, \
      "signature": {"input_specs": [{"parameter": {"arg": {"name": "p_w"}, "parameter_name": "w"}}, \
      {"user_input": {"arg": {"as_tensor": {"name": "x"}}}}], \
      "output_specs": [{"user_output": {"arg": {"as_tensor": {"name": "add"}}}}]}}, \
      "schema_version": {"major": \(major), "minor": 99}, "range_constraints": {}, "torch_version": "2.15.0"}
      """
    let table = """
      {"config": {"w": {"path_name": "weight_0", "is_param": true, "use_pickle": \(pickled), \
      "tensor_meta": {"dtype": \(dtype), "sizes": \(sizes), "strides": \(strides), \
      "storage_offset": {"as_int": \(offset)}}}}}
      """
    return StoredZip(entries: [
      ("m/models/model.json", Array(graph.utf8)),
      ("m/data/weights/weight_0", weight),
      ("m/data/weights/model_weights_config.json", Array(table.utf8)),
      ("m/byteorder", Array(byteorder.utf8)), ("m/archive_version", Array("0".utf8)),
    ])
  }

  /// Reads the bytes as a model; nil where that goes well.
  static func refusal(_ bytes: [UInt8]) throws -> String? {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "tessera-archive-\(UUID().uuidString).pt2")
    defer { try? FileManager.default.removeItem(at: place) }
    try Data(bytes).write(to: place)
    do {
      _ = try ImportedModel(place.path)
      return nil
    } catch {
      #expect(error.kind == .data, "\(error)")
      #expect(!error.message.contains("\n"))
      return error.message
    }
  }

  @Test func `a sound archive is read`() throws {
    #expect(try Self.refusal(Self.model().bytes()) == nil)
  }

  @Test func `an archive that is cut short is refused at any length`() throws {
    let bytes = Self.model().bytes()
    for count in 0..<bytes.count {
      #expect(try Self.refusal(Array(bytes[..<count])) != nil, "\(count) of \(bytes.count) bytes")
    }
  }

  @Test func `a graph or a table whose checksum is another one is refused, with its name`() throws {
    var model = Self.model()
    model.hasChecksums = true
    #expect(try Self.refusal(model.bytes()) == nil)
    for name in model.entries.map(\.name) {
      let bytes = model.bytes { entry, directory in
        if entry == name { directory[16] ^= 1 }
      }
      let refusal = try Self.refusal(bytes)
      // Weights are mapped, and nobody reads them as a whole.
      guard name != "m/data/weights/weight_0" else {
        #expect(refusal == nil)
        continue
      }
      #expect(refusal?.contains("entry '\(name)': its CRC-32 must be") == true, "\(refusal ?? "")")
    }
  }

  @Test func `lies about weights are refused, each in its words`() throws {
    let huge = "[{\"as_int\": 4611686018427387904}]"
    let cases: [(StoredZip, String)] = [
      (Self.model(sizes: "[{\"as_int\": 3}]"), "12 bytes"),
      (Self.model(sizes: huge), "64 bits"),
      (Self.model(strides: "[{\"as_int\": 2}]"), "12 bytes"),
      (Self.model(strides: huge), "beyond 2^63"),
      (Self.model(offset: 1), "from byte 4 on"),
      (Self.model(offset: 1 << 62), "beyond 2^63"),
      (Self.model(sizes: "[{\"as_int\": -2}]"), "not negative"),
      (Self.model(strides: "[]"), "0 strides for 1 dims"),
      (Self.model(dtype: 29), "float8_e4m3fn"), (Self.model(dtype: 77), "number 77"),
      (Self.model(pickled: true), "pickled"), (Self.model(major: 9), "9.99"),
      (Self.model(byteorder: "big"), "big"),
      (Self.model(node: "{\"target\": 3}"), "target"),
    ]
    for (archive, word) in cases {
      let refusal = try Self.refusal(archive.bytes())
      #expect(refusal?.contains(word) == true, "\(word): \(refusal ?? "it was read")")
    }
    // Weights without numbers are a program still.
    #expect(try Self.refusal(Self.model(weight: []).bytes()) == nil)
  }

  @Test func `a directory that lies is refused`() throws {
    let archive = Self.model()
    func put(_ number: Int, _ count: Int, at place: Int, in bytes: inout [UInt8]) {
      for index in 0..<count { bytes[place + index] = UInt8(number >> (8 * index) & 255) }
    }
    let lies: [(String, (inout [UInt8]) -> Void)] = [
      ("stored", { put(8, 2, at: 10, in: &$0) }),
      ("stored", { put(3, 4, at: 20, in: &$0) }),
      (
        "do not lie",
        {
          put(1 << 28, 4, at: 20, in: &$0); put(1 << 28, 4, at: 24, in: &$0)
        }
      ),
      ("no local header", { put(5, 4, at: 42, in: &$0) }),
      ("overlap", { put(0, 4, at: 42, in: &$0) }),
      ("within an entry", { put(60_000, 2, at: 28, in: &$0) }),
      (
        "zip64",
        {
          put(0xFFFF_FFFF, 4, at: 20, in: &$0); put(0xFFFF_FFFF, 4, at: 24, in: &$0)
        }
      ),
    ]
    for (word, lie) in lies {
      let bytes = archive.bytes { name, entry in
        if name.hasSuffix("weight_0") { lie(&entry) }
      }
      let refusal = try Self.refusal(bytes)
      #expect(refusal?.contains(word) == true, "\(word): \(refusal ?? "it was read")")
    }
    for name in ["../m/models/model.json", "/m/models/model.json", "m/../models/model.json"] {
      var other = archive
      other.entries[0].name = name
      #expect(try Self.refusal(other.bytes())?.contains("within the archive") == true)
    }
    var twice = archive
    twice.entries.append(twice.entries[1])
    #expect(try Self.refusal(twice.bytes())?.contains("two entries") == true)
    // A count that no file has the bytes for.
    var counted = archive.bytes()
    put(60_000, 2, at: counted.count - 12, in: &counted)
    #expect(try Self.refusal(counted)?.contains("do not fit") == true)
  }

  @Test func `what is no exported program says what it is`() throws {
    for (entry, word) in [
      ("serialized_exported_program.json", "2.7 or older"), ("x/data.pkl", "torch.save"),
      ("x/data/aotinductor/model.so", "compiled package"),
    ] {
      let bytes = StoredZip(entries: [(entry, Array("{}".utf8))]).bytes()
      #expect(try Self.refusal(bytes)?.contains(word) == true)
    }
    #expect(try Self.refusal(Array("not a zip".utf8)) != nil)
  }

  /// A node that calls `target` on x and w.
  private static func node(_ target: String, _ output: String, _ first: String, _ second: String)
    -> String
  {
    let arguments = [("self", first), ("other", second)].map {
      "{\"name\": \"\($0)\", \"arg\": {\"as_tensor\": {\"name\": \"\($1)\"}}, \"kind\": 1}"
    }
    return
      "{\"target\": \"torch.ops.aten.\(target)\", \"inputs\": [\(arguments.joined(separator: ", "))], \"outputs\": [{\"as_tensor\": {\"name\": \"\(output)\"}}], \"metadata\": {}}"
  }

  @Test func `a call that writes is carried out where nobody sees it, and refused elsewhere`()
    throws
  {
    let fresh = [
      Self.node("mul.Tensor", "y", "x", "p_w"), Self.node("add_.Tensor", "add", "y", "p_w"),
    ]
    #expect(try Self.refusal(Self.model(node: fresh.joined(separator: ", ")).bytes()) == nil)
    let input = Self.node("add_.Tensor", "add", "x", "p_w")
    #expect(try Self.refusal(Self.model(node: input).bytes()) == nil)
    let weight = Self.node("add_.Tensor", "add", "p_w", "x")
    #expect(
      try Self.refusal(Self.model(node: weight).bytes())?.contains("writes into a parameter")
        == true)
    let view = """
      {"target": "torch.ops.aten.view.default", "inputs": [{"name": "self", "arg": {"as_tensor": {"name": "y"}}, "kind": 1}, \
      {"name": "size", "arg": {"as_ints": [2]}, "kind": 1}], "outputs": [{"as_tensor": {"name": "v"}}], "metadata": {}}
      """
    let seen = [
      Self.node("mul.Tensor", "y", "x", "p_w"), view, Self.node("add_.Tensor", "z", "y", "p_w"),
      Self.node("add.Tensor", "add", "v", "z"),
    ]
    #expect(try Self.refusal(Self.model(node: seen.joined(separator: ", ")).bytes()) == nil)
    // Nobody knows where elements of such a view lie.
    let strided = seen.map { $0.replacing("view.default", with: "as_strided.default") }
    let parts = [strided[0], view, strided[1].replacing("\"v\"", with: "\"s\"")]
    let written =
      parts + [Self.node("add_.Tensor", "z", "s", "p_w"), Self.node("add.Tensor", "add", "v", "z")]
    #expect(
      try Self.refusal(Self.model(node: written.joined(separator: ", ")).bytes()) != nil)
  }

  @Test func `calls that nothing carries out are named, all of them`() throws {
    let calls = [
      Self.node("igamma.default", "y", "x", "p_w"), Self.node("igammac.default", "add", "y", "p_w"),
    ]
    let refusal = try Self.refusal(Self.model(node: calls.joined(separator: ", ")).bytes())
    #expect(refusal?.contains("2 calls") == true && refusal?.contains("igammac") == true)
  }
}
