import MPI
import Tensors

extension Cluster {
  /// Runs `body` on every rank. If it throws on any rank, all ranks throw the error of the lowest one.
  /// Collective over the whole job: each rank sends 8 bytes to each other one, and the message of an error.
  /// If ranks check, they name a rank that does not arrive.
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

  private func firstFailure(_ own: TesseraError?, _ communicator: Communicator) throws
    -> TesseraError?
  {
    // Of each rank: the kind (0 where all is well) and the length of its message.
    let text = Array((own?.message ?? "").utf8)
    let all = try communicator.gathered([own?.exitCode ?? 0, Int32(clamping: text.count)])
    guard let root = (0..<communicator.size).first(where: { all[$0][0] != 0 }) else { return nil }
    let message = DenseTensor(zeros: [Int(all[root][1])], dtype: .uint8)
    if root == communicator.rank { message.copy(from: DenseTensor(text, shape: message.shape)) }
    try message.storage.withMutableBytes(message.byteRange) {
      (bytes: inout MutableRawSpan) throws(MPIError) in
      try communicator.broadcast(&bytes, of: .uint8, root: root)
    }
    return TesseraError(
      TesseraError.Kind(rawValue: all[root][0]) ?? .software,
      String(decoding: message.values(as: UInt8.self), as: UTF8.self))
  }

  /// Gathers the numbers of every rank on every rank, by rank. All ranks give equally many. Collective over the
  /// whole job.
  public func gathered(_ numbers: [Int]) throws(TesseraError) -> [[Int]] {
    guard case .processes(_, let communicator, _) = backing else { return [numbers] }
    return try translated { try communicator.gathered(numbers.map(Int64.init)) }
      .map { $0.map(Int.init) }
  }

  /// Waits until every rank has called it.
  public func barrier() throws(TesseraError) {
    guard case .processes(_, let communicator, _) = backing else { return }
    try translated { try communicator.barrier() }
  }
}
