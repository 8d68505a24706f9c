import Foundation
import Testing

/// `tessera spmd infer`, byte for byte.
@Suite struct CommandTests {
  static let answers: [(arguments: [String], output: String)] = [
    (
      ["matmul", "--mesh", "2,4", "--input", "f32[8,8]{S(0),R}", "--input", "f32[8,8]{R,S(1)}"],
      """
      matmul, forward, on mesh [2x4: 0 1 2 3 4 5 6 7]
      axes  mk,kn->mn
      x  f32[8,8]{S(0),R}
      y  f32[8,8]{R,S(1)}
      out  [8,8]{S(0),S(1)}
      """
    ),
    (
      [
        "matmul", "--mesh", "{dp:2, tp:2}", "--input", "f32[8,8]{S(0),R}", "--input",
        "f32[8,8]{R,P(max)}",
      ],
      """
      matmul, forward, on mesh [2x2: 0 1 2 3]
      axes  mk,kn->mn
      x  f32[8,8]{S(0),R}
      y  f32[8,8]{R,P(max)}  ->  {R,S(1)}
        PToS  reduce-scatter over tp  R,P(max) -> R,S(1), 512 B received
      out  [8,8]{S(0),S(1)}
      """
    ),
    (
      [
        "sum", "--mesh", "2", "--input", "f32[8,6]{R}", "--attr", "axis=1", "--backward",
        "--output", "f32[8]{S(0)}",
      ],
      """
      sum, backward, on mesh [2: 0 1]
      axes  ab->a
      x  f32[8,6]{R}  ->  {S(0)}
        RToS  local over d0  R -> S(0), 0 B received
      out  f32[8]{S(0)}
      """
    ),
    (
      [
        "max", "--mesh", "2", "--input", "f32[8,6]{R}", "--attr", "axis=0,1", "--attr",
        "keep_dim=true", "--backward", "--output", "f32[1,1]{S(0)}",
      ],
      """
      max, backward, on mesh [2: 0 1]
      axes  ab->11
      x  f32[8,6]{R}
      out  f32[1,1]{S(0)}  from  {R}
        RToS  local over d0  R -> S(0), 0 B received
      """
    ),
    (
      [
        "concat", "--mesh", "2", "--input", "f32[2,6]{S(1)}", "--input", "f32[3,6]{R}", "--attr",
        "axis=0",
      ],
      """
      concat, forward, on mesh [2: 0 1]
      axes  c!b,d!b->a!b
      x[0]  f32[2,6]{S(1)}
      x[1]  f32[3,6]{R}  ->  {S(1)}
        RToS  local over d0  R -> S(1), 0 B received
      out  [5,6]{S(1)}
      """
    ),
    (
      [
        "einsum", "--mesh", "2", "--input", "f32[4,6]{S(1)}; f32[6,2]{R}", "--attr",
        "equation=ij,jk->ik",
      ],
      """
      einsum, forward, on mesh [2: 0 1]
      axes  ij,jk->ik
      operands[0]  f32[4,6]{S(1)}
      operands[1]  f32[6,2]{R}  ->  {S(0)}
        RToS  local over d0  R -> S(0), 0 B received
      out  [4,2]{P(sum)}
      """
    ),
    (
      ["reshape", "--mesh", "2", "--input", "f32[4,6]{S(0)}", "--attr", "shape=[2,12]"],
      """
      reshape, forward, on mesh [2: 0 1]
      axes  (ab)c->a(bc)
      x  f32[4,6]{S(0)}
      out  [2,12]{S(0)}
      """
    ),
    (
      [
        "slice", "--mesh", "2", "--input", "f32[4,6]{S(0)}", "--attr", "axes=0", "--attr",
        "starts=1", "--attr", "ends=3",
      ],
      """
      slice, forward, on mesh [2: 0 1]
      axes  ab->a[1:3]b
      input  f32[4,6]{S(0)}
      out  [2,6]{S(0)}
      """
    ),
    (
      [
        "bmm", "--mesh", "2", "--backward", "--input", "f32[4,6,2]{S(0)}", "--input",
        "f32[4,2,3]{R}", "--input", "f32[4,6,3]{S(0)}",
      ],
      """
      bmm, gradient, on mesh [2: 0 1]
      axes  bmk,bkn,bmn->bmk,bkn
      input 0  f32[4,6,2]{S(0)}
      input 1  f32[4,2,3]{R}  ->  {S(0)}
        RToS  local over d0  R -> S(0), 0 B received
      input 2  f32[4,6,3]{S(0)}
      out[0]  [4,6,2]{S(0)}
      out[1]  [4,2,3]{S(0)}
      """
    ),
    (
      [
        "matmul", "--mesh", "4", "--input", "f32[64,32]{R}", "--input", "f32[32,128]{S(0)}",
        "--why",
      ],
      """
      matmul, forward, on mesh [4: 0 1 2 3]
      axes  mk,kn->mn
      x  f32[64,32]{R}  ->  {S(1)}
        RToS  local over d0  R -> S(1), 0 B received
      y  f32[32,128]{S(0)}
      out  [64,128]{P(sum)}
      why
      d0: y S(0) (k): kept, nothing contradicts it
                                     all ranks  all ranks  all ranks
      taken  x     y     out     before the op   after it     in all
      *      S(1)  S(0)  P(sum)            0 B   96.0 KiB   96.0 KiB
      lost: no wish
      """
    ),
    (
      [
        "matmul", "--mesh", "{dp:2, tp:2}", "--input", "bf16[64,32]{S(0),R}", "--input",
        "bf16[32,128]{S(1),S(0)}", "--why",
      ],
      """
      matmul, forward, on mesh [2x2: 0 1 2 3]
      axes  mk,kn->mn
      x  bf16[64,32]{S(0),R}  ->  {R,S(1)}
        SameNdMesh  all-to-all over dp  S(0),R -> R,S(1), 4.0 KiB received
      y  bf16[32,128]{S(1),S(0)}
      out  [64,128]{S(1),P(sum)}
      why
      dp: x S(0) (m), y S(1) (n): not all can be kept, the fewest bytes win
      tp: y S(0) (k): kept, nothing contradicts it
                                                              all ranks  all ranks  all ranks
      taken  x              y              out            before the op   after it     in all
      *      R,S(1)         S(1),S(0)      S(1),P(sum)          4.0 KiB   16.0 KiB   20.0 KiB
             S(0),S(1)      R,S(0)         S(0),P(sum)          8.0 KiB   16.0 KiB   24.0 KiB
             R,S(1)         R,S(0)         R,P(sum)            12.0 KiB   32.0 KiB   44.0 KiB
             S(1)#1,S(1)#0  S(0)#1,S(0)#0  P(sum),P(sum)        6.0 KiB   64.0 KiB   70.0 KiB
      lost: x S(0) (m) on dp
      """
    ),
    (
      ["replicated", "--mesh", "2", "--input", "f32[4]{S(0)}", "--output", "f32[4]{R}"],
      """
      replicated, forward, on mesh [2: 0 1]
      axes  a!->b!
      ins[0]  f32[4]{S(0)}  ->  {R}
        SToR  all-gather over d0  S(0) -> R, 16 B received
      out  [4]{R}
      """
    ),
  ]

