import Elements
import Execution
import MPI
import Tensors

/// Ranks of several hosts tell each other at which call they are, by messages.
///
/// Each sends it to the lowest of them, the lead, and waits for its answer. A short exchange is one message from each
/// rank to each anyway, with a tag made of all that the ranks have called: it waits for these alone. Where what it waits
/// for does not come, a rank tells every other at which call it is, and listens to them: no two ranks that are at
/// different calls wait for each other for ever.
extension Agreement {
  private static let (askTag, answerTag, placeTag, noticeTag, firstOwnTag) = (3, 4, 5, 6, 64)
  /// A rank that has waited for so long tells the others at which call it is.
  private static let patience = Duration.milliseconds(20)
  private static let tidied: UInt64 = 16

  /// Carries out a short exchange with the other participants, which call this together.
  ///
  /// - Throws: the same `TesseraError.Kind.data` on every participant, if their calls differ.
  func carry(_ run: DirectExchange.UnderWay, _ history: CallHistory) throws(TesseraError) {
    let agrees = try translated { () throws(MPIError) in
      let own = CallPlace(history)
      let tags = UInt64(Communicator.tagUpperBound - Self.firstOwnTag)
      try run.start(
        over: communicator, tag: Self.firstOwnTag + Int(own.hash % tags), with: peers(of: history))
      return try watch(own, history) { (awaited: inout [Int]) throws(MPIError) in
        if try run.hasArrived() { return true }
        awaited = run.awaited
        return nil
      }
    }
    if agrees { settle(history) } else { try tell(history) }
  }

  /// One message from each to the lead, and its answer: its own where all are the same.
  func agreesByMessages(_ history: CallHistory) throws(MPIError) -> Bool {
    let (own, lead) = (CallPlace(history), history.lead)
    guard communicator.rank == lead else {
      let sent = try send(own, to: lead, tag: Self.askTag)
      let agrees = try watch(own, history) { (awaited: inout [Int]) throws(MPIError) in
        awaited = [lead]
        return try received(from: lead, tag: Self.answerTag).map { $0 == own }
      }
      if agrees { try sent.wait() }
      return agrees
    }
    var (unheard, areAlike) = (peers(of: history), true)
    let isAnswered = try watch(own, history) { (awaited: inout [Int]) throws(MPIError) in
      for peer in unheard {
        guard let theirs = try received(from: peer, tag: Self.askTag) else { continue }
        if theirs != own { areAlike = false }
        unheard.removeAll { $0 == peer }
      }
      awaited = unheard
      return unheard.isEmpty ? true : nil
    }
    guard isAnswered else { return false }
    let answer = areAlike ? own : own.opposite
    for peer in peers(of: history) { try send(answer, to: peer, tag: Self.answerTag).wait() }
    return areAlike
  }

  private func peers(of history: CallHistory) -> [Int] {
    history.participants.filter { $0 != communicator.rank }
  }

  /// Waits until `verdict` has one. Where that takes long among a few ranks, finds out by the way whether all are at the
  /// same call.
  ///
  /// - Parameter verdict: says which ranks are waited for, as long as it has none.
  /// - Returns: it; false where any rank is at another call.
  private func watch(
    _ own: CallPlace, _ history: CallHistory,
    until verdict: (inout [Int]) throws(MPIError) -> Bool?
  ) throws(MPIError) -> Bool {
    // What ranks have told that waited for this one before.
    if history.isDirect, history.step % Self.tidied == 0 {
      for peer in peers(of: history) { _ = try place(of: peer, keeping: true) }
    }
    var awaited: [Int] = []
    if let early = try verdict(&awaited) { return early }
    let wait = Wait(for: awaited)
    let began = ContinuousClock.now
    var (looks, named, isComparing) = (0, awaited, false)
    var sends: [Request] = []
    while true {
      if let late = try verdict(&awaited) {
        for request in sends { try request.wait() }
        _ = consume wait
        return late
      }
      looks += 1
      guard looks % 64 == 0 else { continue }
      if awaited != named {
        wait.name(awaited)
        named = awaited
      }
      if isComparing {
        if try hearsOfOdds(own, history) { return false }
      } else if history.isDirect, ContinuousClock.now - began > Self.patience {
        isComparing = true
        for peer in peers(of: history) {
          sends.append(try send(own, to: peer, tag: Self.placeTag))
        }
      }
    }
  }

