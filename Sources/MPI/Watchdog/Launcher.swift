internal import CHost
import Glibc

/// What the launcher says in the environment of each process that it starts, before MPI is.
enum Launcher {
  /// The rank that the launcher gave this process; nil if it was started by hand.
  ///
  /// Of mpirun of Open MPI and of MPICH and its children, and of Slurm's srun with any of its `--mpi=`.
  static var rank: Int? {
    ["OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID"].firstNumber
  }

  /// How many ranks the launcher started; nil if this process was started by hand, or the launcher
  /// says nothing of MPI.
  static var size: Int? {
    if let size = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"].firstNumber { return size }
    return ["PMIX_RANK"].firstNumber.flatMap { _ in ["SLURM_STEP_NUM_TASKS"].firstNumber }
  }

  /// How many of them are on this host, where the launcher says it.
  static var sizeOnHost: Int? {
    ["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"].firstNumber
  }

  /// The ranks that the launcher started on this host, where it numbers them in a row; nil if it does
  /// not tell.
  static var neighbours: Range<Int>? {
    let place = ["OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID"].firstNumber
    guard let rank, let place, let count = sizeOnHost,
      (0..<count).contains(place), (place...Int(Int32.max)).contains(rank)
    else { return nil }
    return (rank - place)..<(rank - place + count)
  }

  /// Whether a launcher started this process: then MPI's world is the launcher's, else a world of one.
  static var hasStarted: Bool { size != nil }

  /// Whether the launcher ends all ranks when one ends with an error before it has started MPI. Open MPI's
  /// does; MPICH's leaves the others waiting in `MPI_Init` for ever.
  static var isWatching: Bool { ["OMPI_COMM_WORLD_RANK"].firstNumber != nil }
}

extension Launcher {
  /// Has the launcher of this host end, although this process is about to be gone, and the job's processes with it.
  ///
  /// With a rank stopped before MPI has started, Open MPI's launcher was seen to stand after another had ended with an
  /// error. So a process of its own gives it some seconds, which it takes on a busy machine too, and then ends it.
  static func seeOff() {
    let launcher = getppid()
    let name = Proc.name(of: launcher).prefix { $0 != "." }
    guard isWatching, let job = JobProcess.Job.own, names.contains(String(name)) else { return }
    let others = JobProcess.all(of: job).values.map(\.process).filter { $0 != getpid() }
    _ = unsafe CHOST_see_off(waitingName, launcher, others, others.count, patience)
  }

  /// The name of the process that waits for the launcher's end. It has the environment of a rank, and is none.
  static let waitingName = "tessera-see-off"

  /// The names of the processes by which Open MPI's launcher starts ranks, on its own host and on others.
  private static let names: Set = ["mpirun", "mpiexec", "orterun", "orted", "prterun", "prted"]

  /// Milliseconds.
  private static let patience: Int32 = 8000
}

extension [String] {
  /// The first of these variables that is there, as a number.
  fileprivate var firstNumber: Int? {
    lazy.compactMap { name in unsafe getenv(name).flatMap { unsafe Int(String(cString: $0)) } }
      .first
  }
}
