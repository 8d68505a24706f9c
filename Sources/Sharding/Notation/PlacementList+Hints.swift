import Elements

/// What other systems write, and what is written for it here.
extension PlacementList {
  /// The placement that a text of another system means: `Shard(0)`, `Shard(dim=0)`, `Replicate()`,
  /// `Partial("sum")`, `s(0)`, `S0`; nil if none can be guessed.
  static func meant(at scanner: NotationScanner) -> String? {
    var scanner = scanner
    let word = scanner.word().lowercased()
    switch word {
    case "r", "replicate", "replicated": return "R"
    case "s", "shard", "sharded":
      guard scanner.skip("(") else { return "S(0)" }
      var probe = scanner
      if probe.word() == "dim", probe.skip("=") { scanner = probe }
      return "S(\((try? scanner.number("")) ?? 0))"
    case "p", "partial":
      guard scanner.skip("(") else { return "P(sum)" }
      _ = scanner.skip("\"") || scanner.skip("'")
      return "P(\((ReduceOp(rawValue: scanner.word().lowercased()) ?? .sum).rawValue))"
    default:
      guard word.first == "s", let dim = Int(word.dropFirst()), dim >= 0 else { return nil }
      return "S(\(dim))"
    }
  }

  /// A tensor dim. One counted from the end is told how it is counted here.
  static func dim(from scanner: inout NotationScanner) throws(ShardingError) -> Int {
    let column = scanner.column()
    var probe = scanner
    guard probe.skip("-"), let back = try? probe.number(""), (1...64).contains(back) else {
      return try scanner.number("a tensor dim")
    }
    throw scanner.failure(
      "expected a tensor dim, counted from 0, found '-\(back)'; of a tensor of \(back + 1) dims it is "
        + "S(1)", column: column)
  }
}
