import Elements
import Foundation
import Ops
import SPMDRules
import Tensors
import Tessera
import Testing

/// Fused ops give the numbers of the references, and refuse what they must.
@Suite struct FusedVectorTests {
  private static let ops = FusedVector.ops.filter { OpSchema.named($0)?.kernel != nil }

  @Test func `each op of the folder is computed, and there are all`() {
    #expect(FusedVector.ops.filter { !["quantise", "read_file"].contains($0) } == Self.ops)
    #expect(Self.ops.count == 16)
  }

  @Test(arguments: ops)
  func `an op gives each number of the references`(op: String) throws {
    var compared = 0
    for vector in try FusedVector.all(of: op) {
      guard let wanted = vector.outputs else { continue }
      let isWide = vector.inputs.values.flatMap(\.tensors).allSatisfy { $0.dtype != .float32 }
      let (relative, absolute) = isWide ? (1e-9, 1e-9) : (1e-5, 1e-6)
      let results: [String: [DenseTensor]]
      do { results = try vector.results(op) } catch {
        Issue.record("\(op), \(vector.name): \(error)")
        continue
      }
      for (name, argument) in wanted {
        let found = results[name] ?? []
        let tensors = argument.tensors
        #expect(found.map(\.shape) == tensors.map(\.shape), "\(op), \(vector.name), \(name)")
        for (own, other) in zip(found, tensors) where own.shape == other.shape {
          let difference = own.converted(to: .float64).difference(
            from: other.converted(to: .float64), relative: relative, absolute: absolute)
          #expect(difference == nil, "\(op), \(vector.name), \(name)")
          compared += 1
        }
      }
    }
    #expect(compared >= 4)
  }

  @Test(arguments: ops)
  func `a call that must be refused is, by one message of the user's mistake`(op: String) throws {
    for vector in try FusedVector.all(of: op) {
      guard let reason = vector.refused else { continue }
      do {
        _ = try vector.results(op)
        Issue.record("\(op), \(vector.name): taken, but \(reason)")
      } catch let error as TesseraError {
        #expect(error.kind == .usage || error.kind == .data, "\(op), \(vector.name): \(error)")
        #expect(error.message.hasPrefix("\(op): "), "\(op), \(vector.name): \(error)")
        #expect(!error.message.contains("\n"), "\(op), \(vector.name): \(error)")
      }
    }
  }

  /// The op, its inputs, attributes, and a word of the message.
  private static let mistakes: [(String, [Operand<String>], [String: AttributeValue], String)] = [
    (
      "fusion_transpose_flatten_concat", [.list(["f32[2,3]{R}", "f64[2,3]{R}"])],
      ["trans_axis": .ints([0, 1]), "flatten_axis": .int(1), "concat_axis": .int(0)],
      "input 1 must be f32 as input 0, it is f64"
    ),
    (
      "fc", [.one("f32[2,3]{R}"), .one("f32[3,5]{R}"), .one("f32[]{R}")], [:],
      "a bias must be [5] or [1, 5]"
    ),
    (
      "fused_gemm_epilogue", [.one("f32[2,3]{R}"), .one("f32[3,5]{R}"), .one("f32[]{R}")], [:],
      "the bias must be [5]"
    ),
    ("fused_multi_transformer", layer(features: 3), ["rotary_emb_dims": .int(1)], "multiple of 2"),
    (
      "fused_multi_transformer", layer(features: 2),
      ["rotary_emb_dims": .int(2), "use_neox_rotary_style": .bool(true)], "multiple of 4"
    ),
    (
      "fused_multi_transformer", layer(features: 2, cache: "f32[2,1,1,3]{R}"), [:],
      "cache_kvs must be [2, B, heads, longest, D], it is [2, 1, 1, 3]"
    ),
  ]

