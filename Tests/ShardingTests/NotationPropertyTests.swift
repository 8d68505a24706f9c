import Elements
import Testing

@testable import Sharding

/// The notation, on random attributes.
@Suite
struct NotationPropertyTests {
  @Test(arguments: seeds)
  func `printed and parsed gives the attribute back`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let named = Bool.random(using: &generator)
      let mesh = try generator.mesh(named: named ? "m" : nil)
      let meshes = named ? [mesh, try ProcessMesh(shape: [3], name: "other")] : [mesh]
      let shape = generator.shape()
      let attr = try generator.attr(on: mesh, shape: shape)
      #expect(try TensorDistAttr(parsing: attr.description, on: meshes) == attr)
      let dtype = DType.allCases.filter { dtype in
        attr.placements.allSatisfy { $0.reduceOp.map(dtype.carries) ?? true }
      }.randomElement(using: &generator)
      guard let dtype else { continue }
      let spec = try TensorSpec(dtype: dtype, shape: shape, attr: attr)
      #expect(try TensorSpec(parsing: spec.description, on: meshes) == spec)
    }
  }

  @Test(arguments: seeds)
  func `parsed from damaged text is either refused or printed as it was understood`(seed: UInt64)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let mesh = try generator.mesh(named: "m")
      let attr = try generator.attr(on: mesh, shape: [3, 5])
      var text = Array(attr.description)
      let index = Int.random(in: 0..<text.count, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: text.remove(at: index)
      case 1: text.insert("RSP(){}:,#@01/%+ é".randomElement(using: &generator)!, at: index)
      default: text.swapAt(index, text.count - 1)
      }
      guard let read = try? TensorDistAttr(parsing: String(text), on: [mesh]) else { continue }
      #expect(try TensorDistAttr(parsing: read.description, on: [mesh]) == read)
    }
  }
}
