import Sharding
import Yams

// Topology files: YAML with the key `topology`, beside `meshes` or alone.
//
// ```yaml
// topology:
//   name: 16 hosts of 8
//   levels:                              # from the innermost to the outermost
//     - name: host
//       ranks: 8                         # of a domain; the outermost may leave it out: all
//       link: { kind: nvlink, latency: 3.4 us, bandwidth: 450 GB/s, source: … }
//     - name: cluster
//       ranks-per-port: 2                # two ranks share a network card
//       link:
//         kind: ib
//         latency: { value: 14 us, source: … }
//         bandwidth: { value: 400 Gb/s, source: … }
//   engine: { copy: 1 TB/s, pack: 1 TB/s, fold: 2 TB/s, step-overhead: 8 us, source: … }
//           # `caches: [{ bytes: 1 MiB, beyond: 2.5 }]` where a step that touches more is so much slower
//   device: { memory: 80 GiB, bandwidth: 2 TB/s, peak-bf16: 312 TFLOP/s, … }   # what computes: see `Device`
//           # `kernels: { cache: 2 MiB, kinds: {…}, ops: { gelu: { f32: {…} } } }` of one whose kernels were measured
// ```
// A number's source stands with it, or once for a whole mapping.
extension Topology {
  /// Reads the topology of the file at `path`.
  ///
  /// - Throws: `TopologyError.file`, which names the file, the line, the object and the key, with what
  ///   is required and what is given there.
  public init(contentsOf path: String) throws(TopologyError) {
    self = try TopologyError.telling { () throws(ShardingError) in
      try Self.read(try YAMLReader.text(of: path, "topology file"), path)
    }
  }

  /// Reads the text of a topology file. Meshes in it are not looked at.
  ///
  /// - Parameters:
  ///   - text: what stands in the file.
  ///   - path: the name of the text in errors.
  /// - Throws: `TopologyError.file` as `init(contentsOf:)` does.
  public init(yaml text: String, path: String = "topology file") throws(TopologyError) {
    self = try TopologyError.telling { () throws(ShardingError) in try Self.read(text, path) }
  }

  /// The topology that stands in a mesh file; nil if none does, or where a command line's argument
  /// is no file but a mesh in place (`2x4`).
  ///
  /// - Parameter argument: the path of the file, or the shape of the mesh.
  /// - Throws: `TopologyError.file` as `init(contentsOf:)` does.
  public init?(besideMeshes argument: String) throws(TopologyError) {
    guard !MeshFile.isShape(argument) else { return nil }
    let found = try TopologyError.telling { () throws(ShardingError) -> Topology? in
      let text = try YAMLReader.text(of: argument, "mesh file")
      return YAMLReader.mayHave("topology", in: text)
        ? try Self.read(text, argument, isRequired: false) : nil
    }
    guard let found else { return nil }
    self = found
  }

  private static func read(_ text: String, _ path: String) throws(ShardingError) -> Topology {
    guard let topology = try read(text, path, isRequired: true) else {
      throw .file("\(path): key 'topology' is required, it is missing")
    }
    return topology
  }

  private static func read(_ text: String, _ path: String, isRequired: Bool) throws(ShardingError)
    -> Topology?
  {
    let reader = TopologyReader(yaml: YAMLReader(path: path))
    guard
      let node = try reader.yaml.node(
        "topology", of: text, known: MeshFile.keys, isRequired: isRequired)
    else { return nil }
    return try reader.topology(node)
  }
}
