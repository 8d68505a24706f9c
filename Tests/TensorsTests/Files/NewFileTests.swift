import Foundation
import Glibc
import Testing

@testable import Tensors

/// New files.
@Suite struct NewFileTests {
  /// What processes leave that are killed while they write.
  private static var prefix: String { ".tessera-\(ProcessInfo.processInfo.hostName)-" }

  @Test
  func `A failure leaves the old file, and nothing beside it`() throws {
    let scratch = try Scratch()
    let path = try scratch.file("old".utf8)
    let found = #expect(throws: FileError.Problem.self) {
      try NewFile.write(to: path) { (file) throws(FileError.Problem) in
        try unsafe file.append(Array("ne".utf8).span.bytes)
        throw .unnamed
      }
    }
    #expect(found == .unnamed)
    #expect(try scratch.bytes("file") == Array("old".utf8))
    #expect(try scratch.names() == ["file"])
  }

  @Test
  func `The unfinished file has a name that nobody can guess, another one each time`() throws {
    let scratch = try Scratch()
    var seen: Set<String> = []
    for _ in 0..<3 {
      try NewFile.write(to: scratch.path("a")) { (_) throws(FileError.Problem) in
        let names = (try? scratch.names()) ?? []
        seen.formUnion(names.filter { $0.hasPrefix(Self.prefix) && $0.hasSuffix(".part") })
      }
    }
    #expect(seen.count == 3 && seen.allSatisfy { $0.utf8.count > Self.prefix.utf8.count + 16 })
    #expect(try scratch.names() == ["a"])
  }

  @Test
  func `A link stays, and the file that it leads to is replaced whole`() throws {
    let scratch = try Scratch()
    let files = FileManager.default
    for (link, target) in [("l", "a"), ("ll", "l"), ("dangling", "b")] {
      try files.createSymbolicLink(atPath: scratch.path(link), withDestinationPath: target)
    }
    try NewFile.write("one", to: scratch.path("a"))
    let before = try files.attributesOfItem(atPath: scratch.path("a"))[.systemFileNumber] as? Int
    try NewFile.write("two", to: scratch.path("ll"))
    let after = try files.attributesOfItem(atPath: scratch.path("a"))[.systemFileNumber] as? Int
    #expect(try scratch.bytes("a") == Array("two".utf8) && before != after)
    try NewFile.write("three", to: scratch.path("dangling"))
    #expect(try scratch.bytes("b") == Array("three".utf8))
    #expect(try files.destinationOfSymbolicLink(atPath: scratch.path("l")) == "a")
    #expect(try scratch.names() == ["a", "b", "dangling", "l", "ll"])
    try files.createSymbolicLink(atPath: scratch.path("loop"), withDestinationPath: "loop")
    let found = problem { () throws(FileError) in try NewFile.write("", to: scratch.path("loop")) }
    #expect(found == .system(call: "open", code: ELOOP))
  }

  @Test
  func `A file that is replaced keeps its permissions`() throws {
    let scratch = try Scratch()
    let path = try scratch.file([])
    for mode in [0o600, 0o640, 0o755] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      try NewFile.write("new", to: path)
      let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(found as? Int == mode)
    }
  }

  @Test
  func `A name as long as the file system takes, and one that is empty`() throws {
    let scratch = try Scratch()
    let name = String(repeating: "n", count: 255)
    try NewFile.write("", to: scratch.path(name))
    #expect(try scratch.names() == [name])
    let error = #expect(throws: FileError.self) { try NewFile.write("", to: "") }
    #expect(error?.description == "'': the name of a file is required, it is empty")
    #expect(problem { () throws(FileError) in try NpyFile("") } == .unnamed)
  }

  @Test
  func `What a process left that is gone is removed; what belongs to one that lives stays`() throws
  {
    let scratch = try Scratch()
    let mine = ["\(Self.prefix)dead.part", "\(Self.prefix)alive.part"]
    let others = [".tessera-another-host-1.part", "\(Self.prefix)1.txt", "x.part", ".tessera"]
    for name in mine + others { _ = try scratch.file([1], name: name) }
    // A lock of another open file is that of another process.
    let alive = unsafe open(scratch.path(mine[1]), O_RDONLY)
    defer { close(alive) }
    #expect(flock(alive, LOCK_EX) == 0)
    try NewFile.write("", to: scratch.path("a"))
    #expect(try scratch.names() == ([mine[1], "a"] + others).sorted())
  }

  @Test
  func `What is no plain file is written as it is`() throws {
    let scratch = try Scratch()
    let made = unsafe mkfifo(scratch.path("pipe"), 0o600)
    #expect(made == 0)
    let reader = unsafe open(scratch.path("pipe"), O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try NewFile.write("through", to: scratch.path("pipe"))
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe read(reader, &bytes, bytes.count)
    #expect(count == 7)
    // Of a file that is open the descriptor is meant.
    let path = try scratch.file("before ".utf8)
    let open = unsafe Glibc.open(path, O_WRONLY | O_APPEND)
    defer { close(open) }
    try NewFile.write("after", to: "/proc/self/fd/\(open)")
    try NewFile.write("wards", to: "/dev/fd/\(open)")
    #expect(try scratch.bytes("file") == Array("before afterwards".utf8))
  }
}
