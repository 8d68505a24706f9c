import Elements
import MPI
import Tensors

extension Cluster {
  /// Runs `body` on every rank, and throws on all of them if it throws on any: the error of the
  /// lowest rank that has one. Collective over the whole job: 8 bytes from each rank to each other,
  /// and the message if there is one. Where ranks check, one that does not arrive is named.
  public func together<R>(_ body: () throws -> R) throws(TesseraError) -> R {
    let outcome: Result<R, TesseraError>
    do { outcome = .success(try body()) } catch { outcome = .failure(TesseraError(error)) }
    guard case .processes(_, let communicator, let agreement) = backing else {
      return try outcome.get()
    }
    if options.checksAgreement {
      try agreement.check("a step of all ranks", among: Array(0..<size))
    }
    var failure: TesseraError?
    if case .failure(let error) = outcome { failure = error }
    if var first = try translated({ try firstFailure(failure, communicator) }) {
      first.isShared = true
      throw first
    }
    return try outcome.get()
  }

  private func firstFailure(_ own: TesseraError?, _ communicator: Communicator) throws(MPIError)
    -> TesseraError?
  {
    // Of each rank: the kind (0 where all is well) and the length of its message.
    let text = Array((own?.message ?? "").utf8)
    let all = try gather([own?.exitCode ?? 0, Int32(clamping: text.count)], communicator)
    guard let root = (0..<communicator.size).first(where: { all[2 * $0] != 0 }) else { return nil }
    let message = DenseTensor(zeros: [Int(all[2 * root + 1])], dtype: .uint8)
    if root == communicator.rank { message.copy(from: DenseTensor(text, shape: message.shape)) }
    try message.storage.withMutableBytes(message.byteRange) {
      (bytes: inout MutableRawSpan) throws(MPIError) in
      try communicator.broadcast(&bytes, of: .uint8, root: root)
    }
    return TesseraError(
      TesseraError.Kind(rawValue: all[2 * root]) ?? .software,
      String(decoding: message.values(as: UInt8.self), as: UTF8.self))
  }

  /// Every rank's numbers, one rank's after the other's.
  private func gather<T: TensorElement>(_ numbers: [T], _ communicator: Communicator)
    throws(MPIError) -> [T]
  {
    let own = DenseTensor(numbers, shape: [numbers.count])
    let all = DenseTensor(shape: [numbers.count * communicator.size], dtype: own.dtype)
    try own.storage.withBytes(own.byteRange) { (send: RawSpan) throws(MPIError) in
      try all.storage.withMutableBytes(all.byteRange) {
        (receive: inout MutableRawSpan) throws(MPIError) in
        try communicator.allGather(send, into: &receive, of: own.dtype)
      }
    }
    return all.values(as: T.self)
  }

  /// Every rank's numbers, by rank, on every rank. Each gives as many. Collective over the whole job.
  public func gathered(_ numbers: [Int]) throws(TesseraError) -> [[Int]] {
    guard case .processes(_, let communicator, _) = backing else { return [numbers] }
    let all = try translated { try gather(numbers.map(Int64.init), communicator) }
    return (0..<communicator.size).map { rank in
      all[rank * numbers.count..<(rank + 1) * numbers.count].map(Int.init)
    }
  }

  /// Returns when every rank has called it.
  public func barrier() throws(TesseraError) {
    guard case .processes(_, let communicator, _) = backing else { return }
    try translated { try communicator.barrier() }
  }
}
