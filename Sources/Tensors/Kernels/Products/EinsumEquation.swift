/// A sum of products in Einstein's notation, as `numpy.einsum` reads it, for operands of given ranks.
///
/// Each operand's dims have labels, letters of either case; `...` stands for the dims that have none.
/// Labels that the output lacks are summed over. Without `->` the output has the dims of `...` and
/// then, in alphabetical order, the labels that occur once.
public struct EinsumEquation: Hashable, Sendable {
  /// A label by operand and dim: a letter's Unicode value, or -1 for the last dim of `...`, -2 for
  /// the one before, and so on.
  public let inputs: [[Int]]
  /// The label of each dim of the output.
  public let output: [Int]

  /// What is wrong with an equation, in words.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The equation as it was written, with explicit outputs.
    public let description: String
  }

  /// Reads an equation for operands of these numbers of dims.
  public init(_ text: String, ranks: [Int]) throws(Failure) {
    let compact = text.filter { $0 != " " }
    let arrow = compact.indices.first { compact[$0...].hasPrefix("->") }
    let left = compact[..<(arrow ?? compact.endIndex)]
    let terms = left.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard terms.count == ranks.count else {
      throw Failure(
        description:
          "the equation \(text) has \(terms.count) operands, but \(ranks.count) are given")
    }
    var inputs: [[Int]] = []
    var spread = 0
    for (term, rank) in zip(terms, ranks) {
      let labels = try Self.labels(term, rank: rank, in: text)
      spread = max(spread, labels.filter { $0 < 0 }.count)
      inputs.append(labels)
    }
    self.inputs = inputs
    let all = inputs.flatMap { $0 }
    guard let arrow else {
      let once = Set(all).filter { label in label >= 0 && all.count { $0 == label } == 1 }
      output = (0..<spread).map { $0 - spread } + once.sorted()
      return
    }
    let right = String(compact[compact.index(arrow, offsetBy: 2)...])
    let letters = right.filter { $0 != "." }.count
    let hasEllipsis = right.contains(".")
    output = try Self.labels(right, rank: letters + (hasEllipsis ? spread : 0), in: text)
    guard Set(output).count == output.count, output.allSatisfy({ all.contains($0) }) else {
      throw Failure(
        description: "the output of \(text) repeats a label, or has one that no operand has")
    }
  }

  private static func labels(
    _ term: String, rank: Int, in text: String
  ) throws(Failure) -> [Int] {
    var labels: [Int] = []
    var rest = term[...]
    let letters = term.filter { $0 != "." }.count
    while let character = rest.first {
      if rest.hasPrefix("..."), !labels.contains(where: { $0 < 0 }), letters <= rank {
        rest = rest.dropFirst(3)
        labels += (0..<(rank - letters)).map { $0 - (rank - letters) }
      } else if character.isASCII, character.isLetter, let scalar = character.unicodeScalars.first {
        labels.append(Int(scalar.value))
        rest = rest.dropFirst()
      } else {
        throw Failure(description: "the term \(term) of the equation \(text) is not understood")
      }
    }
    guard labels.count == rank else {
      throw Failure(
        description: "the term \(term) of the equation \(text) has \(labels.count) dims, "
          + "its operand \(rank)")
    }
    return labels
  }
}
