extension Request {
  /// A copy of the buffer: what was received, once the request is done.
  public var contents: [UInt8] {
    withBytes { span in unsafe span.withUnsafeBytes { unsafe Array($0) } }
  }

  /// Copies the buffer into `bytes`, which must be as many.
  public func copyContents(into bytes: inout MutableRawSpan) {
    withBytes { span in
      precondition(
        span.byteCount == bytes.byteCount,
        "\(span.byteCount) bytes of a request do not fill \(bytes.byteCount)")
      unsafe bytes.address().copyMemory(from: span.address, byteCount: span.byteCount)
    }
  }
}
