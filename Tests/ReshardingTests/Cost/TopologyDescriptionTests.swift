import CostModel
import Testing

@Suite struct TopologyDescriptionTests {
  @Test func `all that is known of a machine is told, with its sources`() {
    let topology = Topology(
      name: "six hosts",
      levels: [
        Topology.Level(
          name: "host", ranks: 4,
          link: Link(
            kind: "shared-memory", latency: 1e-6, gap: 2e-7, bandwidth: 6e9, isDuplex: false,
            sources: ["latency": "measured"])),
        Topology.Level(
          name: "cluster", ranks: nil,
          link: Link(kind: "ethernet", latency: 3e-5, bandwidth: 1.25e9), ranksPerPort: 4,
          torus: [2, 3], hopLatency: 5e-7, sources: ["ranks-per-port": "one card a host"]),
      ],
      engine: Topology.Engine(
        copy: 8e9, pack: 3e9, fold: 4e9, stepOverhead: 2e-6, cores: 2, readsPeers: true,
        caches: [
          Cache(bytes: 0x1p19, beyond: 1.5),
          Cache(bytes: 0x1p25, beyond: 3.25, isShared: true),
        ],
        sources: ["copy": "measured", "caches": "fitted"]),
      collectives: [
        .allGather: Tuning(
          latency: 2, bandwidth: 0.5, residual: Residual(samples: 12, median: 0.05, p90: 0.2)),
        .allToAll: Tuning(),
      ])
    #expect(
      topology.description == """
        six hosts
          host  4 ranks
            shared-memory, one direction at a time
            latency 1 us  (measured)
            gap 200 ns
            bandwidth 6 GB/s
          cluster  all ranks, a torus of 2x3
            ethernet
            latency 30 us
            gap 150 ns  (none is given: 1/200 of the latency)
            bandwidth 1.25 GB/s
            hop-latency 500 ns
            ranks-per-port 4  (one card a host)
          engine
            copy 8 GB/s  (measured)
            pack 3 GB/s
            fold 4 GB/s
            step-overhead 2 us
            cores 2
            ranks read each other's shards
            beyond 512 KiB x 1.5  (fitted)
            beyond 32 MiB of all ranks x 3.25  (fitted)
          all-gather: latency x 2, bandwidth x 0.5, errors of 12 samples: \
        median 0.05, 90th percentile 0.2
          all-to-all: latency x 1, bandwidth x 1
        """)
  }

  @Test func `nothing is told of caches and of reads where none are given`() {
    #expect(
      Topology.oneHost.description == """
        one host
          host  all ranks
            shared-memory
            latency 1 us
            gap 1 us
            bandwidth 6 GB/s
          engine
            copy 8 GB/s
            pack 3 GB/s
            fold 4 GB/s
            step-overhead 2 us
        """)
  }
}
