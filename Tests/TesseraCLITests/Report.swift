import Foundation

/// The object that `--json` prints, as a script reads it.
struct Report: Decodable {
  struct Step: Decodable, Equatable {
    let function: String
    let collective: String
    let meshDims: [Int]?
    let axes: [String]?
    let bytesSent: [Int]
    let bytesReceived: [Int]
  }

  let globalShape: [Int]
  let dtype: String
  let from: String
  let to: String
  let steps: [Step]
  let receivedTotal: Int
  let lowerBoundTotal: Int
  let peakExtraBytes: Int
  let seconds: Double?
  let verified: Bool?

  init(_ output: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Report.self, from: Data(output.utf8))
  }
}

extension Report {
  /// The names of the object's fields, and of those of its first step.
  static func fields(_ output: String) throws -> (object: Set<String>, step: Set<String>) {
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    let steps = object["steps"] as? [[String: Any]] ?? []
    return (Set(object.keys), Set(steps.first?.keys ?? [:].keys))
  }

  /// Of each step the ways by which ranks carried it out; nil where none is told.
  static func ways(_ output: String) throws -> [[String]?] {
    struct Steps: Decodable {
      struct Step: Decodable { let ways: [String]? }
      let steps: [Step]
    }
    return try JSONDecoder().decode(Steps.self, from: Data(output.utf8)).steps.map(\.ways)
  }
}
