internal import CMPI

extension Communicator {
  /// As `checked`, for a collective, which waits for the other ranks.
  func awaited(
    _ call: String, _ status: @autoclosure () -> Int32, _ detail: @autoclosure () -> String = ""
  ) throws(MPIError) {
    CallLog.add(call)
    let wait = Wait(for: members)
    let code = status()
    _ = consume wait
    if code != MPIRuntime.success { throw MPIError(call: call, code: code, detail: detail()) }
  }

  /// As `checked`, for a call that waits for rank `peer` of the communicator; beyond its ranks, for any.
  func awaited(
    _ call: String, from peer: Int32, _ status: @autoclosure () -> Int32,
    _ detail: @autoclosure () -> String = ""
  ) throws(MPIError) {
    CallLog.add(call)
    let wait =
      0..<size ~= Int(peer)
      ? Wait(for: members.ranks[Int(peer)]) : Wait(for: members, isCollective: false)
    let code = status()
    _ = consume wait
    if code != MPIRuntime.success { throw MPIError(call: call, code: code, detail: detail()) }
  }

  /// As `checked`, for what some ranks of the communicator do together.
  func awaited(
    _ call: String, among ranks: [Int32], _ status: @autoclosure () -> Int32
  ) throws(MPIError) {
    CallLog.add(call)
    let wait = Wait(for: ranks.map { members.ranks[Int($0)] }.filter { $0 != members.ranks[rank] })
    let code = status()
    _ = consume wait
    if code != MPIRuntime.success { throw MPIError(call: call, code: code) }
  }
}