  @Test(arguments: answers)
  func `infer says in words what a rule answers`(_ arguments: [String], _ output: String) throws {
    let result = try Command.run(["spmd", "infer"] + arguments)
    #expect(result.output == output + "\n")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
  }

  static let mistakes: [(arguments: [String], status: Int32, message: String)] = [
    (
      ["slic", "--mesh", "2", "--input", "f32[4]{R}"], 64,
      "error: op 'slic': no such rule; the nearest is slice"
    ),
    (
      ["slice"], 64,
      "error: --mesh: the mesh of the tensors is required, none is given"
    ),
    (
      ["slice", "--mesh", "2", "--input", "f32[4]{S(1)}"], 65,
      "error: placement 'S(1)': S(1) needs a tensor of at least 2 dims, the shape is [4]"
    ),
    (
      ["slice", "--mesh", "2", "--input", "f32[4]{R}", "--attr", "axis=0"], 64,
      "error: slice: attribute 'axis' is not one of the op's, which are: axes, starts, ends, infer_flags, decrease_axis"
    ),
    (
      ["slice", "--mesh", "2", "--input", "f32[4]{R}", "--attr", "axes=[0"], 64,
      "error: --attr axes: a list of numbers, as [0,1], is required, not '[0'"
    ),
    (
      ["add", "--mesh", "2", "--input", "f32[4]{R}", "--input", "f32[3]{R}"], 65,
      "error: add: the shapes must broadcast to one, given are [[4], [3]]"
    ),
    (
      ["add", "--mesh", "2", "--input", "f32[4]{Q}"], 64,
      "error: notation 'f32[4]{Q}', column 8: expected a placement, R, S(dim) or P(op), found 'Q'"
    ),
    (
      ["matmul", "--mesh", "2", "--input", "f32[4,4]{R}", "--backward"], 64,
      "error: matmul: 3 inputs are required (x, y), 1 is given"
    ),
    (
      ["--vectors", "missing.jsonl"], 65,
      "error: missing.jsonl: a file of JSON lines is required, it cannot be read"
    ),
  ]

