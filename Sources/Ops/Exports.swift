@_exported import Elements
