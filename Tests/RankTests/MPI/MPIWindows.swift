import Elements
import MPI
import Testing

extension Ranks {
  @Suite struct MPIWindows {
    @Test(arguments: Table.names)
    func `ranks read each other's segments, also empty ones`(name: String) throws {
      let host = try Table.communicator(name).splitShared()
      func byteCount(_ rank: Int) -> Int { rank % 3 * 100 }
      let window = try SharedWindow(on: host, byteCount: byteCount(host.rank))
      for round in 0..<3 {
        window.withMutableBytes(of: host.rank) { bytes in
          for index in 0..<bytes.byteCount {
            bytes.storeBytes(
              of: UInt8(truncatingIfNeeded: 7 * host.rank + index + round), toByteOffset: index,
              as: UInt8.self)
          }
        }
        try window.fence()
        for peer in 0..<host.size {
          #expect(window.byteCount(of: peer) == byteCount(peer))
          let sums = window.withBytes(of: peer) { bytes in
            (0..<bytes.byteCount).allSatisfy {
              unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
                == UInt8(truncatingIfNeeded: 7 * peer + $0 + round)
            }
          }
          #expect(sums, "segment of rank \(peer)")
        }
        try window.fence()
      }
      try window.free()
      #expect(window.byteCount(of: 0) == 0)
    }
  }
}
