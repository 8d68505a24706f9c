// `import Tessera` is all that a program needs.
@_exported import CostModel
@_exported import Elements
@_exported import Execution
@_exported import Programs
@_exported import Resharding
@_exported import SPMDRules
@_exported import Sharding
@_exported import Tensors
