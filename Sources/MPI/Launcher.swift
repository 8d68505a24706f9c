import Glibc

extension MPIRuntime {
  /// The rank that Open MPI's launcher gave this process, known before MPI is started; nil where it
  /// was started by hand.
  public static var launchedRank: Int? {
    guard let text = unsafe getenv("OMPI_COMM_WORLD_RANK") else { return nil }
    return unsafe Int(String(cString: text))
  }
}