  /// One layer of one head, of two tokens.
  private static func layer(features: Int, cache: String? = nil) -> [Operand<String>] {
    let (none, e) = (Operand<String>.list([]), Operand<String>.list(["f32[4]{R}"]))
    return [
      .one("f32[1,2,4]{R}"), e, none, .list(["f32[3,1,\(features),4]{R}"]), none,
      cache.map { .list([$0]) } ?? none, none, .one("f32[2,1,1,2,\(features)]{R}"),
      .one("f32[0]{R}"), .one("f32[0]{R}"), .list(["f32[\(features),4]{R}"]), none, e, none,
      .list(["f32[4,6]{R}"]), none, .list(["f32[6,4]{R}"]),
    ]
  }

  @Test(arguments: mistakes.indices)
  func `what an op does not take is refused before it is computed`(index: Int) throws {
    let (op, inputs, attributes, word) = Self.mistakes[index]
    let cluster = Cluster.virtual(2)
    let operands = try cluster.operands(inputs)
    let error = #expect(throws: TesseraError.self) {
      try cluster.apply(op, operands, attributes)
    }
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
  }

  @Test func `numbers become integers of 8 bits exactly as the references'`() throws {
    var compared = 0
    for vector in try FusedVector.all(of: "quantise") {
      func number(_ name: String) throws -> Double {
        switch try #require(vector.attrs[name]) {
        case .double(let number): number
        case .int(let number): Double(number)
        default: .nan
        }
      }
      let quantisation = Quantisation(
        scale: try number("scale"), isTiedToEven: try number("quant_round_type") == 0,
        bounds: try number("quant_min_bound")...number("quant_max_bound"))
      let x = try #require(vector.inputs["x"]?.tensors.first)
      let wanted = try #require(vector.outputs?["quantised"]?.tensors.first)
      let found = quantisation.integers(of: x)
      #expect(found.difference(from: wanted) == nil, "\(vector.name)")
      compared += 1
    }
    #expect(compared >= 6)
  }

  @Test(arguments: [nil, "S(0)", "S(0:0,300)"])
  func `a file's bytes are read as they are, also by parts`(placements: String?) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bytes-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "file").path
    let cluster = Cluster.virtual(2)
    func read() throws -> DistTensor {
      var attributes = ["filename": AttributeValue.string(path)]
      attributes["placements"] = placements.map { .string($0) }
      return try cluster.apply("read_file", [], attributes)[0]
    }
    #expect(throws: TesseraError.self) { try read() }
    let vectors = try FusedVector.all(of: "read_file")
    for vector in vectors {
      let bytes = try #require(vector.inputs["content"]?.tensors.first)
      if placements?.contains("300") == true, bytes.count != 300 { continue }
      try Data(bytes.values(as: UInt8.self)).write(to: URL(filePath: path))
      let read = try read()
      #expect(read.dtype == .uint8 && read.shape == bytes.shape)
      #expect(try read.full()?.difference(from: bytes) == nil, "\(vector.name)")
    }
    try Data().write(to: URL(filePath: path))
    if placements?.contains("300") != true { #expect(try read().shape == [0]) }
  }

  /// Of numbers that 16 bits hold, against the same in float32.
  @Test(arguments: ops, [DType.float16, .bfloat16])
  func `an op of 16-bit floats gives what float32 gives, within their rounding`(
    op: String, dtype: DType
  ) throws {
    // What takes no 16-bit floats, and what quantises, where their rounding flips steps.
    guard !["identity_loss", "fused_multi_transformer_int8"].contains(op) else { return }
    let tolerance = dtype == .float16 ? 0.01 : 0.06
    for vector in try FusedVector.all(of: op) where vector.outputs != nil {
      let narrow = try vector.results(op, as: dtype)
      let wide = try vector.results(op, as: .float32)
      for (name, tensors) in wide {
        for (own, other) in zip(narrow[name] ?? [], tensors) {
          let difference = own.converted(to: .float32).difference(
            from: other.converted(to: .float32), relative: tolerance, absolute: tolerance)
          #expect(difference == nil, "\(op) of \(dtype), \(vector.name), \(name)")
        }
      }
    }
  }
}
