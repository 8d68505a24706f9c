// Whoever reads or writes tensors in files names these files.
@_exported import Files
