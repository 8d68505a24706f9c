/// Memory that the other ranks of this host may read.
extension StoragePool {
  /// From now on storages come from an arena that peers can map, where the system permits one.
  ///
  /// Storages that live already stay where they are.
  ///
  /// - Returns: whether there is an arena.
  @discardableResult
  package static func share() -> Bool { state.withLock { $0.share() } }

  /// The number of words of an `address`.
  package static let addressWords = 5

  /// How peers find this process's arena; zeros where there is none.
  package static var address: [UInt64] {
    state.withLock { $0.arena?.address.words }
      ?? [UInt64](repeating: 0, count: addressWords)
  }

  /// Words of this process that peers can look at; nil if there is no arena, or no room in it.
  package static func sharedWords(_ count: Int) -> SharedWords? {
    state.withLock { $0.arena?.words(count) }
  }
}

extension Storage {
  /// Where it starts in this process's arena, in bytes; nil if peers cannot read it.
  package var arenaOffset: Int? { placeInArena < 0 ? nil : placeInArena }
}
