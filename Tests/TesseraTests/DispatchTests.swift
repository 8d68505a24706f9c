import Tessera
import Testing

/// Calls that were seen before: with one rank in the process they take a shorter way than with four.
@Suite struct DispatchTests {
  private func values(_ tensor: DistTensor) throws -> [Double] {
    let full = try #require(try tensor.full())
    return full.converted(to: .float64).values(as: Double.self)
  }

  @Test func `attributes of 0 and -0 are two calls`() throws {
    let cluster = Cluster.virtual(1)
    let zero = try DistTensor(
      DenseTensor([-0.0] as [Float], shape: [1]), attr: .replicated(on: .single(0)), on: cluster)
    for filling in [0.0, -0.0, 0.0] {
      let padded = try DistTensor.apply(
        "pad", [.one(zero)], ["paddings": .ints([0, 1]), "pad_value": .double(filling)])
      #expect(try values(padded[0])[1].sign == filling.sign)
    }
    #expect(AttributeValue.double(.nan) == .double(.nan))
    #expect(AttributeValue.doubles([0]) != .doubles([-0.0]))
  }

  @Test(arguments: [1, 4])
  func `A call that was seen before gives the same again`(ranks: Int) throws {
    let cluster = Cluster.virtual(ranks)
    let mesh = try ProcessMesh(shape: [ranks])
    let x = try DistTensor(fill: .iota, shape: [6], "S(0)", on: mesh, in: cluster)
    let y = try DistTensor(fill: .iota, shape: [6], dtype: .int32, "S(0)", on: mesh, in: cluster)
    for _ in 0..<3 {
      #expect(try values(x + x) == [0, 2, 4, 6, 8, 10])
      #expect(try values(x * x) == [0, 1, 4, 9, 16, 25])
      #expect(try values(-x) == [0, -1, -2, -3, -4, -5])
      #expect(try (x + y).dtype == .float32)
      #expect(try (y + y).dtype == .int32)
      #expect(try (x + x).attr == x.attr)
    }
  }

  @Test(arguments: [1, 4])
  func `Attributes and lists tell calls of the same tensors apart`(ranks: Int) throws {
    let cluster = Cluster.virtual(ranks)
    let mesh = try ProcessMesh(shape: [ranks])
    let x = try DistTensor(fill: .iota, shape: [2, 3], "R", on: mesh, in: cluster)
    for _ in 0..<2 {
      #expect(try x.reshape([3, 2]).shape == [3, 2])
      #expect(try x.reshape([6]).shape == [6])
      let once = try cluster.apply("concat", [.list([x, x])], ["axis": .int(0)])
      let thrice = try cluster.apply("concat", [.list([x, x, x, x])], ["axis": .int(0)])
      #expect(once[0].shape == [4, 3] && thrice[0].shape == [8, 3])
      #expect(try cluster.apply("add", [.one(x), .one(x)])[0].shape == [2, 3])
    }
  }

  @Test(arguments: [1, 4])
  func `A call that was seen before is traced and refused as the first one is`(ranks: Int) throws {
    let cluster = Cluster.virtual(ranks)
    let mesh = try ProcessMesh(shape: [ranks])
    let x = try DistTensor(fill: .iota, shape: [6], "S(0)", on: mesh, in: cluster)
    let partial = try DistTensor(fill: .iota, shape: [6], "P(max)", on: mesh, in: cluster)
    for _ in 0..<2 {
      _ = try x + x
      let (_, trace) = try Trace.record { try -(x + x) }
      #expect(trace.entries.map(\.op) == ["add", "neg"])
      #expect(trace.entries[0].inputs == ["f32[6]{S(0)}", "f32[6]{S(0)}"])
      #expect(trace.entries[0].outputs == ["f32[6]{S(0)}"])
      if ranks > 1 {
        let error = #expect(throws: TesseraError.self) {
          try forbidImplicitReshard { try x + partial }
        }
        #expect(error?.kind == .usage)
      }
      #expect(try values(x + partial) == [0, 2, 4, 6, 8, 10])
    }
  }
}
