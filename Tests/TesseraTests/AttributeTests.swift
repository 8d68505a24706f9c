import OpCases
import ReshardCases
import SPMDRules
import Sharding
import Tensors
import Testing

@testable import Tessera

/// What ops do with attributes that they are given.
@Suite struct AttributeTests {
  /// A value of each kind that there is.
  private static let values: [AttributeValue] = [
    .bool(true), .int(2), .double(0.5), .string("banana"), .ints([1, 2]), .doubles([0.5]),
  ]

  /// Those of another type than the attribute's.
  private static func wrong(for type: AttributeType) -> [AttributeValue] {
    values.filter { value in
      switch (type, value) {
      case (.bool, .bool), (.int, .int), (.number, .int), (.number, .double), (.ints, .int),
        (.ints, .ints), (.numbers, .int), (.numbers, .double), (.numbers, .ints),
        (.numbers, .doubles), (.text, .string):
        false
      default: true
      }
    }
  }

  private let cluster = Cluster.virtual(1)

  /// The inputs of a call, whole on one rank.
  private func inputs(_ op: String, _ local: OpCase) throws -> [Operand<DistTensor>] {
    let whole = TensorDistAttr.replicated(on: .single(0))
    var generator = SeededGenerator(seed: 1)
    let tensors = try local.shapes.flatMap(\.elements).enumerated().map { index, shape in
      try DistTensor(
        shards: local.domain(index).shards(shape, whole, using: &generator), shape: shape,
        dtype: local.domain(index).dtype, attr: whole, on: cluster)
    }
    return local.operands(tensors)
  }

  private static let ops = AllOps.definitions.map(\.name).filter {
    !Inference.attributes(of: $0).isEmpty
  }.sorted()

  @Test(arguments: ops)
  func `a value of another type is refused with attribute, type and op`(op: String) throws {
    let local = try #require(OpCase.all[op]?.first)
    let inputs = try inputs(op, local)
    for attribute in Inference.attributes(of: op) {
      let wrong = Self.wrong(for: attribute.type)
      #expect(wrong.count >= 2)
      for value in wrong {
        var attributes = local.attributes
        attributes[attribute.name] = value
        do {
          _ = try cluster.apply(op, inputs, attributes)
          Issue.record("\(op): \(attribute) takes \(value)")
        } catch {
          let start = "\(op): attribute '\(attribute.name)' must be "
          #expect(error.kind == .usage && error.message.hasPrefix(start), "\(error)")
          #expect(error.message.hasSuffix(", it is \(value)"), "\(error)")
        }
      }
    }
  }

  @Test(arguments: AllOps.definitions.map(\.name))
  func `an attribute that is not the op's is refused by name`(op: String) throws {
    let local = try #require(OpCase.all[op]?.first)
    var attributes = local.attributes
    attributes["nobody_has_this"] = .int(1)
    let inputs = try inputs(op, local)
    do {
      _ = try cluster.apply(op, inputs, attributes)
      Issue.record("\(op) takes it")
    } catch {
      let start = "\(op): attribute 'nobody_has_this' is not one of the op's"
      #expect(error.kind == .usage && error.message.hasPrefix(start), "\(error)")
    }
  }

  /// Numbers that no arithmetic bears by itself.
  private static let extremes: [AttributeValue] = [
    .double(.nan), .double(.infinity), .double(-.infinity), .double(1e19), .double(-1e308),
    .double(.leastNonzeroMagnitude), .double(-0.0), .int(.max), .int(.min), .int(1 << 56),
    .int(-1 << 56),
    .int(1 << 36), .int(-1), .int(0), .ints([.max]), .ints([.min, .max]), .ints([]),
    .ints([.max, .max, .max, .max]), .ints([.min, .min]),
  ]

  @Test(arguments: ops)
  func `no number is too large for an op: it has a result or an error`(op: String) throws {
    for local in (OpCase.all[op] ?? []).prefix(3) {
      let inputs = try inputs(op, local)
      for attribute in Inference.attributes(of: op) {
        for value in Self.extremes {
          var attributes = local.attributes
          attributes[attribute.name] = value
          do {
            _ = try cluster.apply(op, inputs, attributes)
          } catch {
            #expect(error.kind != .software, "\(op), \(attribute.name)=\(value): \(error)")
          }
        }
      }
    }
  }

  private static func ask(_ call: RuleCall) throws {
    _ = try Inference.rule(named: call.op).axes(try call.checkingAttributes())
  }

  /// Of ops that have a rule only, calls that read all there is to read.
  private static let ruled: [RuleCall] = {
    func call(_ op: String, _ shapes: [Int]...) -> RuleCall {
      RuleCall(
        op: op,
        inputs: shapes.map {
          .one(RuleTensor(shape: $0, attr: .replicated(on: .single(0))))
        })
    }
    let bytes = RuleTensor(shape: [4], attr: .replicated(on: .single(0)))
    return [
      RuleCall(
        op: "read_file", direction: .backward, inputs: [], outputs: [.one(bytes)],
        attributes: ["filename": .string("x")]),
      call("unique", [4]),
      call("c_softmax_with_multi_label_cross_entropy", [2, 4], [2, 3], [2, 3]),
    ]
  }()

  @Test func `every attribute that an op declares is read, and those that are idle are not`() throws
  {
    let read = try AttributeReads.recorded {
      for op in Self.ops {
        for local in OpCase.all[op] ?? [] {
          let inputs = try inputs(op, local)
          _ = try cluster.apply(op, inputs, local.attributes)
          // The rule's answer may be known from before.
          try Self.ask(
            RuleCall(
              op: op,
              inputs: inputs.map { $0.map { RuleTensor(shape: $0.shape, attr: $0.attr) } },
              attributes: local.attributes))
        }
      }
      for call in Self.ruled { try Self.ask(call) }
    }
    for op in Inference.ops {
      for attribute in op.attributes {
        let isRead = read.contains(.init(op: op.name, name: attribute.name))
        #expect(isRead == (attribute.idle == nil), "\(op.name): \(attribute)")
      }
    }
  }
}
