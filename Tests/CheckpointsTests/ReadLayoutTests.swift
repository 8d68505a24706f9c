import CheckpointCases
import Checkpoints
import Elements
import ReshardCases
import Sharding
import Tessera
import Testing

/// Who reads what, on jobs of several hosts.
@Suite struct ReadLayoutTests {
  private func layout(
    _ placements: String, _ mesh: [Int], hosts: [Int], _ shape: [Int] = [16, 8]
  ) throws -> ReadLayout {
    let target = try TensorDistAttr(parsing: placements, on: [try ProcessMesh(shape: mesh)])
    return ReadLayout(target, shape: shape, hosts: hosts, sharing: .host)
  }

  @Test func `ranks of a host share the reading, hosts do not`() throws {
    // Two hosts of four ranks.
    let hosts = [0, 0, 0, 0, 4, 4, 4, 4]
    let cases: [(String, [Int], String, String)] = [
      ("R", [8], "R,S(0)", "R,R"),
      ("R,R", [2, 4], "R,S(0)", "R,R"),
      ("S(0),R", [2, 4], "S(0),S(0)", "S(0),R"),
      ("R,S(0)", [2, 4], "R,S(0)", "R,S(0)"),
      ("R,S(1)", [4, 2], "R,S(0),S(1)", "R,R,S(1)"),
      ("P(sum)", [8], "P(sum),S(0)", "P(sum),P(sum)"),
    ]
    for (placements, mesh, read, received) in cases {
      let found = try layout(placements, mesh, hosts: hosts)
      #expect("\(found.read)" == read && "\(found.received)" == received, "\(placements) \(found)")
    }
    // One host: its ranks share all.
    #expect("\(try layout("R", [8], hosts: [Int](repeating: 0, count: 8)).read)" == "S(0)")
    // A host for each rank: each reads all.
    #expect("\(try layout("R", [8], hosts: Array(0..<8)).read)" == "R")
    // Hosts of different sizes: all ranks share.
    #expect("\(try layout("R", [8], hosts: [0, 0, 0, 3, 3, 3, 3, 3]).read)" == "S(0)")
    // Fewer elements than ranks.
    #expect("\(try layout("R", [8], hosts: hosts, [3]).read)" == "R,S(0)")
    #expect("\(try layout("R", [8], hosts: hosts, []).read)" == "R,R")
  }

  @Test func `no host reads an element twice, and each rank gets what it wants`() throws {
    let seed = Seed.drawn(part: 0x4ead)
    for number in 0..<400 {
      var generator = SeededGenerator(seed: seed &+ UInt64(number))
      let ranks = Int.random(in: 1...12, using: &generator)
      let perHost = Int.random(in: 1...4, using: &generator)
      // In rows, in turns, or anyhow.
      let hosts = (0..<ranks).map { rank in
        switch number % 3 {
        case 0: rank / perHost
        case 1: rank % perHost
        default: Int.random(in: 0..<perHost, using: &generator)
        }
      }
      let mesh = ProcessMesh.random(below: ranks, using: &generator)
      let shape = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        [0, 1, 2, 3, 5, 8, 13].randomElement(using: &generator)!
      }
      let target = TensorDistAttr.random(on: mesh, shape: shape, dtype: .float32, using: &generator)
      let layout = ReadLayout(target, shape: shape, hosts: hosts, sharing: .host)
      for rank in mesh.ranks {
        #expect(
          layout.received.box(of: rank, shape: shape) == target.box(of: rank, shape: shape),
          "seed \(seed), case \(number)")
      }
      if shape.isEmpty { continue }
      var read: [Int: [Box]] = [:]
      for rank in mesh.ranks {
        guard let box = layout.read.box(of: rank, shape: shape), !box.isEmpty else { continue }
        for other in read[hosts[rank], default: []] {
          #expect(other.intersection(box) == nil, "seed \(seed), case \(number): \(target)")
        }
        read[hosts[rank], default: []].append(box)
      }
    }
  }
}
