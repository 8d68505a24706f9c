import CostModel
import Sharding
import Testing

@Suite struct TopologyFileErrorTests {
  static let link = "link: {kind: wire, latency: 1 us, bandwidth: 1 GB/s}"
  static let engine = "engine: {copy: 1 GB/s, pack: 1 GB/s, fold: 1 GB/s, step-overhead: 1 us}"
  static let time = "a time such as '2 us' (s, ms, us, ns) is required"
  static let rate =
    "a rate such as '450 GB/s' (kB/s to TB/s, KiB/s to TiB/s, in bits Mb/s to Tb/s) is required"

  /// A topology with these levels, a line each, from line 3 on.
  private static func levels(_ lines: String...) -> String {
    "topology:\n  levels:\n" + lines.map { "    - {\($0)}\n" }.joined() + "  \(engine)\n"
  }

  private static func linked(_ link: String) -> String { levels("name: a, link: {\(link)}") }

  private static func engined(_ engine: String) -> String {
    "topology:\n  levels: [{name: a, \(link)}]\n  engine: {\(engine)}\n"
  }

  private static func cached(_ caches: String) -> String {
    engined("copy: 1 GB/s, pack: 1 GB/s, fold: 1 GB/s, step-overhead: 1 us, caches: \(caches)")
  }

