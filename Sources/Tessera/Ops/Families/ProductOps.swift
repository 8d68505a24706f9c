import Tensors

/// Matrix products, in the dtype that the factors promote to.
extension Kernel {
  static let matmul = single { call in
    func factor(_ index: Int, _ isSwapped: String) -> DenseTensor {
      let tensor = call.tensor(index).converted(to: call.dtypes[0])
      guard call.bool(isSwapped), tensor.ndim > 1 else { return tensor }
      return tensor.transposed(tensor.ndim - 2, tensor.ndim - 1)
    }
    return factor(0, "trans_x").matmul(factor(1, "trans_y"))
  }

  static let bmm = single { call in
    call.tensor(0).converted(to: call.dtypes[0]).matmul(
      call.tensor(1).converted(to: call.dtypes[0]))
  }
}
