internal import CMPI
import Glibc
import Synchronization

/// Start-up, inquiry and end of MPI in this process (MPI 3.1, chapter 8 and section 12.4).
public enum MPIRuntime {
  private struct State {
    var level: ThreadLevel?
    var world: Communicator?
  }

  private static let state = Mutex(State())
  /// Whether MPI has started; and whether it is about to end, or the job is, so that nothing more is asked of it.
  private static let hasStarted = Atomic<Bool>(false)
  private static let isEnding = Atomic<Bool>(false)

  /// What calls return that went well.
  static let success = MPI_SUCCESS

  /// Starts MPI, once; later calls return the level that the first one got.
  ///
  /// Errors of MPI come back as `MPIError` from then on, instead of ending the job. When the process
  /// ends by `exit` or by returning from `main`, MPI is finalized, which waits for the other ranks: a
  /// rank that gives up while others work calls `abort`. Without mpirun the process is a world of one.
  ///
  /// - Parameter threads: the level to ask for, `.serialized` or `.multiple`; the library may give
  ///   less or more.
  /// - Returns: the level that MPI gives.
  /// - Throws: `MPIError` if MPI does not start, or gives less than `.serialized`: Swift's
  ///   concurrency promises no thread.
  /// - Source: `MPI_Init_thread`, MPI 3.1, section 12.4.3. Collective over all ranks of the job.
  @discardableResult
  public static func start(threads: ThreadLevel = .multiple) throws(MPIError) -> ThreadLevel {
    try Place("the start of MPI").during { () throws(MPIError) in try begin(threads) }
  }

  private static func begin(_ threads: ThreadLevel) throws(MPIError) -> ThreadLevel {
    try state.withLock { state throws(MPIError) -> ThreadLevel in
      if let level = state.level { return level }
      var given: Int32 = 0
      if isStarted {
        try unsafe checked("MPI_Query_thread", MPI_Query_thread(&given))
      } else {
        let wait = Wait(for: .next(Array(0..<(launchedSize ?? 1))))
        let code = unsafe MPI_Init_thread(nil, nil, threads.code, &given)
        _ = consume wait
        try checked("MPI_Init_thread", code)
      }
      let returning = "MPI_Comm_set_errhandler"
      try checked(returning, CMPI_Comm_return_errors(CMPI_COMM_WORLD()))
      try checked(returning, CMPI_Comm_return_errors(CMPI_COMM_SELF()))
      atexit { MPIRuntime.finalizeAtExit() }
      Leaving.prepare()
      let level = ThreadLevel(code: given)
      try require(
        level >= .serialized, "MPI_Init_thread", .other,
        "thread level serialized or multiple is required, the library gives \(level)")
      Communicator.readLargestTag()
      let world = try Communicator(CMPI_COMM_WORLD(), isOwned: false)
      let launched = launchedSize ?? 1
      try require(
        world.size > 1 || launched == 1, "MPI_Init_thread", .other,
        "the launcher started \(launched) ranks, of which \(library) sees one only: mpirun and the library "
          + "that the program loads are to be of one MPI")
      Watchdog.note(rank: world.rank)
      hasStarted.store(true, ordering: .releasing)
      state.world = world
      state.level = level
      return level
    }
  }

  /// The communicator of all ranks of the job.
  static var world: Communicator? { state.withLock { $0.world } }

  /// Whether `start` has succeeded and MPI has not ended: then there is a world to communicate in.
  public static var isRunning: Bool { isStarted && !isFinalized && world != nil }

  /// Whether MPI was started in this process, here or elsewhere (`MPI_Initialized`, section 8.7).
  public static var isStarted: Bool {
    var flag: Int32 = 0
    return unsafe MPI_Initialized(&flag) == MPI_SUCCESS && flag != 0
  }

  /// Whether MPI has ended in this process (`MPI_Finalized`, section 8.7).
  public static var isFinalized: Bool {
    var flag: Int32 = 0
    return unsafe MPI_Finalized(&flag) == MPI_SUCCESS && flag != 0
  }

  /// Ends MPI; nothing of this module may be used after. Does nothing where MPI does not run.
  /// Collective over all ranks. `start` has it called at exit (`MPI_Finalize`, section 8.7).
  ///
  /// The ranks wait for each other before it: where one is in `MPI_Finalize` while another aborts, Open
  /// MPI 4.1's mpirun may crash or hang.
  public static func finalize() throws(MPIError) {
    guard isStarted, !isFinalized else { return }
    guard let world else { return try checked("MPI_Finalize", MPI_Finalize()) }
    try Place("the end of the program").during { () throws(MPIError) in
      try Leaving.meet(world)
      isEnding.store(true, ordering: .releasing)
      try world.awaited("MPI_Finalize", MPI_Finalize())
      Leaving.begin()
    }
  }

  private static func finalizeAtExit() {
    // MPICH's MPI_Abort may leave by exit.
    guard !isEnding.load(ordering: .acquiring) else { return }
    do throws(MPIError) {
      try finalize()
    } catch {
      let text = "error: \(error)\n"
      _ = unsafe write(STDERR_FILENO, text, text.utf8.count)
    }
  }

  /// Ends the whole job, all ranks, at once (`MPI_Abort`, section 8.7). Where MPI does not run, ends
  /// this process.
  ///
  /// - Parameter code: the exit code of the job.
  public static func abort(code: Int32) -> Never {
    letGo()
    isEnding.store(true, ordering: .releasing)
    if isStarted, !isFinalized { _ = CMPI_Abort(CMPI_COMM_WORLD(), code) }
    exit(code)
  }

  /// Ends the whole job from a thread beside the one that MPI may be waiting on, within half a second.
  ///
  /// While MPI starts or ends, `MPI_Abort` is not to be called, or hangs; then the launcher, which sees that
  /// this process has ended, ends the others, also such as are stopped.
  package static func endBeside(code: Int32) -> Never {
    let isAtWork = hasStarted.load(ordering: .acquiring) && !isEnding.load(ordering: .acquiring)
    isEnding.store(true, ordering: .releasing)
    exitSoon.store(Int(code), ordering: .releasing)
    var thread = pthread_t()
    _ = unsafe pthread_create(
      &thread, nil,
      { _ in
        usleep(400_000)
        _exit(Int32(MPIRuntime.exitSoon.load(ordering: .acquiring)))
      }, nil)
    letGo()
    if isAtWork { _ = CMPI_Abort(CMPI_COMM_WORLD(), code) }
    _exit(code)
  }

  /// Writes what this process has to say. MPICH's launcher drops what it has not read yet when a job ends, so it
  /// gets a tenth of a second.
  private static func letGo() {
    fflush(nil)
    if !library.hasPrefix("Open MPI") { usleep(100_000) }
  }

  /// The code with which `endBeside` ends, should what it tries not return.
  private static let exitSoon = Atomic<Int>(0)
}
