import Foundation

extension JSONDecoder {
  /// Decodes a value from JSON text in which an object may have a key twice: the last one counts, as in
  /// Python's `json` and JavaScript. The decoder by itself takes the first.
  ///
  /// - Throws: `DecodingError`.
  /// - Source: RFC 8259, section 4, which leaves the choice to the reader.
  package func decode<T: Decodable>(_ type: T.Type, lastOfEachKeyIn data: Data) throws -> T {
    guard let value = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed),
      let text = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
    else {
      // What is no JSON is told in the decoder's words.
      return try decode(type, from: data)
    }
    return try decode(type, from: text)
  }
}
