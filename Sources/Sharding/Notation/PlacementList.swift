import Elements

/// What a list of placements says, before it is known on which mesh: `S(0)#1,S(0:2,1)#0,P(sum)@grid`.
struct PlacementList {
  var placements: [Placement] = []
  /// For each placement the number after `#`, if there is one.
  var turns: [Int?] = []
  /// For each placement how it cuts, where it is said.
  var pieces: [Cut?] = []
  /// For each placement the column where it starts.
  var columns: [Int] = []
  /// The name after `@`, if there is one.
  var meshName: String?
  /// The column of the name, or of where it would be.
  var meshColumn = 0

  /// Reads `[placement {"," placement}] ["@" name]`, and leaves what follows to the caller.
  init(from scanner: inout NotationScanner) throws(ShardingError) {
    if let next = scanner.peek(), next != "@", next != "}" {
      repeat { try append(from: &scanner) } while scanner.skip(",")
    }
    meshColumn = scanner.column()
    if scanner.skip("@") {
      meshColumn = scanner.column()
      let name = scanner.word(allowing: ProcessMesh.nameMarks)
      guard !name.isEmpty else { throw scanner.unexpected("the name of a mesh") }
      meshName = name
    }
  }

  private mutating func append(from scanner: inout NotationScanner) throws(ShardingError) {
    columns.append(scanner.column())
    var probe = scanner
    var cut: Cut?
    var turn: Int?
    switch probe.word() {
    case "R":
      scanner = probe
      placements.append(.replicate)
    case "P":
      scanner = probe
      placements.append(.partial(try Self.reduceOp(from: &scanner)))
    case "S":
      scanner = probe
      try scanner.require("(")
      let dim = try Self.dim(from: &scanner)
      cut = try Self.cut(from: &scanner)
      placements.append(.shard(dim))
      if scanner.skip("#") { turn = try scanner.number("a turn in the shard order") }
    default:
      throw scanner.unexpected("a placement, R, S(dim) or P(op)", hint: Self.meant(at: scanner))
    }
    pieces.append(cut)
    turns.append(turn)
  }

  /// What follows the tensor dim: `)`, `:2,1)`, `/3)`, `%64)` or `%64+1)`.
  private static func cut(from scanner: inout NotationScanner) throws(ShardingError) -> Cut? {
    let cut: Cut
    if scanner.skip(":") {
      cut = .sizes(try scanner.numbers("the size of a piece"))
      try scanner.require(")", or: "','")
    } else if scanner.skip("/") {
      cut = .parts(try scanner.number("the number of parts"))
      try scanner.require(")")
    } else if scanner.skip("%") {
      let block = try scanner.number("the length of a block")
      let isMoved = scanner.skip("+")
      let source = isMoved ? try scanner.number("the coordinate of the first block") : 0
      try scanner.require(")", or: isMoved ? nil : "'+'")
      cut = .cyclic(block: block, source: source)
    } else {
      try scanner.require(")", or: "':', '/', '%'")
      return nil
    }
    return cut
  }

  private static func reduceOp(from scanner: inout NotationScanner) throws(ShardingError)
    -> ReduceOp
  {
    try scanner.require("(")
    var probe = scanner
    guard let op = ReduceOp(rawValue: probe.word()) else {
      let names = ReduceOp.allCases.map(\.rawValue).joined(separator: " ")
      throw scanner.unexpected("a reduce op, one of \(names)")
    }
    scanner = probe
    try scanner.require(")")
    return op
  }
}

extension PlacementList {
  /// The turns where a shard order is given, nil if none is.
  ///
  /// - Throws: where one mesh dim of a co-shard gives `#` and another does not.
  func cutOrder(in scanner: NotationScanner) throws(ShardingError) -> [Int]? {
    for index in placements.indices {
      guard let dim = placements[index].shardDim, turns[index] == nil else { continue }
      let others = placements.indices.filter { placements[$0] == .shard(dim) && turns[$0] != nil }
      guard let other = others.first else { continue }
      throw scanner.failure(
        "expected '#' and a turn after the shard of tensor dim \(dim), as the one at column "
          + "\(columns[other]) has it, found none",
        column: columns[index])
    }
    guard turns.contains(where: { $0 != nil }) else { return nil }
    var order = turns.map { $0 ?? 0 }
    // Tensor dims whose shards give no turn keep the mesh dims' own order.
    var counts: [Int: Int] = [:]
    for index in placements.indices {
      guard let dim = placements[index].shardDim, turns[index] == nil else { continue }
      order[index] = counts[dim, default: 0]
      counts[dim, default: 0] += 1
    }
    return order
  }
}
