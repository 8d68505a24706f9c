import SPMDRules
import Testing

/// Ops of sequences that lie one behind the other, and operands that must be there.
@Suite
struct SequenceTests {
  static let told: [(Question, String)] = [
    // Sequences of one length are an axis of their own, others are whole.
    (
      Question("sequence_expand", ["[4,6]{S(0),S(1)}"], ["lengths": .ints([2, 2, 2, 2])]),
      "S(0),S(1) => S(0),S(1)"
    ),
    (
      Question("sequence_expand", ["[4]{S(0),R}"], ["lengths": .ints([2, 2, 3, 1])]),
      "R,R => R,R"
    ),
    (
      Question("sequence_expand", ["[4,6]{P(sum),R}"], ["lengths": .ints([2, 2, 3, 1])]),
      "P(sum),R => P(sum),R"
    ),
  ]

  @Test(arguments: told)
  func `Sequences of one length may be cut between each other`(question: Question, answer: String)
    throws
  {
    #expect(try question.told() == answer)
  }

  static let wrong: [(Question, String)] = [
    (
      Question("sequence_expand", ["[3,2]{R,R}"], ["lengths": .ints([2, 1])]),
      "x must have a row for each of the 2 sequences"
    ),
    (
      Question("sequence_expand", ["[2,2]{R,R}"], ["lengths": .ints([2, -1])]),
      "attribute 'lengths' must not be negative"
    ),
    (
      Question(
        "sequence_conv", ["[4,2]{R,R}", "[4,5]{R,R}"],
        ["lengths": .ints([2, 1]), "context_length": .int(2)]), "must add up to the 4 rows"
    ),
    (
      Question(
        "gru", ["[4,6]{R,R}", "[0]{R,R}", "[2,5]{R,R}"], ["lengths": .ints([2, 2])]),
      "weight must be [d, 3 d], it is [2, 5]"
    ),
    (
      Question("batch_norm", ["[2,4,3]{R,R}", "[0]{R,R}", "[0]{R,R}", "[4]{R,R}"]),
      "input 1 must have the shape [4], it has [0]"
    ),
  ]

  @Test(arguments: wrong)
  func `Lengths and operands that do not fit are refused`(question: Question, message: String)
    throws
  {
    let error = #expect(throws: RuleError.self) { try question.answer() }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
