import CostModel
import Foundation
import Sharding
import Testing

@Suite struct TopologyFileTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Meshes")

  static let ready =
    [
      ("topology-this-machine.yaml", ["host"], [nil]), ("topology-nvlink-host.yaml", ["host"], [8]),
      ("topology-16-hosts-ib.yaml", ["host", "cluster"], [8, 128]),
      ("topology-torus.yaml", ["torus"], [512]),
      ("topology-dgx-a100.yaml", ["host", "cluster"], [8, nil]),
      ("topology-dgx-h100.yaml", ["host", "cluster"], [8, nil]),
      ("topology-h100-96.yaml", ["host", "cluster"], [8, nil]),
      ("topology-gb200-nvl72.yaml", ["rack", "cluster"], [72, nil]),
    ] as [(String, [String], [Int?])]

  static func path(_ file: String) -> String { folder.appendingPathComponent(file).path }

  @Test(arguments: ready)
  func `those that come ready read, and every number has a source`(
    file: String, names: [String], ranks: [Int?]
  ) throws {
    let topology = try Topology(contentsOf: Self.path(file))
    #expect(topology.levels.map(\.name) == names && topology.levels.map(\.ranks) == ranks)
    for level in topology.levels {
      #expect(level.link.sources["latency"] != nil && level.link.sources["bandwidth"] != nil)
      #expect((level.link.sources["gap"] != nil) == (level.link.gap != nil))
    }
    for key in ["copy", "pack", "fold", "step-overhead"] {
      #expect(topology.engine.sources[key] != nil, "\(key)")
    }
  }

  @Test func `those that come ready are all in the table`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(files.filter { $0.hasPrefix("topology-") }.sorted() == Self.ready.map(\.0).sorted())
  }

  @Test(arguments: ready)
  func `what is written is read again`(file: String, names: [String], ranks: [Int?]) throws {
    let topology = try Topology(contentsOf: Self.path(file))
    let again = try Topology(yaml: topology.yaml)
    #expect(again.yaml == topology.yaml)
    #expect(again.levels.map(\.sources) == topology.levels.map(\.sources))
    #expect(again.engine.sources == topology.engine.sources)
  }

  @Test func `numbers have units, and sources of their own or of the whole`() throws {
    let topology = try Topology(
      yaml: """
        topology:
          levels:
            - name: host
              ranks: 4
              link: { kind: wire, latency: 500 ns, gap: 0, bandwidth: 2 GiB/s, source: a book }
            - name: cluster
              ranks-per-port: 2
              link:
                kind: ib
                latency: { value: 2 us, source: a page }
                bandwidth: 400 Gb/s
                duplex: false
                source: a datasheet
          engine:
            { copy: 1 TB/s, pack: 5e2 MB/s, fold: 1 GB/s, step-overhead: 0.5 ms, cores: 3,
              caches: [{ bytes: 512 KiB, beyond: 2 }, { bytes: 1.5 MiB, beyond: 5, shared: true, source: a run }],
              reads-peers: true }
          collectives:
            all-gather: { latency: 2, bandwidth: 0.5, samples: 7, median-error: 0, p90-error: 0.25 }
        """)
    #expect(
      abs(topology.levels[0].link.latency - 500e-9) < 1e-20 && topology.levels[0].link.gap == 0)
    #expect(topology.levels[0].link.bandwidth == 0x1p31)
    #expect(topology.levels[1].link.bandwidth == 50e9 && !topology.levels[1].link.isDuplex)
    #expect(topology.levels[1].ranksPerPort == 2 && topology.levels[1].ranks == nil)
    #expect(
      topology.levels[0].link.sources
        == ["latency": "a book", "gap": "a book", "bandwidth": "a book"])
    #expect(
      topology.levels[1].link.sources == ["latency": "a page", "bandwidth": "a datasheet"])
    #expect(topology.engine.pack == 5e8 && topology.engine.stepOverhead == 5e-4)
    #expect(topology.engine.cores == 3)
    #expect(
      topology.engine.caches == [
        Cache(bytes: 0x1p19, beyond: 2), Cache(bytes: 1.5 * 0x1p20, beyond: 5, isShared: true),
      ])
    #expect(topology.engine.readsPeers)
    let again = try Topology(yaml: topology.yaml).engine
    #expect(again.caches == topology.engine.caches && again.readsPeers)
    #expect(
      topology.collectives == [
        .allGather: Tuning(
          latency: 2, bandwidth: 0.5, residual: Residual(samples: 7, median: 0, p90: 0.25))
      ])
  }

  @Test func `a mesh file may have one beside its meshes`() throws {
    let path = Self.path("topology-torus.yaml")
    #expect(try Topology(besideMeshes: path)?.levels[0].torus == [8, 8, 8])
    #expect(try MeshFile(contentsOf: path).meshes.map(\.shape) == [[8, 8, 8]])
    #expect(try Topology(besideMeshes: Self.path("2x2.yaml")) == nil)
    #expect(try Topology(besideMeshes: "2x4") == nil)
    #expect(try Topology(besideMeshes: "{dp: 2}") == nil)
  }
}
