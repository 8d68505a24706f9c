import Foundation
import Testing

/// Threads for tests that wait for the processes they start. Such a test would else hold one of the threads on which
/// the other tests compute, and there are only as many of those as the machine has processors.
package final class WaitingThreads: TaskExecutor {
  /// For the jobs of the rank tests, which run one after the other: each begins when the one before it has ended.
  static let ofJobs = WaitingThreads(count: 1)
  /// For tests of programs.
  static let ofPrograms = WaitingThreads(count: 2)

  private let queue = OperationQueue()

  private init(count: Int) { queue.maxConcurrentOperationCount = count }

  /// Runs a part of a test when a thread is free.
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { [self] in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
  }
}

/// Runs a suite on the threads of an executor: its tests, and what happens between them, which would else wait for all
/// that computes.
package struct OnWaitingThreads: SuiteTrait, TestScoping {
  let threads: WaitingThreads

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(threads) { try await function() }
  }
}

extension Trait where Self == OnWaitingThreads {
  /// The tests start jobs of the rank tests, one at a time.
  package static var waitingForJobs: Self { Self(threads: .ofJobs) }
  /// The tests start programs, a few at a time.
  package static var waitingForPrograms: Self { Self(threads: .ofPrograms) }
}
