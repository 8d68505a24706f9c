import Elements
import Foundation
import Importing
import Testing

/// Models of ONNX that are nearly right: each is read or refused, whatever its bytes say. `Fuzz` reads more of them, within
/// bounds on time and memory.
@Suite struct OnnxMutantTests {
  /// So many mutants are read.
  private static let count = 3000

  /// Several changes of a sound model: bits, runs of bytes that go, come twice or come from another model, and numbers
  /// that claim what is not there.
  private static func mutant(
    of corpus: [[UInt8]], _ generator: inout SplitGenerator
  ) -> [UInt8] {
    var bytes = corpus.randomElement(using: &generator) ?? []
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &generator)
      let run = place..<min(bytes.count, place + Int.random(in: 1...24, using: &generator))
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 2: bytes.removeSubrange(run)
      case 3: bytes.insert(contentsOf: Array(bytes[run]), at: place)
      case 4:
        let other = corpus.randomElement(using: &generator) ?? []
        bytes = Array(bytes[..<place] + other.suffix(max(0, other.count - place)))
      default:
        let number = [1 << 20, 1 << 31, 1 << 40, Int.max, -1].randomElement(using: &generator) ?? 0
        bytes.replaceSubrange(place..<place + 1, with: WrittenOnnx.varint(number))
      }
    }
    return bytes
  }

  @Test func `mutants are read or refused`() throws {
    let seed =
      ProcessInfo.processInfo.environment["TESSERA_SEED"].flatMap(UInt64.init)
      ?? UInt64.random(in: 0...UInt64.max)
    let corpus = OnnxCaseTests.cases.compactMap { Data(base64Encoded: $0.model).map(Array.init) }
    try #require(corpus.count > 400)
    var generator = SplitGenerator(state: seed)
    let path = FileManager.default.temporaryDirectory.appending(
      path: "tessera-mutant-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: path) }
    var refused = 0
    for number in 0..<Self.count {
      let bytes = Self.mutant(of: corpus, &generator)
      try Data(bytes).write(to: path)
      do { _ = try ImportedModel(path.path) } catch {
        refused += 1
        #expect(
          [.data, .usage].contains(error.kind), "TESSERA_SEED=\(seed), mutant \(number): \(error)")
      }
    }
    #expect(refused > Self.count / 10, "TESSERA_SEED=\(seed): \(refused) were refused")
  }
}

/// The generator SplitMix64 of G. Steele, D. Lea and C. Flood, 2014.
private struct SplitGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
