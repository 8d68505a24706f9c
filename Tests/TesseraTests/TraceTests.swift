import Tessera
import Testing

@Suite struct TraceTests {
  @Test
  func `A trace tells each op's placements, the reshards it needed, and the totals`() throws {
    let cluster = Cluster.virtual(4)
    let mesh = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"])
    let x = try DistTensor(fill: .iota, shape: [4, 4], "S(0),R", on: mesh, in: cluster)
    let y = try DistTensor(fill: .iota, shape: [4, 4], "S(1),R", on: mesh, in: cluster)
    let (_, trace) = try Trace.record { try (x + y).exp() }
    #expect(trace.entries.map(\.op) == ["add", "exp"])
    #expect(trace.entries[0].moves.map(\.collectives) == [["all-to-all"]])
    #expect(trace.entries[1].moves.isEmpty)
    #expect(trace.totals.map(\.collective) == ["all-to-all"])
    #expect(trace.description.contains("all-to-all: 1, 64 B"), "\(trace)")
    #expect(try trace.json().contains("\"bytes_received\" : 64"))
  }

  @Test
  func `A reshard of several collectives tells the bytes of each`() throws {
    let cluster = Cluster.virtual(2)
    let mesh = try ProcessMesh(shape: [2])
    let x = try DistTensor(fill: .iota, shape: [4, 4], "P(max)", on: mesh, in: cluster)
    let y = try DistTensor(fill: .iota, shape: [4, 4], "P(sum)", on: mesh, in: cluster)
    let (sum, trace) = try Trace.record { try x + y }
    let steps = trace.entries[0].moves.flatMap(\.steps)
    let totals = trace.totals
    #expect(totals.reduce(0) { $0 + $1.count } == steps.count)
    for total in totals {
      let own = steps.filter { $0.collective == total.collective }
      #expect(total.count == own.count)
      #expect(total.bytes == own.reduce(0) { $0 + $1.bytesReceived })
    }
    #expect(steps.contains { $0.bytesReceived > 0 })
    #expect(try sum.sum().item() == 240)
  }

  @Test
  func `Where implicit reshards are forbidden, an op says what it wanted; what is free is done`()
    throws
  {
    let cluster = Cluster.virtual(4)
    let mesh = try ProcessMesh(shape: [2, 2])
    let x = try DistTensor(fill: .iota, shape: [4, 4], "S(0),R", on: mesh, in: cluster)
    let y = try DistTensor(fill: .iota, shape: [4, 4], "S(1),R", on: mesh, in: cluster)
    let whole = try DistTensor(fill: .iota, shape: [4, 4], "R,R", on: mesh, in: cluster)
    let error = #expect(throws: TesseraError.self) { try forbidImplicitReshard { try x + y } }
    #expect(error?.kind == .usage && error?.message.contains("add: input") == true)
    let sum = try forbidImplicitReshard { try x + whole }
    #expect(sum.attr.description == "S(0),R")
  }

  @Test
  func `Tensors on different meshes are refused, with the call that would move one`() throws {
    let cluster = Cluster.virtual(4)
    let one = try ProcessMesh(shape: [2], ranks: [0, 1], name: "one")
    let two = try ProcessMesh(shape: [2], ranks: [2, 3], name: "two")
    let x = try DistTensor(fill: .iota, shape: [4], "S(0)", on: one, in: cluster)
    let y = try DistTensor(fill: .iota, shape: [4], "S(0)", on: two, in: cluster)
    let error = #expect(throws: TesseraError.self) { try x + y }
    #expect(error?.message.contains("resharded(to:") == true)
  }
}
