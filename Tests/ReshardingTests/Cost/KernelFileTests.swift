import CostModel
import Elements
import Testing

/// The key `kernels` of a topology's device.
@Suite struct KernelFileTests {
  static let rates = """
    kinds:
      elementwise:
        f32: { call: 300 ns, bandwidth: 40 GB/s, beyond: 10 GB/s, source: measured }
      product:
        f32: { call: 1 us, operations: 100 GFLOP/s, half-dim: 20, bandwidth: 8 GB/s }
    ops:
      gelu:
        f32: { call: 400 ns, bandwidth: 4 GB/s }
        bf16: { call: 500 ns, bandwidth: { value: 2 GB/s, source: another } }
      reshape:
        f32: { call: 200 ns }
    """

  static func text(
    _ rates: String = KernelFileTests.rates, cache: String = "cache: 1 MiB", stacks: String = ""
  ) -> String {
    """
    topology:
      levels: [{name: host, link: {kind: wire, latency: 1 us, bandwidth: 1 GB/s}}]
      engine: {copy: 1 GB/s, pack: 1 GB/s, fold: 1 GB/s, step-overhead: 1 us}
      device:
        {memory: 8 GiB, bandwidth: 10 GB/s, peak-bf16: 50 GFLOP/s, launch: 0 s, kernel-overhead: 300 ns,
        \(stacks) kernels: {\(flow("\(cache)\n\(rates)"))}}
    """
  }

  /// Indented mappings as nested ones on one line.
  private static func flow(_ block: String) -> String {
    var text = ""
    var open: [Int] = []
    for line in block.split(separator: "\n") {
      let depth = line.prefix { $0 == " " }.count
      while let last = open.last, last >= depth {
        text += "}"
        open.removeLast()
      }
      if !text.isEmpty, !text.hasSuffix("{") { text += ", " }
      text += line.dropFirst(depth)
      guard line.hasSuffix(":") else { continue }
      text += " {"
      open.append(depth)
    }
    return text + String(repeating: "}", count: open.count)
  }

  @Test func `kernels are read, written and read again`() throws {
    let topology = try Topology(yaml: Self.text())
    let device = try #require(topology.device)
    let kernels = try #require(device.kernels)
    #expect(kernels.cache == 0x1p20 && device.stacks.isEmpty)
    #expect(kernels.kinds["elementwise"]?[.float32]?.beyond == 10e9)
    #expect(kernels.kinds["elementwise"]?[.float32]?.sources["call"] == "measured")
    #expect(kernels.ops["gelu"]?[.bfloat16]?.sources == ["bandwidth": "another"])
    #expect(kernels.ops["reshape"]?[.float32]?.bandwidth == nil)
    #expect(try Topology(yaml: topology.yaml).device == device)
    for words in ["kernels", "any elementwise f32: call 300 ns", "gelu bf16: call 500 ns"] {
      #expect(topology.description.contains(words))
    }
    let (found, _) = try topology.computing(by: nil)
    #expect(found == device)
    #expect(throws: TrainingError.self) { _ = try topology.computing(by: .fsdp) }
  }

  static let mistakes: [(from: String, to: String, what: String)] = [
    ("cache: 1 MiB", "cache: 1", "device, kernels, key 'cache': a size such as '512 KiB'"),
    ("cache: 1 MiB", "colour: red", "kernels: a key must be one of 'cache', 'kinds', 'ops'"),
    ("call: 400 ns, ", "", "ops, 'gelu', 'f32': key 'call' is required, it is missing"),
    ("f32: { call: 400", "f9: { call: 400", "ops, 'gelu': a key must be one of 'bool'"),
    ("bandwidth: 4 GB/s", "bandwidth: -4 GB/s", "'f32', key 'bandwidth': a rate such as"),
    ("operations: 100 GFLOP/s, ", "", "key 'operations' is required beside 'half-dim'"),
    ("half-dim: 20", "half-dim: -2", "'half-dim': a positive number is required"),
    ("bandwidth: 40 GB/s, ", "", "key 'bandwidth' is required beside 'beyond'"),
    (
      "beyond: 10 GB/s", "beyond: 50 GB/s",
      "no quicker memory than within the cache is required, at most 40 GB/s, '50 GB/s' is given"
    ),
  ]

  @Test(arguments: mistakes)
  func `what is wrong is told`(from: String, to: String, what: String) {
    let text = Self.text(
      Self.rates.replacing(from, with: to),
      cache: "cache: 1 MiB".replacing(from, with: to))
    do {
      let topology = try Topology(yaml: text)
      Issue.record("\(to): \(topology)")
    } catch { #expect("\(error)".contains(what), "\(error)") }
  }

  @Test func `a device has either stacks or kernels`() {
    for (text, what) in [
      (Self.text(stacks: "stacks: {},"), "both are given"),
      (Self.text().replacing("kernels: {", with: "sources: {"), "a key must be one of"),
    ] {
      do {
        let topology = try Topology(yaml: text)
        Issue.record("\(topology)")
      } catch { #expect("\(error)".contains(what), "\(error)") }
    }
  }

  @Test func `a kernel takes a call, its operations and its bytes`() throws {
    let topology = try Topology(yaml: Self.text())
    let (device, stack) = try topology.computing(by: nil)
    func seconds(_ work: KernelWork) -> Double { device.seconds(of: work, by: stack) }
    func work(_ op: String, _ family: String, _ bytes: Double, _ dtype: DType = .float32)
      -> KernelWork
    {
      var work = KernelWork(.memory, read: bytes)
      (work.op, work.family, work.dtype) = (op, family, dtype)
      return work
    }
    func near(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 1e-9 * other }
    #expect(near(seconds(work("gelu", "elementwise", 4e3)), 400e-9 + 1e-6))
    #expect(near(seconds(work("gelu", "elementwise", 4e3, .bfloat16)), 500e-9 + 2e-6))
    // One that was not measured takes the numbers of its kind; of a dtype that was not, those of float32.
    #expect(near(seconds(work("add", "elementwise", 4e3)), 300e-9 + 100e-9))
    #expect(near(seconds(work("gelu", "elementwise", 4e3, .float64)), 400e-9 + 1e-6))
    // Beyond twice the cache all bytes come from beyond it.
    #expect(near(seconds(work("add", "elementwise", 0x1p22)), 300e-9 + 0x1p22 / 10e9))
    var product = KernelWork(.product, operations: 1e6, read: 8e3, leastDim: 20)
    (product.op, product.family) = ("matmul", "product")
    #expect(near(seconds(product), 1e-6 + 2e-5 + 1e-6))
    // A view costs its call, where it was measured.
    var view = KernelWork(.view)
    #expect(seconds(view) == 0)
    (view.op, view.family) = ("reshape", "movement")
    #expect(near(seconds(view), 200e-9))
    // Of what nothing is like the device's own rates count.
    #expect(near(seconds(KernelWork(.memory, read: 1e4)), 1e4 / 10e9 + 300e-9))
  }
}
