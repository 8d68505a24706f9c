// swift-tools-version: 6.2
// Tessera: distributed tensors in Swift on MPI.

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

// Tests that compute little compile in half the time where nothing optimises them; what they test is optimised. No
// product has these flags.
let plainSettings =
  settings + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

let package = Package(
  name: "tessera",
  products: [
    .library(name: "Tessera", targets: ["Tessera"]),
    .library(name: "Sharding", targets: ["Sharding"]),
    .library(name: "SPMDRules", targets: ["SPMDRules"]),
    .library(name: "BERT", targets: ["BERT"]),
    .library(name: "Checkpoints", targets: ["Checkpoints"]),
    .library(name: "CostModel", targets: ["CostModel"]),
    .library(name: "Importing", targets: ["Importing"]),
    .library(name: "Programs", targets: ["Programs"]),
    .library(name: "Resharding", targets: ["Resharding"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "MPI", targets: ["MPI"]),
    .executable(name: "tessera", targets: ["TesseraCLI"]),
    // What needs neither MPI nor BLAS.
    .library(
      name: "Planning",
      targets: [
        "Autosharding", "CostModel", "Forecasts", "Programs", "Resharding", "SPMDRules", "Sharding",
        "Simulation",
      ]),
    .executable(name: "tessera-plan", targets: ["TesseraPlan"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The only fence around <mpi.h>. pkg-config knows Debian's choice of an MPI as mpi-c, Open MPI's own
    // packages as ompi-c, MPICH's as mpich: TESSERA_MPI names another than mpi-c.
    .systemLibrary(
      name: "CMPI", pkgConfig: Context.environment["TESSERA_MPI"] ?? "mpi-c",
      providers: [.apt(["libopenmpi-dev", "openmpi-bin", "pkg-config"])]),

    // The only fence around <cblas.h>.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "pkg-config"])]),

    // The only fence around <dnnl.h>: products of float32 and bfloat16, and convolutions of float32.
    .target(name: "COneDNN", linkerSettings: [.linkedLibrary("dnnl")]),

    // The only fence around what a host shares between processes.
    .target(name: "CHost", publicHeadersPath: "."),

    // The only fence around what files need of the system beyond Swift's C library.
    .target(name: "CFiles", publicHeadersPath: "."),

    // Loops that say which of the processor's instructions they take, on functions of the library SLEEF.
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("sleef")]),

    // The words that every floor speaks: element types and reduce ops.
    .target(name: "Elements", swiftSettings: settings),

    // Headers of tensor files, and files and streams that are written whole or not at all.
    .target(name: "Files", dependencies: ["CFiles", "Elements"], swiftSettings: settings),

    // The ground floor: three modules that do not know each other.
    .target(name: "MPI", dependencies: ["CHost", "CMPI", "Elements"], swiftSettings: settings),
    .target(
      name: "Tensors",
      dependencies: [
        "CHost", "CKernels", "COneDNN", "COpenBLAS", "Elements", "Files",
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: settings),
    .target(name: "Sharding", dependencies: ["Elements", "Yams"], swiftSettings: settings),

    // What every op is: the schema, generated from the YAML beside it.
    .target(
      name: "Ops", dependencies: ["Elements"],
      exclude: ["ops.yaml", "fused_ops.yaml", "aten.tsv", "pytorch.tsv"],
      swiftSettings: settings),
    .executableTarget(name: "OpsGenerator", dependencies: ["Yams"], swiftSettings: settings),

    // What each op wants of its operands.
    .target(
      name: "SPMDRules", dependencies: ["Elements", "Ops", "Sharding"], swiftSettings: settings),

    // What links, hosts and processors cost: topologies, prices, fits.
    .target(
      name: "CostModel", dependencies: ["Elements", "Sharding", "Yams"], swiftSettings: settings),

    // Plans: values, found by search, proved minimal. No MPI and no tensors.
    .target(
      name: "Resharding",
      dependencies: [
        "CostModel", "Elements", "Sharding",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),

    // The same plans on ranks that do not exist. No MPI and no tensors.
    .target(
      name: "Simulation",
      dependencies: [
        "CostModel", "Elements", "Resharding", "Sharding",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),

    // Whole computations as values: recorded, printed, parsed, placed. No MPI and no kernels.
    .target(
      name: "Programs",
      dependencies: [
        "Elements", "Ops", "Resharding", "SPMDRules", "Sharding", "Yams",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),

    // Programs from the files of other systems: PyTorch's exported models, and ONNX's. No MPI and no kernels.
    .target(
      name: "Importing",
      dependencies: ["Elements", "Files", "Ops", "Programs", "SPMDRules"],
      swiftSettings: settings),

    // Models that were read, as Swift packages. No MPI and no kernels.
    .target(
      name: "Conversion",
      dependencies: ["Elements", "Files", "Importing", "Ops", "Programs", "SPMDRules"],
      swiftSettings: settings),

    // What a run of a program takes on a cluster, without the cluster: work, time, memory. No MPI and no kernels.
    .target(
      name: "Forecasts",
      dependencies: [
        "CostModel", "Elements", "Ops", "Programs", "Resharding", "SPMDRules", "Sharding",
        "Simulation",
      ],
      swiftSettings: settings),

    // The placements that cost least: strategies of ops, and the search among them. No MPI and no kernels.
    .target(
      name: "Autosharding",
      dependencies: [
        "CostModel", "Elements", "Forecasts", "Ops", "Programs", "Resharding", "SPMDRules",
        "Sharding",
      ],
      swiftSettings: settings),

    // What checkpoints on disk hold, whoever wrote them, and how ours are written. No MPI and no tensors.
    .target(
      name: "CheckpointFormats",
      dependencies: ["Elements", "Files", "Importing", "Sharding", "Yams"],
      swiftSettings: settings),

    // Plans on ranks that do: by MPI, by shared memory, or in one process.
    .target(
      name: "Execution",
      dependencies: ["CostModel", "Elements", "MPI", "Resharding", "Sharding", "Tensors"],
      swiftSettings: settings),

    // Values to SVG and to text: how tensors lie, time lines, charts.
    .target(name: "Pictures", dependencies: ["Sharding"], swiftSettings: settings),

    // What a model would cost, as one page for a browser. No MPI and no kernels.
    .target(
      name: "Reports",
      dependencies: [
        "Autosharding", "CostModel", "Elements", "Forecasts", "Ops", "Pictures", "Programs",
        "Resharding", "Sharding",
      ],
      swiftSettings: settings),

    // What users import.
    .target(
      name: "Tessera",
      dependencies: [
        "CostModel", "Elements", "Execution", "Files", "MPI", "Ops", "Programs", "Resharding",
        "SPMDRules", "Sharding", "Simulation", "Tensors",
      ],
      swiftSettings: settings),
    // What the command lines of all programs share: their words, their mistakes, how they end.
    .target(
      name: "Console",
      dependencies: [
        "Elements", "Files", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    // Distributed tensors to checkpoints and back, on any mesh.
    .target(
      name: "Checkpoints",
      dependencies: [
        "CheckpointFormats", "Elements", "Files", "Resharding", "Sharding", "Tensors", "Tessera",
      ],
      swiftSettings: settings),
    // A BERT encoder, of nothing but ops on tensors that are distributed.
    .target(
      name: "BERT",
      dependencies: ["Elements", "Programs", "Resharding", "Sharding", "Tensors", "Tessera"],
      swiftSettings: settings),

    // The subcommands that need no job, and their program for machines without MPI.
    .target(
      name: "PlanningCommands",
      dependencies: [
        "Autosharding", "CheckpointFormats",
        "Console", "Conversion", "CostModel", "Elements", "Files", "Forecasts", "Importing", "Ops",
        "Pictures",
        "Programs", "Reports",
        "Resharding", "SPMDRules", "Sharding", "Simulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("Convert/export.py")],
      swiftSettings: settings),
    .executableTarget(
      name: "TesseraPlan",
      dependencies: [
        "Console", "PlanningCommands",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "TesseraCLI",
      dependencies: [
        "BERT",
        "Benchmarks", "PlanningCommands",
        "CheckpointFormats", "Checkpoints", "Files",
        "Console", "CostModel", "Elements", "Execution", "Forecasts", "Importing", "MPI", "Ops",
        "Pictures", "Programs", "Resharding", "SPMDRules", "Sharding", "Simulation", "Tensors",
        "Tessera",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // Programs to read and to run.
    .executableTarget(
      name: "FirstProgram", dependencies: ["Tessera"], path: "Sources/Examples/FirstProgram",
      swiftSettings: settings),
    .executableTarget(
      name: "TrainMLP", dependencies: ["Tessera"], path: "Sources/Examples/TrainMLP",
      swiftSettings: settings),
    .executableTarget(
      name: "TrainPipeline", dependencies: ["Tessera"], path: "Sources/Examples/TrainPipeline",
      swiftSettings: settings),
    // As 'tessera convert' writes it of the tests' GPT-2.
    .target(
      name: "GPT2Model", dependencies: ["Tessera"],
      path: "Sources/Examples/GPT2/Sources/GPT2Model", swiftSettings: settings),
    .executableTarget(
      name: "gpt2", dependencies: ["GPT2Model", "Tessera"],
      path: "Sources/Examples/GPT2/Sources/gpt2", swiftSettings: settings),

    // What is measured of a machine: the subcommands of bench.
    .target(
      name: "Benchmarks",
      dependencies: [
        "CheckpointFormats", "Checkpoints", "Console", "CostModel", "Elements", "Forecasts", "MPI",
        "Pictures", "PlanningCommands", "Programs", "Resharding", "SPMDRules", "Sharding",
        "Tensors", "Tessera",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks", exclude: ["Results", "peers"], swiftSettings: settings),

    .testTarget(name: "ArchitectureTests", swiftSettings: plainSettings),
    .testTarget(name: "ElementsTests", dependencies: ["Elements"], swiftSettings: plainSettings),
    .testTarget(
      name: "OpsTests", dependencies: ["Elements", "Ops", "OpsGenerator"], exclude: ["Fixtures"],
      swiftSettings: plainSettings),
    .testTarget(
      name: "ShardingTests", dependencies: ["Elements", "Sharding"], exclude: ["Fixtures"],
      swiftSettings: plainSettings),
    .testTarget(
      name: "ProgramsTests", dependencies: ["Elements", "Programs", "Resharding", "Sharding"],
      swiftSettings: plainSettings),
    .testTarget(
      name: "ImportingTests",
      dependencies: [
        "Elements", "Files", "Importing", "Programs", "SPMDRules", "Sharding", "Tensors", "Tessera",
      ],
      exclude: ["Fixtures"], swiftSettings: plainSettings),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "Sharding"], swiftSettings: plainSettings),
    .testTarget(
      name: "TensorsTests",
      dependencies: [
        "Files",
        "CKernels", "Elements", "ReshardCases", "Tensors",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      exclude: ["Fixtures"],
      swiftSettings: settings),
    // Threads for tests that wait for processes.
    .target(name: "Waiting", path: "Tests/Waiting", swiftSettings: settings),
    // The cases that the tests of reshards share, with and without MPI.
    .target(
      name: "ReshardCases",
      dependencies: ["CostModel", "Execution", "Elements", "Resharding", "Sharding", "Tensors"],
      path: "Tests/ReshardCases",
      swiftSettings: settings),
    // The cases that the tests of ops share, with and without MPI.
    .target(
      name: "OpCases",
      dependencies: [
        "Resharding", "CostModel", "Execution", "Elements", "Programs", "ReshardCases", "SPMDRules",
        "Sharding", "Tensors", "Tessera",
      ],
      path: "Tests/OpCases",
      swiftSettings: settings),
    // Random programs, which the tests of programs share, with and without MPI.
    .target(
      name: "ProgramCases",
      dependencies: [
        "Elements", "Programs", "ReshardCases", "Resharding", "SPMDRules", "Sharding", "Tensors",
        "Tessera",
      ],
      path: "Tests/ProgramCases",
      swiftSettings: settings),
    // Random checkpoints, which the tests share, with and without MPI.
    .target(
      name: "CheckpointCases",
      dependencies: ["Checkpoints", "Elements", "ReshardCases", "Sharding", "Tensors", "Tessera"],
      path: "Tests/CheckpointCases",
      swiftSettings: settings),
    .testTarget(
      name: "CheckpointsTests",
      dependencies: [
        "CheckpointCases", "CheckpointFormats", "Checkpoints", "Elements", "Files", "ReshardCases",
        "Sharding", "Tensors", "Tessera",
      ],
      exclude: ["Fixtures"], swiftSettings: plainSettings),
    .testTarget(
      name: "SPMDRulesTests",
      dependencies: [
        "PlanningCommands",
        "CostModel",
        "Elements", "Execution", "OpCases", "Ops", "ReshardCases", "Resharding", "SPMDRules",
        "Sharding", "Simulation", "Tensors", "Tessera", "TesseraCLI",
      ],
      exclude: ["Vectors"], swiftSettings: plainSettings),
    .testTarget(
      name: "ReshardingTests",
      dependencies: [
        "PlanningCommands",
        "CostModel", "Elements", "Execution", "ReshardCases", "Resharding", "Sharding",
        "Simulation", "Tensors", .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      swiftSettings: plainSettings),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Execution",
        "CostModel", "Elements", "ReshardCases", "Resharding", "Sharding", "Simulation",
      ],
      swiftSettings: plainSettings),
    .testTarget(
      name: "ForecastsTests",
      dependencies: [
        "CostModel", "Elements", "Forecasts", "Ops", "ProgramCases", "Programs", "Resharding",
        "SPMDRules", "Sharding",
      ],
      swiftSettings: plainSettings),
    .testTarget(
      name: "AutoshardingTests",
      dependencies: [
        "Autosharding", "CostModel", "Elements", "Forecasts", "ProgramCases", "Programs",
        "ReshardCases", "Resharding", "Sharding",
      ],
      swiftSettings: plainSettings),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Autosharding", "CostModel", "Elements", "Forecasts", "Programs", "Reports", "Resharding",
        "Sharding", "Waiting",
      ],
      swiftSettings: plainSettings),
    .testTarget(
      name: "TesseraTests",
      dependencies: [
        "BERT",
        "PlanningCommands",
        "Files",
        "CostModel", "Execution",
        "Elements", "OpCases", "Ops", "ProgramCases", "Programs", "ReshardCases", "Resharding",
        "SPMDRules", "Sharding", "Tensors", "Tessera",
      ],
      exclude: ["FusedVectors"], swiftSettings: settings),
    .testTarget(
      name: "RankTests",
      dependencies: [
        "CheckpointCases", "Checkpoints",
        "PlanningCommands",
        "CostModel", "Elements", "Execution", "MPI", "OpCases", "ProgramCases", "Programs",
        "ReshardCases", "Resharding", "Sharding", "Simulation", "Tensors", "Tessera", "Waiting",
      ],
      swiftSettings: settings),
    // The proof of programs, for longer than the tests run it.
    .executableTarget(
      name: "ProgramTrials", dependencies: ["Elements", "ProgramCases"],
      path: "Tests/ProgramTrials",
      swiftSettings: settings),
    // Programs whose ranks fail, for the tests of how jobs end.
    .executableTarget(
      name: "Scenarios",
      dependencies: [
        "Resharding", "Execution", "CostModel", "MPI", "Sharding", "Tensors", "Tessera",
      ],
      path: "Tests/Scenarios",
      swiftSettings: settings),
    // Every parser against inputs that are nearly right.
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CheckpointFormats", "Checkpoints",
        "BERT",
        "PlanningCommands",
        "Programs",
        "Files",
        "Importing",
        "Execution",
        "CostModel", "Elements", "ReshardCases", "Resharding", "Sharding", "Tensors", "Tessera",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Fuzz", swiftSettings: settings),
    .testTarget(
      name: "TesseraCLITests",
      dependencies: [
        "CheckpointFormats",
        "TesseraPlan",
        "BERT",
        "PlanningCommands",
        "Files",
        "Resharding",
        "TesseraCLI", "Console", "Benchmarks", "Scenarios", "Fuzz", "FirstProgram", "TrainMLP",
        "TrainPipeline", "gpt2",
        "CostModel", "Elements", "Execution", "Tensors", "Waiting",
      ],
      exclude: ["Goldens"], swiftSettings: plainSettings),
  ]
)