  /// Whether a rank is at another call than this one: all that take part come to know it.
  private func hearsOfOdds(_ own: CallPlace, _ history: CallHistory) throws(MPIError) -> Bool {
    let (peers, lead) = (peers(of: history), history.lead)
    if lead != communicator.rank, try isNoticed(lead) { return true }
    for peer in peers {
      // Who is further on was here before.
      guard let theirs = try place(of: peer), theirs != own else { continue }
      if communicator.rank == lead {
        for peer in peers { try send(own, to: peer, tag: Self.noticeTag).wait() }
      } else {
        // Or its answer, where it has heard of all by now.
        let wait = Wait(for: lead)
        while try !isNoticed(lead), try received(from: lead, tag: Self.answerTag) == nil {}
        _ = consume wait
      }
      return true
    }
    return false
  }

  private func isNoticed(_ lead: Int) throws(MPIError) -> Bool {
    try received(from: lead, tag: Self.noticeTag) != nil
  }

  /// At which call `peer` has said that it is; nil where it has not, or is further on than this rank.
  ///
  /// - Parameter keeping: whether it is only looked at, and what is left of calls before is forgotten.
  private func place(of peer: Int, keeping: Bool = false) throws(MPIError) -> CallPlace? {
    while true {
      var known = early.removeValue(forKey: peer)
      if known == nil { known = try message(from: peer, tag: Self.placeTag) }
      guard let heard = known else { return nil }
      if heard.joint < joint[peer] { continue }
      guard keeping || heard.joint > joint[peer] else { return heard.place }
      early[peer] = heard
      return nil
    }
  }

  private func send(_ place: CallPlace, to peer: Int, tag: Int) throws(MPIError) -> Request {
    let words = DenseTensor(place.words + [joint[peer]], shape: [CallPlace.count + 1])
    return try words.storage.withBytes(words.byteRange) { (bytes: RawSpan) throws(MPIError) in
      try communicator.startSend(bytes, of: .uint64, to: peer, tag: tag)
    }
  }

  /// What has come; nil where there is nothing but what is left of calls before.
  private func received(from peer: Int, tag: Int) throws(MPIError) -> CallPlace? {
    while let heard = try message(from: peer, tag: tag) {
      if !isPast(heard.place) { return heard.place }
    }
    return nil
  }

  private func message(from peer: Int, tag: Int) throws(MPIError) -> HeardPlace? {
    guard try communicator.probe(from: peer, tag: tag) != nil else { return nil }
    let request = try communicator.startReceive(
      CallPlace.count + 1, of: .uint64, from: peer, tag: tag)
    try request.wait()
    return HeardPlace(request)
  }
}

/// What a rank has said of where it is.
struct HeardPlace {
  let place: CallPlace
  /// How many calls it has made together with the rank that it says so to.
  let joint: UInt64

  fileprivate init(_ request: Request) {
    let bytes = request.contents
    let words = stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    (place, joint) = (CallPlace(Array(words.dropLast())), words[CallPlace.count])
  }
}

/// At which call a rank is.
struct CallPlace: Equatable {
  /// Who takes part; how often they have differed before; on how much they have agreed since; and a hash of all that
  /// they have called since.
  let (members, turn, step, chain): (UInt64, UInt64, UInt64, UInt64)

  static let count = 4

  init(_ history: CallHistory) {
    self.init([history.start, history.turn, history.step, history.chain])
  }

  fileprivate init(_ words: [UInt64]) {
    (members, turn, step, chain) = (words[0], words[1], words[2], words[3])
  }

  var words: [UInt64] { [members, turn, step, chain] }

  /// The same, with another hash.
  var opposite: CallPlace { CallPlace([members, turn, step, ~chain]) }

  /// Of all of it.
  var hash: UInt64 {
    words.reduce(0) { hash, word in
      let mixed = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
      return mixed ^ mixed >> 32
    }
  }
}
