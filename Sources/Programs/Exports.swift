@_exported import Resharding
@_exported import SPMDRules
@_exported import Sharding
