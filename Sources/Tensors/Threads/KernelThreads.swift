internal import CHost
import Glibc
import Synchronization

/// The threads on which the kernels of this process compute.
///
/// A kernel whose tensors are large cuts its work into pieces of a result, each of which one thread computes. An
/// element's value does not depend on the piece that it is in, so the bits are the same for every number of threads.
/// Kernels cut up functions of each element, conversions, copies, functions of rows (softmax, norms, cross entropy),
/// reductions that keep a dim, matrix products, convolutions that are not unfolded, pooling, attention, draws and optimizer
/// steps.
package enum KernelThreads {
  /// The most threads that a kernel computes on, with the one that calls it.
  ///
  /// It is 1 unless the environment variable `TESSERA_THREADS` says otherwise, or a cluster is started on processors that
  /// its rank does not share.
  package static var count: Int {
    get { chosen.load(ordering: .relaxed) }
    set {
      precondition(newValue > 0, "\(newValue) threads")
      isSet.store(true, ordering: .relaxed)
      chosen.store(newValue, ordering: .relaxed)
    }
  }

  private static let chosen = Atomic<Int>(((try? requested()) ?? nil) ?? 1)
  /// Whether somebody has said how many.
  private static let isSet = Atomic<Bool>(((try? requested()) ?? nil) != nil)

  /// What `TESSERA_THREADS` asks for; nil if it is not set.
  package static func requested() throws(Refusal) -> Int? {
    guard let setting = unsafe getenv("TESSERA_THREADS") else { return nil }
    let text = unsafe String(cString: setting)
    guard !text.isEmpty else { return nil }
    guard let count = Int(text), (1...1024).contains(count) else { throw Refusal(setting: text) }
    return count
  }

  /// A setting of `TESSERA_THREADS` that is no number of threads.
  package struct Refusal: Error, CustomStringConvertible {
    let setting: String

    package var description: String {
      "TESSERA_THREADS: a number from 1 to 1024 is required, not '\(setting)'"
    }
  }

  /// Has kernels use this process's share of the processors, unless somebody has said how many threads.
  ///
  /// - Parameter processes: those of the job on this host.
  package static func share(among processes: Int) {
    if !isSet.load(ordering: .relaxed) {
      chosen.store(share(of: processors, among: processes), ordering: .relaxed)
    }
  }

  static func share(of processors: Int, among processes: Int) -> Int {
    max(1, processors / max(1, processes))
  }

  /// The processors that the system lets this process use: those that it may run on, and in a container no more than
  /// its share of time comes to.
  static var processors: Int {
    let allowed = Int(CHOST_processors())
    guard let quota = ControlGroup().processorLimit else { return allowed }
    return max(1, min(allowed, Int(quota.rounded(.up))))
  }
}

extension KernelThreads {
  /// As much work as is worth a piece of its own: some ten microseconds, in elements.
  static let leastWork = 1 << 15

  /// Calls `body` once with each number below `pieces`, on several threads, and returns when all calls have.
  static func run(_ pieces: Int, _ body: (Int) -> Void) {
    let threads = count
    guard pieces > 1, threads > 1 else {
      for piece in 0..<pieces { body(piece) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var body = body
      unsafe withUnsafeMutablePointer(to: &body) { context in
        unsafe CHOST_run_pieces(
          { context, piece in
            unsafe context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(piece)
          }, context, pieces, Int32(clamping: threads))
      }
    }
  }

  /// Calls `body` with ranges that together are `0..<extent`, on several threads where it is much work.
  ///
  /// - Parameters:
  ///   - work: what one index costs, in elements.
  ///   - least: the least length of a range, unless there is only one.
  @inline(__always)
  static func forEachRange(
    of extent: Int, work: Int, least: Int = 1, _ body: (Range<Int>) -> Void
  ) {
    let most = count
    guard most > 1, extent > least,
      extent.multipliedReportingOverflow(by: work).partialValue >= 2 * leastWork
    else { return body(0..<extent) }
    inRanges(of: extent, work: work, least: least, most, body)
  }

  @inline(never)
  private static func inRanges(
    of extent: Int, work: Int, least: Int, _ threads: Int, _ body: (Range<Int>) -> Void
  ) {
    // Four for each thread, since one may be held up.
    let pieces = max(1, min(4 * threads, extent / least, extent * work / leastWork))
    run(pieces) { piece in
      let (start, end) = (piece * extent / pieces, (piece + 1) * extent / pieces)
      body(start..<end)
    }
  }
}
