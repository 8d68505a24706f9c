import Elements
import Execution
import MPI
import Tensors

/// Ranks make sure that they are about to do the same, before any of them communicates.
///
/// Each list of participants has a history, and what is compared is a hash of all that is in it. On one host the
/// ranks put it into the words that tell where their shards lie, so that what they wait for anyway brings it: a
/// reshard whose first step is one of all participants compares it for nothing, and any other by an exchange of
/// words. Else every participant sends it to the lowest, which answers: two messages for each. So it is the first
/// time too. What is short goes as messages between all of a few ranks, with a tag made of the hash, which compares
/// it for nothing: see `carry`. What moves nothing is compared with what comes next.
///
/// Ranks that differ say what they have called, by messages: all throw the same error, which names the odd
/// ones. One that does not arrive the watchdog names.
final class Agreement {
  private static let textBytes = 8192
  private static let (textTag, verdictTag) = (1, 2)

  let communicator: Communicator
  /// Nil where all goes by messages.
  private let sharing: NodeSharing?
  private var histories: [[Int]: CallHistory] = [:]
  /// The same, by the hashes of their participants.
  private var historiesByMembers: [UInt64: CallHistory] = [:]
  /// By rank: how many calls this one has made with it that messages agreed on, or not.
  private(set) var joint: [UInt64]
  /// What ranks that are further on have said already.
  var early: [Int: HeardPlace] = [:]
  /// What is agreed on only once. Never forgotten, or some ranks would agree again without others.
  private var agreed: Set<String> = []

  init(_ communicator: Communicator, sharing: NodeSharing?) {
    (self.communicator, self.sharing) = (communicator, sharing)
    joint = [UInt64](repeating: 0, count: communicator.size)
  }

  func history(of participants: [Int]) -> CallHistory {
    if let known = histories[participants] { return known }
    let history = CallHistory(participants)
    histories[participants] = history
    historiesByMembers[history.start] = history
    return history
  }

  /// Whether the ranks of the place have agreed since, or found that they differ.
  func isPast(_ place: CallPlace) -> Bool {
    historiesByMembers[place.members].map {
      (place.turn, place.step) < ($0.turn, $0.step)
    } ?? false
  }

  /// All participants have made the same calls.
  func settle(_ history: CallHistory) {
    history.settle()
    pass(history)
  }

  /// What participants say of calls so far is past.
  private func pass(_ history: CallHistory) {
    if case .words = history.way { return }
    for rank in history.participants { joint[rank] += 1 }
  }

  /// Agrees on `call` with `participants`, ascending. A rank that is none of them returns at once.
  ///
  /// - Parameters:
  ///   - onlyOnce: whether it does nothing where they have agreed on `call` so before.
  ///   - place: what is said of ranks that do not arrive; nil for the call.
  /// - Throws: the same `TesseraError.Kind.data` on every participant, if their calls differ.
  func check(
    _ call: String, among participants: [Int], onlyOnce: Bool = false, at place: Place? = nil
  ) throws(TesseraError) {
    if onlyOnce, !agreed.insert(call).inserted { return }
    guard participants.count > 1, participants.contains(communicator.rank) else { return }
    let history = history(of: participants)
    history.add(call, hash: call.stableHash)
    try (place ?? Place(call)).during(call: place == nil ? history.count : 0) {
      () throws(TesseraError) in
      try verify(history)
    }
  }

  /// Compares the history with those of the other participants, which call this together.
  func verify(_ history: CallHistory) throws(TesseraError) {
    let agrees = try translated {
      switch history.way {
      case .words(let node): return try node.agrees(on: history.chain)
      case .messages: return try agreesByMessages(history)
      case .unknown:
        guard try agreesByMessages(history) else { return false }
        var node: SharedMemoryGroup?
        if let sharing, sharing.areTogether(history.participants) {
          node = try sharing.group(history.participants)
        }
        history.way = node.map { .words($0) } ?? .messages
        return true
      }
    }
    if agrees { settle(history) } else { try tell(history) }
  }

  /// A message from each of `ranks`, in any order.
  private func hear(_ ranks: ArraySlice<Int>, _ count: Int, of type: DType, tag: Int)
    throws(MPIError) -> [Int: Request]
  {
    var result: [Int: Request] = [:]
    for rank in ranks {
      result[rank] = try communicator.startReceive(count, of: type, from: rank, tag: tag)
    }
    var pending = result
    let wait = Wait(for: Array(ranks))
    while !pending.isEmpty {
      for (rank, request) in pending where try request.test() != nil {
        pending[rank] = nil
        wait.name(pending.keys.sorted())
      }
    }
    _ = consume wait
    return result
  }

  /// Ranks that were found to differ say what they have called, and hear who is the odd one.
  func tell(_ history: CallHistory) throws(TesseraError) -> Never {
    let text = history.text
    var verdict = try translated {
      try communicator.rank == history.lead ? judge(text, history) : ask(text, history.lead)
    }
    if verdict.isEmpty {
      verdict =
        "\(history.participants.count) ranks have called other things before "
        + (text.split(separator: "\n").last ?? "")
    }
    history.restart()
    pass(history)
    var error = TesseraError(.data, verdict)
    error.isShared = history.participants.count == communicator.size
    error.speaker = history.lead
    throw error
  }

  /// The lead: hears all, and tells all.
  private func judge(_ own: String, _ history: CallHistory) throws(MPIError) -> String {
    let others = history.participants.dropFirst()
    var texts = try hear(others, Self.textBytes, of: .uint8, tag: Self.textTag)
      .mapValues(Text.read)
    texts[communicator.rank] = Text.fitted(own, Self.textBytes)
    let verdict = Text.fitted(CallHistory.verdict(on: texts), Self.textBytes)
    var sends: [Request] = []
    for rank in others { sends.append(try send(verdict, to: rank, tag: Self.verdictTag)) }
    for request in sends { try request.wait() }
    return verdict
  }

  /// The others: tell the lead, and hear its verdict.
  private func ask(_ own: String, _ lead: Int) throws(MPIError) -> String {
    let sent = try send(own, to: lead, tag: Self.textTag)
    let answer = try communicator.startReceive(
      Self.textBytes, of: .uint8, from: lead, tag: Self.verdictTag)
    try answer.wait()
    try sent.wait()
    return Text.read(answer)
  }

  private func send(_ text: String, to rank: Int, tag: Int) throws(MPIError) -> Request {
    try Text.with(text, Self.textBytes) { (bytes: RawSpan) throws(MPIError) in
      try communicator.startSend(bytes, of: .uint8, to: rank, tag: tag)
    }
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
