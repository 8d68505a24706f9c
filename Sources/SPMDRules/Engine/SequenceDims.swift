import Sharding

/// The dims of tensors whose rows are sequences one behind the other, of lengths that the attribute `lengths` gives.
///
/// No sequence may be cut. Where all have one length the sequences are an axis that may be sharded, `(st!)`;
/// else a shard of rows has no such meaning, and they are whole.
struct SequenceDims {
  /// The dim of rows.
  let rows: [Int]
  /// A dim of as many places as there are sequences.
  let sequences: [Int]

  init(_ call: RuleCall, rows count: Int, _ table: inout AxisTable) throws(RuleError) {
    let lengths = try call.ints("lengths")
    guard lengths.allSatisfy({ (0...count).contains($0) }), lengths.reduce(0, +|) == count else {
      throw .attribute(
        "\(call.op): attribute 'lengths' must add up to the \(count) rows of x, it is \(lengths)")
    }
    if let length = lengths.first, length > 0, lengths.allSatisfy({ $0 == length }) {
      sequences = table.dim("s", lengths.count)
      rows = sequences + table.dim("t", length, .whole)
    } else {
      sequences = table.whole([lengths.count])[0]
      rows = table.whole([count])[0]
    }
  }

  /// The attributes of a call on a part of so many rows.
  static func localAttributes(_ call: RuleCall, rows: Int) throws(RuleError)
    -> [String: AttributeValue]
  {
    let lengths = try call.ints("lengths")
    guard rows < lengths.reduce(0, +|), let length = lengths.first, length > 0 else {
      return call.attributes
    }
    var attributes = call.attributes
    attributes["lengths"] = .ints([Int](repeating: length, count: rows / length))
    return attributes
  }
}
