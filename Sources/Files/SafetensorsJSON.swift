#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The JSON text of a `.safetensors` header, read but not yet checked against the file.
///
/// The only user of Foundation among the tensors.
struct SafetensorsJSON {
  struct Tensor {
    var dtype: String
    var shape: [Int]
    var offsets: (start: Int, end: Int)
    fileprivate var keyCount: Int
  }

  var tensors: [(name: String, tensor: Tensor)]
  var metadata: [String: String]
  /// How many names and fields its objects have, all in all.
  private var keyCount: Int

  /// Throws where the text is no JSON, or says something else than tensors and metadata.
  init(parsing text: [UInt8]) throws(FileError.Problem) {
    do {
      self = try JSONDecoder().decode(SafetensorsJSON.self, from: Data(text))
    } catch let error as DecodingError {
      throw .safetensorsHeaderJSON(reason: error.reason)
    } catch {
      throw .safetensorsHeaderJSON(reason: "\(error)")
    }
    // A parser of JSON keeps one of the values of a repeated name and tells nobody.
    if Self.countOfColonsOutsideStrings(text) != keyCount { throw .safetensorsDuplicateKey }
  }

  /// In a valid text, the number of names written.
  private static func countOfColonsOutsideStrings(_ text: [UInt8]) -> Int {
    var count = 0
    var isInString = false
    var isEscaped = false
    for byte in text {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString.toggle()
      } else if byte == UInt8(ascii: ":"), !isInString {
        count += 1
      }
    }
    return count
  }
}

/// Any name.
private struct Name: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Of a value that is not used, how many names it has, however deep.
private struct KeyCount: Decodable {
  var count = 0

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Name.self) {
      count = object.allKeys.count
      for name in object.allKeys { count += try object.decode(KeyCount.self, forKey: name).count }
    } else if var array = try? decoder.unkeyedContainer() {
      while !array.isAtEnd { count += try array.decode(KeyCount.self).count }
    }
  }
}

extension SafetensorsJSON: Decodable {
  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Name.self)
    tensors = []
    metadata = [:]
    keyCount = object.allKeys.count
    for name in object.allKeys {
      if name.stringValue == "__metadata__" {
        metadata = try object.decodeIfPresent([String: String].self, forKey: name) ?? [:]
        keyCount += metadata.count
      } else {
        let tensor = try object.decode(Tensor.self, forKey: name)
        tensors.append((name.stringValue, tensor))
        keyCount += tensor.keyCount
      }
    }
  }
}

extension SafetensorsJSON.Tensor: Decodable {
  private enum Field: String, CodingKey { case dtype, shape, offsets = "data_offsets" }

  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Field.self)
    dtype = try object.decode(String.self, forKey: .dtype)
    shape = try object.decode([Int].self, forKey: .shape)
    let pair = try object.decode([Int].self, forKey: .offsets)
    guard pair.count == 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .offsets, in: object,
        debugDescription: "must be two offsets, but there are \(pair.count)")
    }
    offsets = (pair[0], pair[1])
    let all = try decoder.container(keyedBy: Name.self)
    keyCount = all.allKeys.count
    for name in all.allKeys where Field(stringValue: name.stringValue) == nil {
      keyCount += try all.decode(KeyCount.self, forKey: name).count
    }
  }
}

extension DecodingError {
  /// What is wrong, and in which tensor and field.
  fileprivate var reason: String {
    let (context, missing): (Context, (any CodingKey)?) =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        (context, nil)
      case .keyNotFound(let key, let context): (context, key)
      @unknown default: (Context(codingPath: [], debugDescription: "\(self)"), nil)
      }
    let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
      .joined(separator: ".")
    if case .dataCorrupted = self, place.isEmpty {
      // All that the parser tells.
      return "it is not valid JSON, or a number in it is not an integer of 64 bits"
    }
    let what = missing.map { "has no '\($0.stringValue)'" } ?? context.debugDescription
    return place.isEmpty ? what : "'\(place)' \(missing == nil ? "is wrong: " : "")\(what)"
  }
}