  static let files: [(text: String, what: String)] = [
    ("", ": key 'topology' is required, the file is empty"),
    ("meshes: {a: {shape: [2]}}", ", line 1: key 'topology' is required, it is missing"),
    (
      "a",
      ", line 1: the file: a mapping with the keys 'meshes', 'topology' is required, 'a' is given"
    ),
    (
      "topologies: {}",
      ", line 1: the file: a key must be one of 'meshes', 'topology', 'topologies' is given"
    ),
    ("topology: [", ", line 2, column 1: not YAML: did not find expected node content"),
    (
      "topology:\n",
      ", line 1: topology: a mapping with the keys 'name', 'levels', 'engine', 'collectives', 'device', 'source' is required, nothing is given"
    ),
    ("topology: {\(engine)}", ", line 1: topology: key 'levels' is required, it is missing"),
    (
      "topology: {levels: [{name: a, \(link)}]}",
      ", line 1: topology: key 'engine' is required, it is missing"
    ),
    (
      "topology:\n  levels: []\n  \(engine)",
      ", line 2: topology, key 'levels': a list of levels, at least one, is required, a list is given"
    ),
    (
      "topology:\n  levels: host\n  \(engine)",
      ", line 2: topology, key 'levels': a list of levels, at least one, is required, 'host' is given"
    ),
    (
      levels("name: a, ranks: 4, torus: [4611686018427387904], \(link)"),
      ", line 3: level 'a', key 'torus': lengths of at most 2147483647 are required, in it "
        + "'4611686018427387904' is given"
    ),
    (
      levels("name: a, ranks: 4, torus: [5, 3689348814741910324], \(link)"),
      ", line 3: level 'a', key 'torus': lengths of at most 2147483647 are required, in it "
        + "'3689348814741910324' is given"
    ),
    (
      levels("name: a, ranks: 4, torus: [2147483647, 2147483647, 2147483647], \(link)"),
      ", line 3: level 'a': a torus [2147483647, 2147483647, 2147483647] has more ranks than can be "
        + "counted, 4 ranks are given"
    ),
    (
      levels("name: a, ranks: 2147483648, \(link)"),
      ", line 3: level 'a', key 'ranks': a whole number of at most 2147483647 is required, "
        + "'2147483648' is given"
    ),
    (
      linked("kind: wire, latency: 1e7 s, bandwidth: 1 GB/s"),
      ", line 3: level 'a', link, key 'latency': a time from 1e-15 s to 1e6 s, or 0, is required, "
        + "'1e7 s' is given"
    ),
    (
      linked("kind: wire, latency: 1 us, bandwidth: 1e19 B/s"),
      ", line 3: level 'a', link, key 'bandwidth': a rate from 1 B/s to 1e18 B/s is required, "
        + "'1e19 B/s' is given"
    ),
    (
      engined("copy: 1e-320 B/s, pack: 1 GB/s, fold: 1 GB/s, step-overhead: 1 us"),
      ", line 3: engine, key 'copy': a rate from 1 B/s to 1e18 B/s is required, '1e-320 B/s' is given"
    ),
    (
      cached("[{bytes: 1 MiB, beyond: 1e300}]"),
      ", line 3: cache 0, key 'beyond': a number from 1e-9 to 1e9 is required, '1e300' is given"
    ),
    (levels(link), ", line 3: level 0: key 'name' is required, it is missing"),
    (
      levels("name: , \(link)"),
      ", line 3: level 0, key 'name': a text is required, nothing is given"
    ),
    (levels("name: a"), ", line 3: level 'a': key 'link' is required, it is missing"),
    (
      levels("name: a, nics: 2, \(link)"),
      ", line 3: level 0: a key must be one of 'name', 'ranks', 'ranks-per-port', 'torus', 'hop-latency', 'link', 'source', 'nics' is given"
    ),
    (
      levels("name: a, \(link)", "name: b, \(link)"),
      ", line 3: level 'a': key 'ranks' is required of all levels but the outermost"
    ),
    (
      levels("name: a, ranks: 0, \(link)"),
      ", line 3: level 'a', key 'ranks': a whole number of at least 1 is required, '0' is given"
    ),
    (
      levels("name: a, ranks: 4, \(link)", "name: b, ranks: 6, \(link)"),
      ", line 4: level 'b': whole domains of 'a', more than one, are required, so a multiple of 4 ranks, 6 are given"
    ),
    (
      levels("name: a, ranks: 4, \(link)", "name: b, ranks: 4, \(link)"),
      ", line 4: level 'b': whole domains of 'a', more than one, are required, so a multiple of 4 ranks, 4 are given"
    ),
    (
      levels("name: a, ranks: 4, \(link)", "name: b, ranks-per-port: 3, \(link)"),
      ", line 4: level 'b': the 4 ranks of a 'a' must share whole ports, 3 a port are given"
    ),
    (
      levels("name: a, ranks: 4, ranks-per-port: 3, \(link)"),
      ", line 3: level 'a': the 4 ranks must share whole ports, 3 a port are given"
    ),
    (
      levels("name: a, ranks: 9, torus: [2, 4], \(link)"),
      ", line 3: level 'a': a torus [2, 4] has 8 ranks, 9 ranks are given"
    ),
    (
      levels("name: a, torus: [2, 4], \(link)"),
      ", line 3: level 'a': a torus [2, 4] has 8 ranks, 'ranks' is missing"
    ),
    (
      levels("name: a, ranks: 8, torus: [2, -4], \(link)"),
      ", line 3: level 'a', key 'torus': a list of positive lengths is required, in it '-4' is given"
    ),
    (
      levels("name: a, ranks: 8, torus: [], \(link)"),
      ", line 3: level 'a', key 'torus': at least one length is required"
    ),
    (
      linked("latency: 1 us, bandwidth: 1 GB/s"),
      ", line 3: level 'a', link: key 'kind' is required, it is missing"
    ),
    (
      linked("kind: ib, bandwidth: 1 GB/s"),
      ", line 3: level 'a', link: key 'latency' is required, it is missing"
    ),
    (
      linked("kind: ib, latency: 1 us"),
      ", line 3: level 'a', link: key 'bandwidth' is required, it is missing"
    ),
    (
      linked("kind: ib, latency: 2, bandwidth: 1 GB/s"),
      ", line 3: level 'a', link, key 'latency': \(time), '2' is given"
    ),
    (
      linked("kind: ib, latency: -2 us, bandwidth: 1 GB/s"),
      ", line 3: level 'a', link, key 'latency': \(time), '-2 us' is given"
    ),
    (
      linked("kind: ib, latency: 1 us, bandwidth: 0 GB/s"),
      ", line 3: level 'a', link, key 'bandwidth': \(rate), '0 GB/s' is given"
    ),
    (
      linked("kind: ib, latency: 1 us, bandwidth: 2 us"),
      ", line 3: level 'a', link, key 'bandwidth': \(rate), '2 us' is given"
    ),
    (
      linked("kind: ib, latency: 1 us, bandwidth: nan GB/s"),
      ", line 3: level 'a', link, key 'bandwidth': \(rate), 'nan GB/s' is given"
    ),
    (
      linked("kind: ib, latency: [1 us], bandwidth: 1 GB/s"),
      ", line 3: level 'a', link, key 'latency': \(time), a list is given"
    ),
    (
      linked("kind: ib, latency: {source: x}, bandwidth: 1 GB/s"),
      ", line 3: level 'a', link, key 'latency': key 'value' is required, it is missing"
    ),
    (
      linked("kind: ib, latency: {value: 1 us, source: [x]}, bandwidth: 1 GB/s"),
      ", line 3: level 'a', link, key 'latency', key 'source': a text is required, a list is given"
    ),
    (
      linked("kind: ib, latency: 1 us, bandwidth: 1 GB/s, duplex: half"),
      ", line 3: level 'a', link, key 'duplex': true or false is required, 'half' is given"
    ),
    (
      engined("copy: 1 GB/s, pack: 1 GB/s, fold: 1 GB/s"),
      ", line 3: engine: key 'step-overhead' is required, it is missing"
    ),
    (
      engined("copy: 1 GB/s, pack: 1 GB/s, fold: 1 GB/s, step-overhead: 1 us, cores: 1.5"),
      ", line 3: engine, key 'cores': a whole number of at least 1 is required, '1.5' is given"
    ),
    (
      cached("12"),
      ", line 3: engine, key 'caches': a list of caches, at least one, is required, '12' is given"
    ),
    (cached("[{bytes: 1 MiB}]"), ", line 3: cache 0: key 'beyond' is required, it is missing"),
    (
      cached("[{bytes: 1 MB, beyond: 2}]"),
      ", line 3: cache 0, key 'bytes': a size such as '512 KiB' (B, KiB, MiB, GiB) is required, '1 MB' is given"
    ),
    (
      cached("[{bytes: 1 MiB, beyond: 2}, {bytes: 1 MiB, beyond: 3}]"),
      ", line 3: cache 1: more bytes and no quicker memory than of the cache within it are required, more than 1 MiB and at least 2"
    ),
    (
      cached("[{bytes: 1 MiB, beyond: 0.5}]"),
      ", line 3: cache 0: more bytes and no quicker memory than of the cache within it are required, more than 0 B and at least 1"
    ),
    (
      levels("name: a, \(link)") + "  collectives: {all: {}}\n",
      ", line 5: collectives: a key must be one of 'local', 'all-gather', 'all-to-all', 'all-reduce', 'reduce-scatter', 'send-receive', 'gather', 'reduce', 'scatter', 'broadcast', 'all' is given"
    ),
    (
      levels("name: a, \(link)") + "  collectives: {gather: {latency: -1}}\n",
      ", line 5: collective 'gather', key 'latency': a positive number is required, '-1' is given"
    ),
  ]

  @Test(arguments: files)
  func `a wrong file is refused with the line, the object, what is required and what is given`(
    text: String, what: String
  ) {
    #expect(throws: TopologyError.file("t.yaml\(what)")) {
      try Topology(yaml: text, path: "t.yaml")
    }
  }

  @Test func `a file that is missing says so`() {
    #expect(throws: TopologyError.file("nowhere.yaml: there is no such topology file")) {
      try Topology(contentsOf: "nowhere.yaml")
    }
    #expect(throws: TopologyError.file("nowhere.yaml: there is no such mesh file")) {
      try Topology(besideMeshes: "nowhere.yaml")
    }
  }
}
