import ComplexModule
import Elements

extension Bool: KernelElement {
  typealias Accumulator = Bool
  @inline(__always) var wide: Int64 { self ? 1 : 0 }
  @inline(__always) static func converted(_ value: Int64) -> Bool { value != 0 }
  @inline(__always) static func converted(_ value: UInt64) -> Bool { value != 0 }
  @inline(__always) static func converted(_ value: Complex<Float>) -> Bool {
    value.rawStorage.x != 0 || value.rawStorage.y != 0
  }
}

extension KernelElement where Self: FixedWidthInteger {
  @inline(__always) static func converted(_ value: Int64) -> Self {
    Self(truncatingIfNeeded: value)
  }
  @inline(__always) static func converted(_ value: UInt64) -> Self {
    Self(truncatingIfNeeded: value)
  }
}

extension Int8: KernelElement {
  typealias Accumulator = Int8
  @inline(__always) var wide: Int64 { Int64(self) }
}

extension Int16: KernelElement {
  typealias Accumulator = Int16
  @inline(__always) var wide: Int64 { Int64(self) }
}

extension Int32: KernelElement {
  typealias Accumulator = Int32
  @inline(__always) var wide: Int64 { Int64(self) }
}

extension UInt8: KernelElement {
  typealias Accumulator = UInt8
  @inline(__always) var wide: Int64 { Int64(self) }
}

extension UInt16: KernelElement {
  typealias Accumulator = UInt16
  @inline(__always) var wide: Int64 { Int64(self) }
}

extension UInt32: KernelElement {
  typealias Accumulator = UInt32
  @inline(__always) var wide: Int64 { Int64(self) }
}

extension Int64: KernelElement {
  typealias Accumulator = Int64
  @inline(__always) var wide: Int64 { self }
}

extension UInt64: KernelElement {
  typealias Accumulator = UInt64
  @inline(__always) var wide: UInt64 { self }
}
