import CostModel
import Foundation
import PlanningCommands
import Testing

@Suite struct TrainingStepTests {
  static let llama =
    "--model llama --layers 32 --hidden 4096 --heads 32 --kv-heads 8 --ffn 14336 --vocab 128256 "
    + "--sequence 8192"
  static let gpt =
    "--model gpt --layers 96 --hidden 12288 --heads 96 --vocab 51200 --sequence 2048 --tp 8 --pp 8 "
    + "--global-batch 64 --recompute full"

  static func step(_ words: String, on file: String = "dgx-h100") throws -> TrainingStep {
    let topology = TopologyFileTests.path("topology-\(file).yaml")
    return try SimulateTraining.step(
      parsing: words.split(separator: " ").map(String.init) + ["--topology", topology])
  }

  @Test func `the bubble is the published formula's`() throws {
    for (v, bubble) in [(1, 7.0 / 64), (3, 7.0 / 192)] {
      let step = try Self.step(Self.gpt + " --virtual-stages \(v)", on: "dgx-a100")
      #expect(step.plan.bubble == bubble)
      // Of the whole pipeline's mean stage, so beside the slowest one a little less.
      let part = step.bubble / step.computing
      #expect(part <= bubble && part > 0.95 * bubble)
    }
  }

  @Test func `more ranks of a kind take less time, and no more memory`() throws {
    let base = try Self.step(Self.llama + " --global-batch 64")
    for more in ["--dp 8", "--tp 8 --sequence-parallel", "--pp 8", "--cp 8"] {
      let step = try Self.step(Self.llama + " --global-batch 64 " + more)
      #expect(step.seconds < base.seconds && step.seconds > base.seconds / 8, "\(more)")
      #expect(step.memory.total <= base.memory.total, "\(more)")
    }
  }

  @Test func `one stage holds all parameters, and no more where nobody shares them`() throws {
    for words in [Self.llama, "--model gpt --layers 4 --hidden 1024 --heads 8 --vocab 50304"] {
      let step = try Self.step(words)
      #expect(step.memory.optimiser == 12 * step.plan.model.parameters, "\(words)")
      #expect(step.memory.weights == 2 * step.plan.model.parameters, "\(words)")
      #expect(try Self.step(words + " --zero 3").memory.weights == step.memory.weights)
    }
  }

  @Test func `recomputation takes time and saves memory`() throws {
    let words = Self.llama + " --dp 8 --zero 3 --attention unfused --recompute "
    let steps = try ["none", "selective", "full"].map { try Self.step(words + $0) }
    #expect(steps[0].seconds < steps[1].seconds && steps[1].seconds < steps[2].seconds)
    #expect(steps[0].memory.total > steps[1].memory.total)
    #expect(steps[1].memory.total > steps[2].memory.total)
    #expect(steps[0].utilisation > steps[2].utilisation)
  }

  @Test func `narrower numbers and fused kernels are faster`() throws {
    let words = Self.llama + " --dp 8 --zero 3 --microbatch 2"
    let (eager, compiled) = (try Self.step(words), try Self.step(words + " --compiled"))
    #expect(compiled.seconds < eager.seconds)
    #expect(try Self.step(words + " --dtype fp8").seconds < compiled.seconds)
  }

  @Test func `more hosts make sums of gradients longer, nothing else`() throws {
    let words = Self.llama + " --zero 1 --microbatch 1"
    let one = try Self.step(words + " --dp 8 --global-batch 64")
    let many = try Self.step(words + " --dp 128 --global-batch 1024")
    #expect(many.computing == one.computing && many.sharing > one.sharing)
  }

  @Test func `the parts of the report add up to the step`() throws {
    let models = [
      Self.llama + " --dp 8 --zero 3", Self.gpt + " --virtual-stages 3",
      "--model moe --layers 32 --hidden 4096 --heads 32 --kv-heads 8 --ffn 14336 --dp 8 --ep 8",
    ]
    for words in models {
      let step = try Self.step(words)
      let data = Data(try TrainingReport(step).json().utf8)
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let parts = try #require(object["seconds"] as? [String: Double])
      #expect(abs(parts.values.reduce(0, +) / step.seconds - 1) < 1e-9, "\(words)")
      #expect(parts.values.allSatisfy { $0 >= 0 }, "\(parts)")
      for key in [
        "step_seconds", "tokens_per_second", "mfu", "peak_bytes_per_rank",
        "exposed_communication_seconds", "bubble",
      ] {
        #expect(object[key] is NSNumber, "\(key)")
      }
      let bytes = try #require(object["bytes_per_rank"] as? [String: Int])
      #expect(Set(bytes.keys) == ["weights", "gradients", "optimiser", "activations"])
    }
  }

  static let mistakes = [
    ("--tp 7", "--tp: a divisor of the 32 heads is required, 7 is given"),
    ("--pp 5", "--layers: 5 stages of 1 parts require a multiple of 5 layers"),
    ("--pp 4 --virtual-stages 3", "--layers: 4 stages of 3 parts require"),
    ("--virtual-stages 2", "--virtual-stages: more than one stage is required"),
    (
      "--dp 8 --global-batch 7",
      "--global-batch: a multiple of --dp times --microbatch, 8 x 1, is required, 7 is given"
    ),
    (
      "--dp 4 --microbatch 2 --global-batch 12",
      "--global-batch: a multiple of --dp times --microbatch, 4 x 2, is required, 12 is given"
    ),
    ("--zero 4", "--zero: 0, 1, 2 or 3 is required, 4 is given"),
    ("--dp 0", "--dp: a whole number from 1"),
    ("--dp 9223372036854775807 --microbatch 9", "--dp: a whole number from 1"),
    ("--dp 16777216 --tp 8", "at most 16777216 ranks"),
    ("--cp 3", "--cp: a divisor of the 8192 tokens"),
    ("--experts 8", "--experts, --ep and --expert-tp go with --model moe"),
  ]

  @Test(arguments: mistakes)
  func `what cannot be is one clear error`(words: String, message: String) throws {
    do {
      let step = try Self.step(Self.llama + " " + words)
      Issue.record("\(words): \(step.seconds)")
    } catch let error as TrainingError {
      #expect(error.description.contains(message) && error.kind == .usage, "\(error)")
    }
  }

  @Test func `what the topology lacks is told`() throws {
    #expect(throws: TrainingError.self) { try Self.step(Self.llama, on: "torus") }
    #expect(throws: TrainingError.self) {
      try Self.step(Self.llama + " --dtype fp8", on: "dgx-a100")
    }
  }

  @Test func `layers may be two less where the ends stand in`() throws {
    let words =
      "--model llama --layers 126 --hidden 16384 --heads 128 --kv-heads 8 --ffn 53248 --tp 8 --pp 8 "
    let split = try Self.step(words + "--virtual-stages 8 --global-batch 64 --sequence-parallel")
    #expect(split.layers == 16 || split.layers == 15)
  }
}
