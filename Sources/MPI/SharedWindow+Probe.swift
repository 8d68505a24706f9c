extension SharedWindow {
  /// Whether each rank of a host reads what the others wrote into their parts of a shared window.
  /// Collective; one byte a rank.
  public static func works(on host: Communicator) throws(MPIError) -> Bool {
    let window = try SharedWindow(on: host, byteCount: 1)
    window.withMutableBytes(of: host.rank) { (bytes: inout MutableRawSpan) in
      unsafe bytes.address().storeBytes(of: UInt8(truncatingIfNeeded: host.rank), as: UInt8.self)
    }
    try window.fence()
    let agrees = (0..<host.size).allSatisfy { rank in
      window.withBytes(of: rank) { bytes in
        unsafe bytes.address.load(as: UInt8.self) == UInt8(truncatingIfNeeded: rank)
      }
    }
    try window.fence()
    try window.free()
    return agrees
  }
}
