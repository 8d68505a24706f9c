import CostModel
import Testing

/// The key `device` of a topology file.
@Suite struct DeviceFileTests {
  static let rates = [
    "memory": "80 GiB", "bandwidth": "2 TB/s", "peak-bf16": "312 TFLOP/s", "launch": "5 us",
    "kernel-overhead": "5 us",
  ]
  static let parts = [
    "attention": "flash", "product": "0.75", "half-dim": "100", "half-dim-fp8": "200",
    "attention-forward": "0.5", "attention-backward": "0.4", "memory": "0.8", "passes": "1",
    "overlap": "0", "contention": "0.3",
  ]

  static func text(_ rates: [String: String], _ parts: [String: String]) -> String {
    func lines(_ pairs: [String: String], _ space: String) -> String {
      pairs.sorted { $0.key < $1.key }.map { "\(space)\($0.key): \($0.value)\n" }.joined()
    }
    return """
      topology:
        levels: [{name: host, link: {kind: wire, latency: 1 us, bandwidth: 1 GB/s}}]
        engine: {copy: 1 GB/s, pack: 1 GB/s, fold: 1 GB/s, step-overhead: 1 us}
        device:
      \(lines(rates, "    "))    stacks:
            megatron:
      \(lines(parts, "        "))
      """
  }

  @Test func `a device is read, written and read again`() throws {
    let topology = try Topology(yaml: Self.text(Self.rates, Self.parts))
    let device = try #require(topology.device)
    #expect(device.memory == 80 * 0x1p30 && device.peak == 312e12 && device.peakFP8 == nil)
    #expect(device.stacks[.megatron]?.product == 0.75 && device.stacks[.fsdp] == nil)
    #expect(try Topology(yaml: topology.yaml).device == device)
    #expect(topology.description.contains("stack megatron: flash attention"))
  }

  @Test func `what few devices say is read, written and read again`() throws {
    let text = Self.text(
      Self.rates.merging(["spread": "0.002"]) { $1 },
      Self.parts.merging(
        ["attention-eager": "0.25", "host-experts": "4 ms", "host-expert": "300 us"]) { $1 })
    let topology = try Topology(yaml: text)
    let device = try #require(topology.device)
    let stack = try #require(device.stacks[.megatron])
    #expect(device.spread == 0.002 && stack.attentionEager == 0.25)
    #expect(stack.hostExperts == 4e-3 && abs((stack.hostExpert ?? 0) - 3e-4) < 1e-12)
    #expect(try Topology(yaml: topology.yaml).device == device)
  }

  static let mistakes: [(key: String, value: String?, isPart: Bool, what: String)] = [
    ("memory", nil, false, "device: key 'memory' is required, it is missing"),
    ("peak-bf16", "312", false, "a rate such as '312 TFLOP/s'"),
    ("peak-bf16", "1e30 TFLOP/s", false, "1e21 FLOP/s is required"),
    (
      "peak-fp8", "1 PFLOP/s", false,
      "'product-fp8' and the device's 'peak-fp8' are required together"
    ),
    ("colour", "red", false, "'colour' is given"),
    ("product", nil, true, "stack 'megatron': key 'product' is required"),
    ("product", "1.5", true, "a number from 0 to 1 is required, '1.5' is given"),
    ("product-fp8", "0.5", true, "are required together"),
    ("passes", "0", true, "a positive number is required"),
    ("attention", "slow", true, "'flash' or 'unfused' is required, 'slow' is given"),
  ]

  @Test(arguments: mistakes)
  func `what is wrong is told`(key: String, value: String?, isPart: Bool, what: String) {
    var (rates, parts) = (Self.rates, Self.parts)
    if isPart { parts[key] = value } else { rates[key] = value }
    do {
      let topology = try Topology(yaml: Self.text(rates, parts))
      Issue.record("\(key): \(topology)")
    } catch { #expect("\(error)".contains(what), "\(error)") }
  }
}
