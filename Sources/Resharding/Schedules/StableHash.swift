extension String {
  /// A hash that is the same in every process: FNV-1a (Fowler, Noll and Vo 1991).
  ///
  /// O(length).
  package var stableHash: UInt64 {
    utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension Phase {
  /// What tells the exchange from others of its group: of blocks, and of elements of `type`.
  package func call(_ type: String) -> UInt64 {
    "\(type)\(exchange.shape) \(exchange.from) -> \(exchange.to)".stableHash
  }
}
