extension RawSpan {
  /// The first byte. A span is pinned memory for as long as it lives, and a binding uses the address
  /// only while its caller's span lives. An empty span gives an address that nothing reads.
  var address: UnsafeRawPointer {
    unsafe withUnsafeBytes { bytes in
      unsafe bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64)!
    }
  }
}

extension MutableRawSpan {
  /// The first byte, as `RawSpan.address`.
  mutating func address() -> UnsafeMutableRawPointer {
    unsafe withUnsafeMutableBytes { bytes in
      unsafe bytes.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64)!
    }
  }
}
