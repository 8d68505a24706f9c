import Elements
import Files
import Foundation
import SPMDRules
import Sharding

extension RuleVector {
  /// The answer to a line of JSON as a line of JSON.
  ///
  /// It is `{"inputs": […], "outputs": […]}` of `{"dims_mapping": […], "partial": {…}}`, a list
  /// argument being a nested list; or `{"error": "…"}` where the line is no call or the call is
  /// refused.
  package static func answer(line: String) -> String {
    do {
      let vector = try RuleVector(line: line)
      return try AnswerLine(vector.answer().get(), to: vector.call).text
    } catch {
      return AnswerLine(error: "\(error)").text
    }
  }

  /// - Throws: `TesseraError` of kind data that says in words what the line lacks.
  package init(line: String) throws(TesseraError) {
    do {
      self = try JSONDecoder().decode(RuleVector.self, lastOfEachKeyIn: Data(line.utf8))
    } catch let error as DecodingError {
      throw TesseraError(.data, "a rule vector is required: \(error.words)")
    } catch { throw TesseraError(.data, "a rule vector is required: \(error)") }
  }
}

/// What is written for a call.
private struct AnswerLine: Encodable {
  var inputs: [Nested]?
  var outputs: [Nested]?
  var error: String?

  struct Nested: Encodable {
    let argument: Operand<DimsMapping>

    func encode(to encoder: any Encoder) throws {
      switch argument {
      case .one(let mapping): try mapping.encode(to: encoder)
      case .list(let mappings): try mappings.encode(to: encoder)
      }
    }
  }

  init(error: String) { self.error = error }

  init(_ answer: RuleAnswer, to call: RuleCall) throws(ShardingError) {
    var shapes = (call.inputs.flatMap(\.elements).map(\.shape) + answer.outputShapes)[...]
    func nested(_ argument: Operand<TensorDistAttr>) throws(ShardingError) -> Nested {
      var mappings: [DimsMapping] = []
      for attr in argument.elements {
        mappings.append(try DimsMapping(attr, tensorRank: shapes.removeFirst().count))
      }
      if case .one = argument { return Nested(argument: .one(mappings[0])) }
      return Nested(argument: .list(mappings))
    }
    var places: [Nested] = []
    for argument in answer.inputs + answer.outputs { places.append(try nested(argument)) }
    inputs = Array(places.prefix(answer.inputs.count))
    outputs = Array(places.dropFirst(answer.inputs.count))
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers, texts, lists and objects of these can always be written.
    return String(decoding: try! encoder.encode(self), as: UTF8.self)
  }
}
