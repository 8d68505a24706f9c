import Elements
import MPI
import Resharding
import Tensors

/// Ranks make sure that they are about to do the same, before any of them communicates.
///
/// Every participant sends its lowest rank what it is about to call, and that rank answers all with
/// its verdict: two messages of a fixed size for each. A rank that calls something else is named on
/// every rank, and one that does not arrive in time is named too, instead of a hang.
final class Agreement {
  private static let callBytes = 2048
  private static let verdictBytes = 8192
  private static let (callTag, verdictTag) = (1, 2)

  private let communicator: Communicator
  private let timeout: Duration
  /// How many calls each set of participants has made.
  private var counts: [[Int]: Int] = [:]
  /// What is agreed on only once. Never forgotten, or some ranks would agree again without others.
  private var agreed: Set<String> = []

  init(_ communicator: Communicator, timeout: Duration) {
    self.communicator = communicator
    self.timeout = timeout
  }

  /// Agrees on `call` with `participants`, ascending. A rank that is none of them returns at once.
  ///
  /// - Parameters:
  ///   - onlyOnce: whether it does nothing where they have agreed on `call` so before.
  ///   - waiting: what is said of ranks that do not arrive, and how much longer this one waits for them;
  ///     nil for the call, and for no longer.
  /// - Throws: the same `TesseraError.Kind.data` on every participant, if their calls differ.
  func check(
    _ call: String, among participants: [Int], onlyOnce: Bool = false,
    waiting: (for: String, patience: Duration)? = nil
  ) throws(TesseraError) {
    if onlyOnce, !agreed.insert(call).inserted { return }
    let rank = communicator.rank
    guard participants.count > 1, participants.contains(rank), let lead = participants.first else {
      return
    }
    let count = counts[participants, default: 0] + 1
    counts[participants] = count
    let signed = "call \(count) of these ranks: \(call)"
    let verdict = try translated {
      try rank == lead
        ? judge(signed, participants.dropFirst(), waiting)
        : ask(signed, lead, participants, waiting)
    }
    guard verdict.isEmpty else {
      var error = TesseraError(.data, verdict)
      error.isShared = participants.count == communicator.size
      error.speaker = lead
      throw error
    }
  }

  /// The lead: hears all, and tells all.
  private func judge(
    _ own: String, _ others: ArraySlice<Int>, _ waiting: (for: String, patience: Duration)?
  ) throws(MPIError) -> String {
    var pending: [Int: Request] = [:]
    for rank in others {
      pending[rank] = try communicator.startReceive(
        Self.callBytes, of: .uint8, from: rank, tag: Self.callTag)
    }
    var calls = [communicator.rank: Text.fitted(own, Self.callBytes)]
    let deadline = ContinuousClock.now + timeout + (waiting?.patience ?? .zero)
    while !pending.isEmpty {
      for (rank, request) in pending where try request.test() != nil {
        calls[rank] = Text.read(request)
        pending[rank] = nil
      }
      if !pending.isEmpty, ContinuousClock.now > deadline {
        giveUp(on: pending.keys.sorted(), waiting?.for ?? own)
      }
    }
    let verdict = Self.verdict(on: calls)
    var sends: [Request] = []
    for rank in others {
      sends.append(
        try Text.with(verdict, Self.verdictBytes) { (bytes: RawSpan) throws(MPIError) in
          try communicator.startSend(bytes, of: .uint8, to: rank, tag: Self.verdictTag)
        })
    }
    for request in sends { _ = try request.wait() }
    return verdict
  }

  /// The others: tell the lead, and hear its verdict.
  private func ask(
    _ own: String, _ lead: Int, _ participants: [Int],
    _ waiting: (for: String, patience: Duration)?
  ) throws(MPIError) -> String {
    let sent = try Text.with(own, Self.callBytes) { (bytes: RawSpan) throws(MPIError) in
      try communicator.startSend(bytes, of: .uint8, to: lead, tag: Self.callTag)
    }
    let answer = try communicator.startReceive(
      Self.verdictBytes, of: .uint8, from: lead, tag: Self.verdictTag)
    // The lead is to speak first, then the rank after it; the others wait longer, each for itself.
    let turn = participants.firstIndex(of: communicator.rank) ?? 0
    let patience = Duration.milliseconds(turn == 1 ? 1000 : 2000 + 50 * turn)
    let deadline = ContinuousClock.now + timeout + patience + (waiting?.patience ?? .zero)
    while try answer.test() == nil {
      if ContinuousClock.now > deadline { giveUp(on: [lead], waiting?.for ?? own) }
    }
    _ = try sent.wait()
    return Text.read(answer)
  }

  /// Ends the job for the sake of ranks that did not arrive at `place`.
  func giveUp(on missing: [Int], _ place: String) -> Never {
    let seconds =
      Double(timeout.components.seconds) + Double(timeout.components.attoseconds) * 1e-18
    Cluster.end(
      TesseraError(
        .environment,
        "\(Self.names(missing)) did not arrive within \(seconds) s at \(place)"))
  }

  /// Empty if all calls are the same; else it names the ranks that differ from most.
  private static func verdict(on calls: [Int: String]) -> String {
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

/// Text in a buffer of a fixed size.
private enum Text {
  /// `text`, or so much of it as fits, with a hash of the whole.
  static func fitted(_ text: String, _ size: Int) -> String {
    guard text.utf8.count > size - 1 else { return text }
    let tail = "… (hash \(String(text.stableHash, radix: 16)))"
    return String(decoding: text.utf8.prefix(size - 1 - tail.utf8.count), as: UTF8.self) + tail
  }

  static func with<R>(_ text: String, _ size: Int, _ body: (RawSpan) throws(MPIError) -> R)
    throws(MPIError) -> R
  {
    let bytes = Array(fitted(text, size).utf8.prefix(size - 1))
    let padded = bytes + [UInt8](repeating: 0, count: size - bytes.count)
    return try DenseTensor(padded, shape: [size]).storage.withBytes(0..<size, body)
  }

  static func read(_ request: Request) -> String {
    String(decoding: request.contents.prefix { $0 != 0 }, as: UTF8.self)
  }
}
