import Elements
import ReshardCases

/// Makes inputs that are nearly right: of a corpus of valid ones, some bytes or words changed.
///
/// A mutant depends on the seed and its number only, so that any can be made again by itself.
struct Mutator {
  let corpus: [[UInt8]]
  let seed: UInt64

  /// Numbers at which arithmetic, or a parser, is likely to go wrong.
  static let numbers = [
    "0", "-1", "1", "2", "3", "63", "64", "65", "255", "256", "65535", "65536", "2147483647",
    "2147483648", "4294967295", "4294967296", "72057594037927936", "72057594037927937",
    "4611686018427387904", "3689348814741910324", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551615", "99999999999999999999999", "1e-320", "1e308",
    "1e999", "nan", "inf", "-0", "0.5", "1e-9", "010", "0x10", "1_000", "+5",
  ].map { Array($0.utf8) }

  /// Words that mean something to one of the parsers.
  static let words = [
    "null", "true", "[]", "{}", "\"\"", "''", "{a: b}", "&a [*a]", "&b", "*b", "!!binary", "<<: *b",
    "---",
    "...", "\n", "\r\n", "\t", "\0", "\u{7f}", "\u{feff}", "\u{202e}", "é", "R", "S(0)", "P(sum)",
    "P(avg)",
    "@m", "#1", ":", ",", "S(0:", "\\u0000", "\\ud800", "True", "L", "<f4", "|V2", ">c16", "BF16",
    "__metadata__", "data_offsets", "GB/s", "us", "ranks", "shape",
  ].map { Array($0.utf8) }

  static let brackets = ["[", "{", "(", "{\"a\":", "{a: ", "- ", "[[", "\"", "&x [", "S("]
    .map { Array($0.utf8) }

  /// The largest input that is made.
  static let most = 1 << 20

  init(corpus: [[UInt8]], seed: UInt64) {
    self.corpus = corpus
    self.seed = seed
  }

  /// The mutant of that number.
  func mutant(_ number: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: seed &+ 0x9e37_79b9 &* UInt64(truncatingIfNeeded: number))
    _ = generator.next()
    var bytes = corpus.randomElement(using: &generator) ?? []
    var rounds = 1
    while rounds < 8, Bool.random(using: &generator) { rounds += 1 }
    for _ in 0..<rounds { change(&bytes, &generator) }
    return Array(bytes.prefix(Self.most))
  }
}

extension Mutator {
  private func change(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    switch Int.random(in: 0..<16, using: &generator) {
    case 0, 1:
      guard place < bytes.count else { return }
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 2:
      guard place < bytes.count else { return }
      bytes[place] = [0, 0x7f, 0x80, 0xff, 0x0a, 0x22].randomElement(using: &generator) ?? 0
    case 3: bytes.removeSubrange(range(from: place, bytes, &generator))
    case 4:
      let part = Array(bytes[range(from: place, bytes, &generator)])
      let copies = [1, 1, 2, 40].randomElement(using: &generator) ?? 1
      bytes.insert(contentsOf: (0..<copies).flatMap { _ in part }, at: place)
    case 5: bytes.removeLast(bytes.count - place)
    case 6:
      let other = corpus.randomElement(using: &generator) ?? []
      let start = Int.random(in: 0...other.count, using: &generator)
      bytes = Array(bytes[..<place] + other[start...])
    case 7...11: replaceNumber(in: &bytes, &generator)
    case 12, 13:
      bytes.insert(contentsOf: Self.words.randomElement(using: &generator) ?? [], at: place)
    case 14:
      let one = range(from: place, bytes, &generator)
      let part = Array(bytes[one])
      bytes.removeSubrange(one)
      bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &generator))
    default: nest(&bytes, at: place, &generator)
    }
  }

  /// A run of bytes from `place` on, mostly a short one.
  private func range(from place: Int, _ bytes: [UInt8], _ generator: inout SeededGenerator)
    -> Range<Int>
  {
    let length = [1, 2, 4, 16, 256].randomElement(using: &generator) ?? 1
    return place..<min(bytes.count, place + Int.random(in: 1...length, using: &generator))
  }

  /// Another number in the place of one: an extreme, or one beside it.
  private func replaceNumber(in bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
    var runs: [Range<Int>] = []
    var start: Int?
    for index in 0...bytes.count {
      if index < bytes.count, isDigit(bytes[index]) {
        start = start ?? index
      } else if let first = start {
        runs.append(first..<index)
        start = nil
      }
    }
    guard let run = runs.randomElement(using: &generator) else { return }
    bytes.replaceSubrange(run, with: Self.numbers.randomElement(using: &generator) ?? [])
  }

  /// Deep brackets, closed or not.
  private func nest(_ bytes: inout [UInt8], at place: Int, _ generator: inout SeededGenerator) {
    let depth = [3, 70, 600, 3_000, 100_000].randomElement(using: &generator) ?? 3
    let opening = Self.brackets.randomElement(using: &generator) ?? []
    let closing: [UInt8] =
      switch opening.first {
      case UInt8(ascii: "["): [UInt8(ascii: "]")]
      case UInt8(ascii: "{"): [UInt8(ascii: "}")]
      case UInt8(ascii: "("): [UInt8(ascii: ")")]
      default: []
      }
    let isClosed = Bool.random(using: &generator)
    let count = min(depth, Self.most / (opening.count + 1))
    bytes.insert(contentsOf: (0..<count).flatMap { _ in opening }, at: place)
    if isClosed {
      bytes.insert(
        contentsOf: (0..<count).flatMap { _ in closing }, at: place + count * opening.count)
    }
  }
}
