import Elements
import Files
import Foundation
import SPMDRules
import Sharding

/// One question to a rule as a line of JSON, and maybe the answer that another system gave.
///
/// The fields are `op`, `direction`, `kind`, `mesh_shape`, `inputs`, `outputs`, `attrs` and
/// `expect`; a tensor is `{"shape": […], "dims_mapping": […], "partial": {…}}` and a list argument a
/// nested list. Backward with no outputs, or of kind `grad`, asks for the gradient's rule.
package struct RuleVector: Sendable {
  package let call: RuleCall
  package let mesh: ProcessMesh
  /// What the other system answered; nil if nothing is expected.
  package let expected: Expectation?

  package enum Expectation: Sendable {
    case answer(inputs: [Operand<DimsMapping>], outputs: [Operand<DimsMapping>])
    case error(kind: String)
  }

  /// Whether the other system's answer was executed and found wrong, or is marked as suspect.
  package let isSuspect: Bool

  /// Whether it is from the other system's own tests of placements, which execute nothing, so that
  /// their shapes need not be the op's.
  package let isUnexecuted: Bool

  /// A placement that cannot be, which refuses the call.
  package let misplaced: RuleError?
}

extension RuleVector: Decodable {
  private enum CodingKeys: String, CodingKey {
    case op, direction, kind, inputs, outputs, attrs, expect, sim, flags, source
    case meshShape = "mesh_shape"
    case oddity = "class"
  }

  private struct Tensor: Decodable {
    let shape: [Int]
    let mapping: Result<DimsMapping, any Error>

    private enum CodingKeys: CodingKey { case shape }

    init(from decoder: any Decoder) throws {
      shape = try decoder.container(keyedBy: CodingKeys.self).decode([Int].self, forKey: .shape)
      mapping = Result { try DimsMapping(from: decoder) }
    }

    /// - Parameter isHint: whether the answer does not depend on it, so that dims may be left out.
    func attr(on mesh: ProcessMesh, isHint: Bool) throws -> TensorDistAttr {
      let mapping = try mapping.get()
      let count = mapping.dimsMapping.count
      guard isHint || count == shape.count else {
        throw ShardingError.placement(
          "\(mapping): an entry for each of \(shape.count) dims is required, \(count) are given")
      }
      return try mapping.attr(on: mesh)
    }
  }

  /// One element or a list of them.
  private struct Nested<Element: Decodable>: Decodable {
    let argument: Operand<Element>

    init(from decoder: any Decoder) throws {
      if let list = try? [Element](from: decoder) {
        argument = .list(list)
      } else {
        argument = .one(try Element(from: decoder))
      }
    }
  }

  private struct Expect: Decodable {
    let inputs: [Nested<DimsMapping>]?
    let outputs: [Nested<DimsMapping>]?
    let error: String?
    let errorKind: String?

    private enum CodingKeys: String, CodingKey {
      case inputs, outputs, error
      case errorKind = "error_kind"
    }

    /// An answer that cannot be (a mesh dim used twice …) is read as none, which fits no tensors.
    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      inputs = try? fields.decodeIfPresent([Nested<DimsMapping>].self, forKey: .inputs)
      outputs = try? fields.decodeIfPresent([Nested<DimsMapping>].self, forKey: .outputs)
      error = try fields.decodeIfPresent(String.self, forKey: .error)
      errorKind = try fields.decodeIfPresent(String.self, forKey: .errorKind)
    }
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let mesh = try ProcessMesh(shape: fields.decode([Int].self, forKey: .meshShape))
    var misplaced: RuleError?
    func tensor(_ tensor: Tensor, isHint: Bool) -> RuleTensor {
      do {
        return RuleTensor(shape: tensor.shape, attr: try tensor.attr(on: mesh, isHint: isHint))
      } catch {
        let reason = (error as? DecodingError)?.words ?? "\(error)"
        if !isHint { misplaced = .placement("a tensor \(tensor.shape): \(reason)") }
        return RuleTensor(shape: tensor.shape, attr: .replicated(on: mesh))
      }
    }
    func tensors(_ key: CodingKeys, areHints: Bool) throws -> [Operand<RuleTensor>] {
      try (fields.decodeIfPresent([Nested<Tensor>].self, forKey: key) ?? []).map { nested in
        switch nested.argument {
        case .one(let one): .one(tensor(one, isHint: areHints))
        case .list(let list): .list(list.map { tensor($0, isHint: areHints) })
        }
      }
    }
    let direction = try fields.word(.direction, of: ["forward", "backward"])
    let kind = try fields.word(.kind, of: ["reverse", "grad"])
    let isBackward = direction == "backward"
    let outputs = try tensors(.outputs, areHints: !isBackward)
    let isGradient = kind == "grad" || outputs.isEmpty
    var call = RuleCall(
      op: try fields.decode(String.self, forKey: .op),
      direction: isBackward ? (isGradient ? .gradient : .backward) : .forward,
      inputs: try tensors(.inputs, areHints: isBackward && !isGradient), outputs: outputs,
      attributes: try fields.decodeIfPresent([String: AttributeValue].self, forKey: .attrs) ?? [:])
    call.omitsAsScalar = true
    self.call = call
    self.mesh = mesh
    let sim = try fields.decodeIfPresent(String.self, forKey: .sim) ?? ""
    let flags = try fields.decodeIfPresent([String].self, forKey: .flags) ?? []
    let oddity = try fields.decodeIfPresent(String.self, forKey: .oddity) ?? ""
    isSuspect =
      sim.hasPrefix("wrong") || ["wrong", "illegal", "inconsistent"].contains(oddity)
      || flags.contains { !$0.hasSuffix("not-divisible") }
    // A suspect answer that is no placement at all counts as a failure of the other system.
    if isSuspect, fields.contains(.expect),
      (try? fields.decode(Expect.self, forKey: .expect)) == nil
    {
      expected = .error(kind: "an illegal placement")
    } else if let expect = try fields.decodeIfPresent(Expect.self, forKey: .expect) {
      expected =
        expect.error == nil && expect.errorKind == nil
        ? .answer(
          inputs: (expect.inputs ?? []).map(\.argument),
          outputs: (expect.outputs ?? []).map(\.argument))
        : .error(kind: expect.errorKind ?? "error")
    } else {
      expected = nil
    }
    self.misplaced = misplaced
    let source = try fields.decodeIfPresent(String.self, forKey: .source) ?? ""
    isUnexecuted = source.hasPrefix("paddle-tests/")
  }
}

extension KeyedDecodingContainer {
  /// One of `words`, the first where the field is absent.
  fileprivate func word(_ key: Key, of words: [String]) throws -> String {
    let word = try decodeIfPresent(String.self, forKey: key) ?? words[0]
    guard words.contains(word) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "\(words.joined(separator: " or ")) is required, not '\(word)'")
    }
    return word
  }
}

extension AttributeValue: Decodable {
  /// Reads a value as recorded answers spell it.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .bool(flag)
    } else if let number = try? value.decode(Int.self) {
      self = .int(number)
    } else if let number = try? value.decode(Double.self) {
      self = .double(number)
    } else if let numbers = try? value.decode([Int].self) {
      self = .ints(numbers)
    } else if let numbers = try? value.decode([Double].self) {
      self = .doubles(numbers)
    } else {
      self = .string(try value.decode(String.self))
    }
  }
}
