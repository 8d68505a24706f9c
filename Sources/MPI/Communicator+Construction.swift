internal import CMPI

// Constructors of communicators: MPI 3.1, section 6.4.2.
extension Communicator {
  /// Parts the ranks by `color`; within a part they are ordered by `key`, then by rank.
  ///
  /// - Parameter color: zero or more; nil leaves this rank out.
  /// - Returns: the part that this rank is in, nil if it is in none.
  /// - Source: `MPI_Comm_split`. Collective; a few bytes from each rank to each.
  public func split(color: Int?, key: Int = 0) throws(MPIError) -> Communicator? {
    let call = "MPI_Comm_split"
    guard let key = Int32(exactly: key), let color = Int32(exactly: color ?? Int(MPI_UNDEFINED))
    else { throw MPIError(call: call, .argument, "color and key are to fit 32 bits") }
    var made = CMPIComm()
    try unsafe awaited(call, CMPI_Comm_split(handle, color, key, &made))
    return CMPI_Comm_is_null(made) ? nil : try Communicator(made, isOwned: true)
  }

  /// The ranks that share memory with this one, in the order of their ranks: one host's.
  ///
  /// - Source: `MPI_Comm_split_type` with `MPI_COMM_TYPE_SHARED`. Collective.
  public func splitShared() throws(MPIError) -> Communicator {
    var made = CMPIComm()
    try unsafe awaited(
      "MPI_Comm_split_type",
      CMPI_Comm_split_shared(handle, Int32(rank), &made))
    return try Communicator(made, isOwned: true)
  }

  /// The same ranks with a context of their own: no message of one meets a receive of the other.
  ///
  /// - Source: `MPI_Comm_dup`. Collective.
  public func duplicate() throws(MPIError) -> Communicator {
    var made = CMPIComm()
    try unsafe awaited("MPI_Comm_dup", CMPI_Comm_dup(handle, &made))
    return try Communicator(made, isOwned: true)
  }

  /// The communicator of `ranks` in that order. Only they call it. It is made once for each list and
  /// kept for as long as this communicator; the list of all ranks in order gives this one.
  ///
  /// - Throws: class `.group` where a rank is named twice or this rank not at all, `.rank` where one
  ///   does not exist.
  /// - Source: `MPI_Comm_create_group`, a collective of the members; nothing at the second time.
  public func subgroup(_ ranks: [Int]) throws(MPIError) -> Communicator {
    let call = "MPI_Comm_create_group"
    if let kept = subgroups.withLock({ $0[ranks] }) { return kept }
    if ranks == Array(0..<size) { return self }
    for rank in ranks { _ = try peer(rank, call) }
    try require(
      Set(ranks).count == ranks.count, call, .group, "a rank stands twice in \(ranks)")
    try require(ranks.contains(rank), call, .group, "this rank, \(rank), is not in \(ranks)")
    let made = try create(ranks.map { Int32($0) })
    subgroups.withLock { $0[ranks] = made }
    return made
  }

  private func create(_ ranks: [Int32]) throws(MPIError) -> Communicator {
    var (all, part) = (CMPIGroup(), CMPIGroup())
    try unsafe checked("MPI_Comm_group", CMPI_Comm_group(handle, &all))
    try unsafe checked("MPI_Group_incl", CMPI_Group_incl(all, Int32(ranks.count), ranks, &part))
    var made = CMPIComm()
    try unsafe awaited(
      "MPI_Comm_create_group", among: ranks, CMPI_Comm_create_group(handle, part, 0, &made))
    try unsafe checked("MPI_Group_free", CMPI_Group_free(&part))
    try unsafe checked("MPI_Group_free", CMPI_Group_free(&all))
    return try Communicator(made, isOwned: true)
  }
}
