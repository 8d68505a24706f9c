// What the launcher says in the environment of each process that it starts, before MPI is.
extension MPIRuntime {
  /// The rank that the launcher gave this process; nil if it was started by hand.
  ///
  /// Of mpirun of Open MPI and of MPICH and its children, and of Slurm's srun with any of its `--mpi=`.
  package static var launchedRank: Int? { Launcher.rank }

  /// How many ranks the launcher started; nil if this process was started by hand, or the launcher
  /// says nothing of MPI.
  package static var launchedSize: Int? { Launcher.size }

  /// How many of them are on this host, where the launcher says it.
  package static var launchedSizeOnHost: Int? { Launcher.sizeOnHost }

  /// The ranks that the launcher started on this host, where it numbers them in a row; nil if it does
  /// not tell.
  package static var launchedNeighbours: Range<Int>? { Launcher.neighbours }

  /// Whether a launcher started this process: then MPI's world is the launcher's, else a world of one.
  package static var isUnderLauncher: Bool { Launcher.hasStarted }

  /// Whether the launcher ends all ranks when one ends with an error before it has started MPI. Open MPI's
  /// does; MPICH's leaves the others waiting in `MPI_Init` for ever.
  package static var isLauncherWatching: Bool { Launcher.isWatching }
}
