import Foundation
import Testing

@testable import Tensors

/// Memory is weighed before it is allocated.
@Suite
struct MemoryRoomTests {
  static let machine = "this machine has"
  static let group = "the control group has"
  static let space = "the limit of the address space (ulimit -v) is"
  static let data = "the limit of data (ulimit -d) is"

  @Test(
    arguments: [
      (MemoryRoom(machine: 100), 100.0, 1, nil),
      (MemoryRoom(machine: 100), 101, 1, machine),
      (MemoryRoom(machine: 100, held: 10), 91, 1, machine),
      (MemoryRoom(machine: 100, held: 10), 61, 4, machine),
      (MemoryRoom(machine: 100, held: 10), 60, 4, nil),
      (MemoryRoom(machine: 100, controlGroup: 50), 60, 1, group),
      (MemoryRoom(machine: 100, controlGroup: 50), 110, 1, group),
      (MemoryRoom(machine: 100, controlGroup: 500), 110, 1, machine),
      (MemoryRoom(machine: 1000, addressSpace: 100), 80, 1, nil),
      (MemoryRoom(machine: 1000, addressSpace: 100), 81, 1, space),
      (MemoryRoom(machine: 1000, addressSpace: 100, mapped: 50), 41, 1, space),
      (MemoryRoom(machine: 1000, addressSpace: 100, mapped: 90, reserved: 80), 60, 1, nil),
      (MemoryRoom(machine: 1000, dataSize: 100, data: 50), 41, 1, data),
      (MemoryRoom(machine: .max, held: .max), 1e300, 8, machine),
    ] as [(MemoryRoom, Double, Int, String?)])
  func `against the tightest bound of the host, then against those of the process`(
    room: MemoryRoom, bytes: Double, processes: Int, bound: String?
  ) {
    #expect(room.shortage(of: bytes, onHost: bytes, processes: processes)?.bound == bound)
  }

  @Test
  func `What the system tells is plausible`() {
    let room = MemoryRoom.now
    #expect(room.machine > 1 << 28)
    #expect(room.held > 0 && room.held < room.machine)
    #expect(room.mapped > room.held)
  }

  @Test(
    arguments: [
      ("0::/a/b\n", ["memory.max": "max", "a/memory.max": "700", "a/b/memory.max": "900"], 700),
      ("0::/a/b\n", ["memory.max": "max", "a/memory.max": "max"], nil),
      ("0::/elsewhere\n", ["memory.max": "5000"], 5000),
      (
        "4:cpu:/x\n7:memory,hugetlb:/x\n",
        [
          "memory/memory.limit_in_bytes": "9223372036854771712",
          "memory/x/memory.limit_in_bytes": "640",
        ], 640
      ),
      ("0::/\n", ["memory.max": "a word"], nil),
      ("no group\n", ["memory.max": "1"], nil),
      ("", [:], nil),
    ] as [(String, [String: String], Int?)])
  func `A control group's limit is the least of those around it, in both of Linux's interfaces`(
    membership: String, files: [String: String], limit: Int?
  ) throws {
    #expect(try Self.inGroup(membership, files) { $0.memoryLimit } == limit)
  }

  @Test(
    arguments: [
      ("0::/a\n", ["cpu.max": "max 100000", "a/cpu.max": "250000 100000"], 2.5),
      ("0::/a\n", ["cpu.max": "100000 100000", "a/cpu.max": "250000 100000"], 1),
      ("0::/\n", ["cpu.max": "max 100000"], nil),
      (
        "4:cpu,cpuacct:/x\n7:memory:/x\n",
        ["cpu/x/cpu.cfs_quota_us": "150000", "cpu/x/cpu.cfs_period_us": "50000"], 3
      ),
      (
        "4:cpu,cpuacct:/x\n",
        ["cpu/x/cpu.cfs_quota_us": "-1", "cpu/x/cpu.cfs_period_us": "100000"], nil
      ),
      ("0::/\n", ["cpu.max": "a word"], nil),
      ("", [:], nil),
    ] as [(String, [String: String], Double?)])
  func `So is its limit of processors`(
    membership: String, files: [String: String], limit: Double?
  ) throws {
    #expect(try Self.inGroup(membership, files) { $0.processorLimit } == limit)
  }

  /// The answer of a group whose files have these texts.
  private static func inGroup<Answer>(
    _ membership: String, _ files: [String: String], _ answer: (ControlGroup) -> Answer
  ) throws -> Answer {
    let folder = FileManager.default.temporaryDirectory.appending(path: "group-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files.merging(["membership": membership], uniquingKeysWith: { $1 }) {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try (text + "\n").write(to: file, atomically: false, encoding: .utf8)
    }
    return answer(
      ControlGroup(
        root: folder.path, membership: folder.appending(path: "membership").path))
  }

  @Test(arguments: [1 << 52, 1 << 60, .max])
  func `What the system cannot give is an error with its size`(_ byteCount: Int) {
    #expect(throws: MemoryError(byteCount: byteCount)) { try Storage(allocating: byteCount) }
  }

  @Test
  func `So is a tensor of as many bytes`() {
    #expect(throws: MemoryError(byteCount: 1 << 52)) {
      try DenseTensor(allocating: [1 << 25, 1 << 24], dtype: .float64)
    }
  }
}
