@_exported import CheckpointFormats
