import Glibc

/// How much memory there is for this process, as the system tells it, and how much it holds.
///
/// A system hands out more address space than it has memory, and ends a process that then touches too
/// much. So what a user's sizes decide is weighed before it is allocated.
package struct MemoryRoom: Hashable, Sendable {
  /// Bytes of memory that the machine has, all processes together.
  package var machine: Int
  /// Bytes that the control group of this process may hold, with all its processes; nil for no limit.
  package var controlGroup: Int?
  /// Bytes of address space that this process may have (`ulimit -v`, RLIMIT_AS); nil for no limit.
  package var addressSpace: Int?
  /// Bytes of data that this process may have (`ulimit -d`, RLIMIT_DATA); nil for no limit.
  package var dataSize: Int?
  /// Bytes that this process holds in memory, without mapped files.
  package var held: Int
  /// Bytes of its address space, and of its data.
  package var mapped: Int
  /// The bytes that a process may still have under `ulimit -d`.
  package var data: Int
  /// Bytes of the address space that stand ready for storages already.
  package var reserved: Int

  /// The room under given limits and uses, all in bytes; a limit that is nil does not apply.
  package init(
    machine: Int, controlGroup: Int? = nil, addressSpace: Int? = nil, dataSize: Int? = nil,
    held: Int = 0, mapped: Int = 0, data: Int = 0, reserved: Int = 0
  ) {
    self.machine = machine
    self.controlGroup = controlGroup
    self.addressSpace = addressSpace
    self.dataSize = dataSize
    self.held = held
    self.mapped = mapped
    self.data = data
    self.reserved = reserved
  }
}

extension MemoryRoom {
  /// What holds now. Reads a few small files of the system's; some ten microseconds.
  package static var now: MemoryRoom {
    let status = ProcessStatus()
    return MemoryRoom(
      machine: sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)),
      controlGroup: ControlGroup().memoryLimit, addressSpace: resourceLimit(9),
      dataSize: resourceLimit(2), held: status.held, mapped: status.mapped, data: status.data,
      reserved: StoragePool.reservedBytes)
  }

  /// What held when it was first asked for: limits rarely change.
  private static let first = now

  /// Returns whether this many more bytes are certain to fit, as far as storages tell: the process has no limit,
  /// and half of what the host has is enough. Asks the system nothing, so that a steady state does not wait.
  package static func hasPlenty(for hostBytes: Double, processes: Int) -> Bool {
    guard first.addressSpace == nil, first.dataSize == nil else { return false }
    let statistics = StoragePool.statistics
    let own = Double(statistics.bytesLive) + Double(statistics.bytesKept)
    let host = Double(min(first.machine, first.controlGroup ?? .max))
    return 2 * (hostBytes + Double(processes) * own) <= host
  }

  /// RLIMIT_DATA is 2 and RLIMIT_AS 9 on Linux; Swift imports them as an enumeration without names.
  private static func resourceLimit(_ number: UInt32) -> Int? {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(number), &limit) == 0 else { return nil }
    return Int(exactly: limit.rlim_cur)
  }
}

extension MemoryRoom {
  /// A bound that is exceeded.
  package struct Shortage: Hashable, Sendable {
    /// Which one: `this machine has`, `the limit of the address space (ulimit -v) is`.
    package let bound: String
    /// The bytes that there are.
    package let bytes: Int
    /// What this process, or all of the host, hold already.
    package let held: Int
    /// Whether it bounds all processes of the host together.
    package let isOfHost: Bool
  }

  /// The bound that new bytes exceed; nil if they fit.
  ///
  /// In floating point: on many virtual ranks the sum may exceed every integer.
  ///
  /// - Parameters:
  ///   - bytes: what this process is to hold more.
  ///   - hostBytes: what all processes of the job on this host are to hold more, with this one.
  ///   - processes: how many these are; each is taken to hold already what this one does.
  package func shortage(of bytes: Double, onHost hostBytes: Double, processes: Int = 1) -> Shortage?
  {
    let (all, isMore) = held.multipliedReportingOverflow(by: max(1, processes))
    let heldOnHost = isMore ? Int.max : all
    let shared = [("this machine has", machine as Int?), ("the control group has", controlGroup)]
    for (bound, limit) in shared.sorted(by: { ($0.1 ?? .max) < ($1.1 ?? .max) }) {
      guard let limit, hostBytes + Double(heldOnHost) > Double(limit) else { continue }
      return Shortage(bound: bound, bytes: limit, held: heldOnHost, isOfHost: true)
    }
    // A block takes up to a quarter more of the address space than was asked for.
    let fresh = 1.25 * bytes
    if let addressSpace, fresh - Double(reserved) + Double(mapped) > Double(addressSpace) {
      return Shortage(
        bound: "the limit of the address space (ulimit -v) is", bytes: addressSpace, held: mapped,
        isOfHost: false)
    }
    if let dataSize, fresh - Double(reserved) + Double(data) > Double(dataSize) {
      return Shortage(
        bound: "the limit of data (ulimit -d) is", bytes: dataSize, held: data, isOfHost: false)
    }
    return nil
  }
}

/// What Linux tells of this process in `/proc/self/status`; zeros elsewhere.
private struct ProcessStatus {
  var (held, mapped, data) = (0, 0, 0)

  init() {
    for line in SystemText.lines(of: "/proc/self/status") {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count >= 2, let kibibytes = Int(words[1]) else { continue }
      switch words[0] {
      case "RssAnon:", "RssShmem:": held += kibibytes << 10
      case "VmSize:": mapped = kibibytes << 10
      case "VmData:": data = kibibytes << 10
      default: break
      }
    }
  }
}
