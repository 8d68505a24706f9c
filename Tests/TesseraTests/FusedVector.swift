import Elements
import Foundation
import Ops
import PlanningCommands
import SPMDRules
import Sharding
import Tensors
import Tessera

/// One call of the folder FusedVectors.
struct FusedVector: Decodable {
  /// One tensor, or a list of them.
  enum Argument: Decodable {
    case one(Stored)
    case list([Stored])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      self =
        if let list = try? value.decode([Stored].self) { .list(list) } else {
          .one(try value.decode(Stored.self))
        }
    }

    var tensors: [DenseTensor] {
      switch self {
      case .one(let stored): [stored.tensor]
      case .list(let list): list.map(\.tensor)
      }
    }
  }

  struct Stored: Decodable {
    let dtype: DType
    let shape: [Int]
    let data: [Double]

    private enum Key: CodingKey { case dtype, shape, data }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      dtype = try fields.decode(DType.self, forKey: .dtype)
      shape = try fields.decode([Int].self, forKey: .shape)
      data =
        if let flags = try? fields.decode([Bool].self, forKey: .data) {
          flags.map { $0 ? 1 : 0 }
        } else { try fields.decode([Double].self, forKey: .data) }
    }

    var tensor: DenseTensor { DenseTensor(data, shape: shape).converted(to: dtype) }
  }

  let name: String
  let attrs: [String: AttributeValue]
  let inputs: [String: Argument]
  let outputs: [String: Argument]?
  let refused: String?

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "FusedVectors")

  /// The ops of the folder.
  static let ops: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }.sorted()

  /// The calls of an op.
  static func all(of op: String) throws -> [FusedVector] {
    let text = try String(contentsOf: folder.appending(path: "\(op).jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(FusedVector.self, from: Data($0.utf8))
    }
  }
}

extension FusedVector {
  /// What an op gives of these inputs on one rank, by name.
  ///
  /// - Parameter dtype: what floating-point inputs are converted to; nil leaves them.
  static func results(
    _ op: String, _ given: [String: [DenseTensor]], _ attributes: [String: AttributeValue],
    as dtype: DType? = nil
  ) throws -> [String: [DenseTensor]] {
    let cluster = Cluster.virtual(1)
    guard let schema = OpSchema.named(op) else {
      throw TesseraError(.software, "there is no op '\(op)'")
    }
    let whole = TensorDistAttr.replicated(on: .single(0))
    func placed(_ tensor: DenseTensor) throws -> DistTensor {
      let isConverted = dtype != nil && tensor.dtype.kind == .floatingPoint
      return try DistTensor(
        isConverted ? tensor.converted(to: dtype ?? tensor.dtype) : tensor, attr: whole,
        on: cluster)
    }
    let last = schema.inputs.lastIndex { given[$0.name] != nil } ?? 0
    let operands = try schema.inputs.prefix(last + 1).map { input -> Operand<DistTensor> in
      let tensors = try (given[input.name] ?? []).map(placed)
      if input.isList { return .list(tensors) }
      return .one(try tensors.first ?? placed(DenseTensor(zeros: [0], dtype: .float32)))
    }
    // An op of a gradient does not declare all that its own op does.
    let known = attributes.filter { schema.attribute($0.key) != nil || !op.hasSuffix("_grad") }
    let made = try cluster.apply(op, operands, known).compactMap { try $0.full() }
    var results: [String: [DenseTensor]] = [:]
    for (name, tensor) in zip(schema.outputNames(count: made.count), made) {
      results[String(name.prefix { $0 != "[" }), default: []].append(tensor)
    }
    return results
  }

  /// What the op gives, and its gradient where that is asked for.
  func results(_ op: String, as dtype: DType? = nil) throws -> [String: [DenseTensor]] {
    let declared = Set(OpSchema.named(op)?.inputs.map(\.name) ?? [])
    let given = inputs.mapValues(\.tensors)
    var results = try Self.results(
      op, given.filter { declared.contains($0.key) }, attrs, as: dtype)
    guard let gradient = OpSchema.named(op + "_grad")?.name,
      outputs?.keys.contains(where: { $0.hasSuffix("_grad") }) == true
    else { return results }
    let all = given.merging(results) { given, _ in given }
    results.merge(try Self.results(gradient, all, attrs, as: dtype)) { own, _ in own }
    return results
  }
}
