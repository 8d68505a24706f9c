import Elements
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("0", 0), ("512", 512), ("512B", 512), ("64MiB", 64 << 20), ("64 MiB", 64 << 20),
    ("1.5GiB", 3 << 29), ("4.0 KiB", 4096), ("0.3KiB", 307), ("8191PiB", 8191 << 50),
  ])
  func `a size is read`(text: String, bytes: Int) {
    #expect(ByteCount(parsing: text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "B", "MiB", "-1", "+1", "1MB", "1.5", "1.5B", ".5KiB", "1.KiB", "1.2.3KiB", "8192PiB",
    "1e3",
    "9223372036854775808", "64mib", "64 MiB ",
  ])
  func `what is no size is refused`(text: String) {
    #expect(ByteCount(parsing: text) == nil)
  }

  @Test(arguments: [
    (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
    (4 << 30, "4.0 GiB"), ((1 << 20) - 1, "1.0 MiB"), (1_047_000, "1022.5 KiB"),
    (Int.max, "8192.0 PiB"), (-2048, "-2.0 KiB"),
  ])
  func `a size is readable`(bytes: Int, text: String) {
    #expect("\(ByteCount(bytes))" == text)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"),
    (12.3456, 3, "12.346"),
    (9.9999, 2, "10.00"), (2.5, 0, "3"), (.infinity, 1, "inf"), (1e300, 1, "1e+300"),
  ])
  func `a number has so many digits`(number: Double, digits: Int, text: String) {
    #expect(number.fixed(digits) == text)
  }

  static let table = TextTable(
    [
      "case", .init("received", of: .allRanks), .init("time", of: .slowestRank, in: "µs"), "note",
      "way",
    ],
    [
      ["a, \"b\"", .bytes(4096), .microseconds(1.5e-6), .none, "-"],
      ["c", .bytes(3), .microseconds(12e-6), .count(7), "mpi"],
    ])

  @Test func `columns are aligned, numbers to the right, with whose numbers they are above`() {
    #expect(
      Self.table.lines == [
        "        all ranks  slowest rank", "case     received       time µs  note  way",
        "a, \"b\"    4.0 KiB          1.50     -  -", "c             3 B         12.00     7  mpi",
      ])
  }

  @Test func `CSV has exact numbers`() {
    #expect(
      Self.table.csv == """
        case,all_ranks_received_bytes,slowest_rank_time_us,note,way
        "a, ""b""\",4096,1.500,,-
        c,3,12.000,7,mpi

        """)
  }
}
