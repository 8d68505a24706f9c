/// How the groups of a step lie: all alike, or in several kinds where the ranks fill their hosts unevenly.
package struct StepSpan: Hashable, Sendable {
  /// Of each kind of group: how it lies as its ranks see it; once where all of them see the same.
  package var kinds: [[GroupSpan]]
  /// By the first rank of a group: its kind, where there are several.
  package var places: [Int: Int] = [:]

  package init(_ span: GroupSpan) { kinds = [[span]] }

  package init() { kinds = [] }

  /// The kind of the group of which `first` is the first rank.
  package func kind(ofGroupAt first: Int) -> Int { places[first] ?? 0 }

  /// The one view of all groups, where there is one.
  package var single: GroupSpan? { kinds.count == 1 && kinds[0].count == 1 ? kinds[0][0] : nil }
}