  @Test(arguments: mistakes)
  func `A mistake is told in one line, with the exit code of its kind`(
    _ arguments: [String], _ status: Int32, _ message: String
  ) throws {
    let result = try Command.run(["spmd", "infer"] + arguments)
    #expect(result.status == status && result.output.isEmpty)
    // A usage error ends in where help is to be found.
    #expect(result.errors.hasPrefix(message) && result.errors.count { $0 == "\n" } == 1)
  }

  @Test
  func `Lines of JSON are answered one by one, malformed ones with an error`() throws {
    let good =
      #"{"op":"matmul","mesh_shape":[2],"inputs":[{"shape":[4,4],"dims_mapping":[-1,0]},"#
      + #"{"shape":[4,4],"dims_mapping":[0,-1]}]}"#
    let input = [
      good, "{", "", #"{"op":"matmul"}"#, #"{"op":"no","mesh_shape":[2],"inputs":[]}"#, good,
    ]
    let result = try Command.run(
      ["spmd", "infer", "--vectors", "-"], input: input.joined(separator: "\n") + "\n")
    let answer =
      #"{"inputs":[{"dims_mapping":[-1,0],"partial":{}},{"dims_mapping":[0,-1],"partial":{}}],"#
      + #""outputs":[{"dims_mapping":[-1,-1],"partial":{"0":"sum"}}]}"#
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count == input.count && result.status == 0)
    #expect([lines.first, lines.last] == [answer, answer])
    for line in lines.dropFirst().dropLast() { #expect(line.hasPrefix(#"{"error":""#), "\(line)") }
  }

  @Test
  func `--why of JSON has the wishes and the candidates, and is refused with --vectors`() throws {
    let result = try Command.run(
      ["spmd", "infer", "matmul", "--mesh", "4", "--input", "f32[64,32]{S(0)}"]
        + ["--input", "f32[32,128]{S(1)}", "--why", "--json"])
    let fields = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let why = try #require(fields["why"] as? [String: Any])
    let meshDims = try #require(why["mesh_dims"] as? [[String: Any]])
    #expect(meshDims.map { $0["agreed"] as? Bool } == [false])
    let wishes = try #require(meshDims[0]["wishes"] as? [[String: Any]])
    #expect(wishes.map { $0["tensor"] as? String } == ["x", "y"])
    #expect(wishes.map { $0["kept"] as? Bool } == [false, true])
    let candidates = try #require(why["candidates"] as? [[String: Any]])
    #expect(candidates.map { $0["chosen"] as? Bool } == [true, false, false, false])
    #expect(candidates.map { $0["bytes_before"] as? Int } == [24576, 49152, 73728, 18432])
    #expect(candidates.map { $0["bytes_after"] as? Int } == [0, 0, 0, 98304])
    #expect(why["exhaustive"] as? Bool == true)
    let refused = try Command.run(["spmd", "infer", "--vectors", "-", "--why"])
    #expect(refused.status == 64 && refused.output.isEmpty)
  }

  @Test
  func `check counts verdicts, and exits with 70 where one differs`() throws {
    let vectors = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")
    let result = try Command.run(["spmd", "check", vectors.appending(path: "matmul.jsonl").path])
    #expect(result.status == 0 && result.output.hasPrefix("agree "), "\(result.output)")
    let file = FileManager.default.temporaryDirectory.appending(path: "vector-\(UUID()).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    let line =
      #"{"op":"relu","mesh_shape":[2],"inputs":[{"shape":[4],"dims_mapping":[0]}],"#
      + #""attrs":{"axis":1},"expect":{"inputs":[{"dims_mapping":[0]}],"outputs":[{"dims_mapping":[0]}]}}"#
    try Data(line.utf8).write(to: file)
    let differs = try Command.run(["spmd", "check", file.path])
    #expect(differs.status == 70 && differs.errors.isEmpty, "\(differs.errors)")
    #expect(differs.output.hasSuffix("agree 0, better 0, differs 1\n"), "\(differs.output)")
  }

  @Test
  func `--json says the same as the words, and nothing else is printed`() throws {
    for (arguments, _) in Self.answers {
      let result = try Command.run(["spmd", "infer", "--json"] + arguments)
      let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      let fields = try #require(object as? [String: Any])
      #expect(fields["op"] as? String == arguments[0])
      #expect((fields["inputs"] as? [Any])?.isEmpty == false)
    }
  }
}
