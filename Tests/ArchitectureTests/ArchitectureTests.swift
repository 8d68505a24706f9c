import Testing

/// The house: which module stands on which, and which folder on which. The book's article *Architecture* says why.
@Suite struct ArchitectureTests {
  /// From the ground up: a module may use those of lower floors.
  static let floors: [[String]] = [
    [
      "Elements", "CMPI", "COneDNN", "COpenBLAS", "CFiles", "CHost", "CKernels", "OpsGenerator",
    ],
    ["Files", "Sharding", "MPI", "Ops"],
    ["Tensors", "SPMDRules", "CostModel"],
    ["Resharding"],
    ["Programs"],
    ["Simulation", "Execution", "Importing"],
    ["Forecasts"],
    ["Autosharding", "Tessera", "CheckpointFormats", "Pictures", "Console", "Conversion"],
    ["Reports"],
    ["BERT", "Checkpoints", "GPT2Model", "PlanningCommands"],
    ["Benchmarks"],
    ["TesseraCLI", "TesseraPlan", "FirstProgram", "TrainMLP", "TrainPipeline", "gpt2"],
  ]

  static let outside: Set<String> = [
    "ArgumentParser", "ComplexModule", "HeapModule", "OrderedCollections", "RealModule", "Yams",
    "Foundation", "Glibc", "RegexBuilder", "Synchronization", "Swift",
  ]

  @Test func `every module stands on a floor`() throws {
    let known = Set(Self.floors.joined())
    for module in try Module.all() {
      #expect(known.contains(module.name), "\(module.name) is on no floor of this test")
    }
  }

  @Test func `no arrow runs up or along a floor`() throws {
    let heights = Dictionary(
      uniqueKeysWithValues: Self.floors.enumerated().flatMap { height, names in
        names.map { ($0, height) }
      })
    for module in try Module.all() {
      for other in module.dependencies where !Self.outside.contains(other) {
        let (own, its) = (heights[module.name] ?? 0, heights[other] ?? .max)
        #expect(its < own, "\(module.name) uses \(other)")
      }
    }
  }

  @Test func `what a module imports is what Package.swift says`() throws {
    for module in try Module.all() {
      let named = Set(module.dependencies)
      for other in module.imports.subtracting(named) {
        #expect(
          ["Foundation", "Glibc", "RegexBuilder", "Synchronization"].contains(other),
          "\(module.name) imports \(other)")
      }
      #expect(
        named.subtracting(module.imports) == [],
        "Package.swift names what \(module.name) does not import")
    }
  }

  @Test(arguments: [
    "CostModel", "CheckpointFormats", "Resharding", "Simulation", "SPMDRules", "Programs",
    "Importing", "Conversion", "Forecasts", "Autosharding",
    "Reports", "PlanningCommands", "TesseraPlan",
  ])
  func `what plans, prices and simulates needs neither MPI nor BLAS`(name: String) throws {
    let modules = Dictionary(uniqueKeysWithValues: try Module.all().map { ($0.name, $0) })
    var (reached, waiting) = (Set<String>(), [name])
    while let next = waiting.popLast() {
      if reached.insert(next).inserted { waiting += modules[next]?.dependencies ?? [] }
    }
    #expect(
      reached.isDisjoint(with: [
        "MPI", "CMPI", "Tensors", "COneDNN", "COpenBLAS", "CHost", "CKernels",
      ]))
    #expect(reached.contains("Sharding"))
  }

  @Test func `no two folders of a module use each other`() throws {
    for module in try Module.all() {
      let uses = module.uses()
      for (folder, others) in uses {
        for (other, types) in others where folder < other {
          guard let back = uses[other]?[folder] else { continue }
          Issue.record(
            "\(module.name): '\(folder)' uses \(types.sorted()), and '\(other)' uses \(back.sorted())"
          )
        }
      }
    }
  }

  @Test func `the search for circles finds one`() {
    let module = Module(
      name: "M", dependencies: [],
      files: [
        SourceFile(name: "A.swift", folder: "A", code: "struct Apple { var pear: Pear? }"),
        SourceFile(name: "B.swift", folder: "B", code: "enum Pear { case of(Apple) }"),
      ])
    #expect(module.uses()["A"]?["B"] == ["Pear in A.swift"])
    #expect(module.uses()["B"]?["A"] == ["Apple in B.swift"])
  }
}
