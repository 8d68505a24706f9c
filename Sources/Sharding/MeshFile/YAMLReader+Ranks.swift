import Yams

extension YAMLReader {
  /// The most ranks that the lists of a file have together, ranges in them written out.
  static let maximumListedCount = ProcessMesh.maximumCount

  /// The ranks that a node names: a range (`8-15`, `0-12:4`), or a list of ranks and ranges.
  ///
  /// - Parameter room: how many ranks the lists of the file may still have; those of this one are taken off.
  func ranks(_ node: Node, _ label: String, room: inout Int) throws(ShardingError) -> RankOrder {
    if let range = try range(node, label) {
      if range.step == 1 { return RankOrder(range.first..<range.last + 1) }
      var list: [Int] = []
      try add(range, to: &list, node, label, &room)
      return RankOrder(list)
    }
    let words = "a range of ranks (4-7) or a list of ranks and ranges"
    guard let sequence = node.sequence else {
      throw failure(at: node, "\(label): \(words) is required, \(node.found)")
    }
    var list: [Int] = []
    for item in sequence {
      if let rank = wholeNumber(item) {
        try take(1, of: &room, item, label)
        list.append(rank)
      } else if let range = try range(item, label) {
        try add(range, to: &list, item, label, &room)
      } else {
        throw failure(at: item, "\(label): \(words) is required, in it \(item.found)")
      }
    }
    return RankOrder(list)
  }

  private func add(
    _ range: RankRange, to list: inout [Int], _ node: Node, _ label: String, _ room: inout Int
  ) throws(ShardingError) {
    try take(range.count, of: &room, node, label)
    list += stride(from: range.first, through: range.last, by: range.step)
  }

  private func take(_ count: Int, of room: inout Int, _ node: Node, _ label: String)
    throws(ShardingError)
  {
    guard count <= room else {
      throw failure(
        at: node,
        "\(label): the lists of a file have at most \(Self.maximumListedCount) ranks, these have more"
      )
    }
    room -= count
  }

  /// The range that a node is; nil if it is none.
  private func range(_ node: Node, _ label: String) throws(ShardingError) -> RankRange? {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any,
      let range = RankRange(scalar.string)
    else { return nil }
    guard range.first <= range.last else {
      throw failure(
        at: node, "\(label): a range goes from its lowest rank to its highest, \(node.found)")
    }
    guard range.last <= Int32.max else {
      throw failure(at: node, "\(label): ranks must be at most \(Int32.max), \(node.found)")
    }
    return range
  }
}

/// Ranks at equal distances, as the words of lists of processors have them: `8-15`, and `0-12:4` of each fourth.
private struct RankRange {
  let first: Int
  let last: Int
  let step: Int

  var count: Int { (last - first) / step + 1 }

  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int(digits: ends[0].utf8),
      let last = Int(digits: ends[1].utf8)
    else { return nil }
    (self.first, self.last) = (first, last)
    guard parts.count == 2 else {
      step = 1
      return
    }
    guard let step = Int(digits: parts[1].utf8), step > 0 else { return nil }
    self.step = step
  }
}

extension Int {
  /// A decimal number of digits alone, without zeros before it; nil if it is none, or is too large.
  init?(digits: some Collection<UInt8>) {
    guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else {
      return nil
    }
    var value = 0
    for digit in digits {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      guard !overflows, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let (sum, carries) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !carries else { return nil }
      value = sum
    }
    self = value
  }
}
