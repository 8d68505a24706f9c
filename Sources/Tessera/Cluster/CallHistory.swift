import Execution

/// What some ranks have called together, as one of them knows it.
final class CallHistory {
  /// Ascending.
  let participants: [Int]
  /// How many calls they have made since they were last found to differ, from when on no two may have made as many.
  private(set) var count = 0
  /// A hash of all of them, in their order, since they were last found to differ.
  private(set) var chain: UInt64
  /// How often they were found to differ, and how often to agree since.
  private(set) var (turn, step): (UInt64, UInt64) = (0, 0)
  /// Those of which this rank does not know yet that the others have made the same.
  private(set) var unverified: [(number: Int, call: String)] = []
  var way = Way.unknown
  /// The calls, by hash, that the ranks have agreed on before, so that they know all groups that these need. Never
  /// forgotten, as no rank may take another for new.
  private var known: Set<UInt64> = []

  /// How the ranks find out whether they agree.
  enum Way {
    /// It is the first time.
    case unknown
    /// By messages.
    case messages
    /// By words that they share on their host.
    case words(SharedMemoryGroup)
  }

  /// Calls that move nothing are not checked before so many are to be, or one that does move something.
  static let mostUnverified = 32
  /// So many ranks may send each other messages, each to each.
  static let mostDirect = 8

  /// A hash of the participants.
  let start: UInt64

  init(_ participants: [Int]) {
    self.participants = participants
    start = "\(participants)".stableHash
    chain = start
  }

  /// The rank that hears all, and tells all.
  var lead: Int { participants[0] }

  /// The ranks' own words.
  var node: SharedMemoryGroup? { if case .words(let node) = way { node } else { nil } }

  /// - Parameter hash: of the call.
  func add(_ call: String, hash: UInt64) {
    count += 1
    chain = (chain ^ hash) &* 0x100_0000_01b3
    unverified.append((count, call))
  }

  /// Whether all have agreed on the call before.
  func knows(_ hash: UInt64) -> Bool { known.contains(hash) }

  /// All have agreed on the call.
  func learn(_ hash: UInt64) { known.insert(hash) }

  /// All have made the same calls.
  func settle() {
    step += 1
    unverified.removeAll(keepingCapacity: true)
  }

  /// Whether what is short goes from each rank to each.
  var isDirect: Bool {
    if case .messages = way { participants.count <= Self.mostDirect } else { false }
  }

  /// They have not, and know it now: they begin anew.
  func restart() {
    settle()
    (turn, step, count) = (turn + 1, 0, 0)
    chain = start
  }

  /// The calls that are not verified, a line each.
  var text: String {
    unverified.map { "call \($0.number) of these ranks: \($0.call)" }.joined(separator: "\n")
  }

  /// Empty if all calls are the same; else it names the ranks that differ from most, in the first call in which
  /// any does.
  ///
  /// - Parameter texts: by rank.
  static func verdict(on texts: [Int: String]) -> String {
    let lists = texts.mapValues { $0.split(separator: "\n").map(String.init) }
    let longest = lists.values.map(\.count).max() ?? 0
    for index in 0..<longest {
      let calls = lists.compactMapValues { $0.indices.contains(index) ? $0[index] : $0.last }
      let verdict = oddOnes(calls)
      if !verdict.isEmpty { return verdict }
    }
    return ""
  }

  private static func oddOnes(_ calls: [Int: String]) -> String {
    let groups = Dictionary(grouping: calls.keys, by: { calls[$0] ?? "" })
      .mapValues { $0.sorted() }
      .sorted { ($1.value.count, $0.value[0]) < ($0.value.count, $1.value[0]) }
    guard groups.count > 1, let most = groups.first else { return "" }
    let odd = groups.dropFirst().map { call, ranks in
      "\(names(ranks)) \(ranks.count > 1 ? "are" : "is") at \(call)"
    }
    return odd.joined(separator: "; ")
      + "; but \(names(most.value)) \(most.value.count > 1 ? "are" : "is") at \(most.key)"
  }

  /// `rank 2`, `ranks 0, 1`.
  private static func names(_ ranks: [Int]) -> String {
    "rank\(ranks.count > 1 ? "s" : "") " + ranks.map(String.init).joined(separator: ", ")
  }
}
