import Elements
import Programs

extension Compositions {
  /// Modified Bessel functions of the first kind, of order 0 and 1; those whose name ends in e are times exp(-|x|).
  ///
  /// Each is one polynomial up to 8 and another beyond, which interpolate it at Chebyshev's points. In float64
  /// they are within 1.4e-15 of the value.
  static let bessel: [String: Composition] = [
    "aten.i0.default": { [try bessel($0, isOne: false, isScaled: false)] },
    "aten.special_i0.default": { [try bessel($0, isOne: false, isScaled: false)] },
    "aten.special_i0e.default": { [try bessel($0, isOne: false, isScaled: true)] },
    "aten.special_i1.default": { [try bessel($0, isOne: true, isScaled: false)] },
    "aten.special_i1e.default": { [try bessel($0, isOne: true, isScaled: true)] },
  ]

  private static func bessel(_ call: CompositionCall, isOne: Bool, isScaled: Bool) throws -> Value {
    let given = try call.tensor("self")
    // PyTorch too computes 16-bit floats in float32.
    let x = try given.dtype == .float64 ? given : given.cast(.float32)
    let size = try call.op("abs", x)
    let (bound, one) = (try call.scalar(8, like: x), try call.scalar(1, like: x))
    let isNear = try size .<= bound
    // Where a polynomial is not chosen, its argument is a constant, so that no gradient flows through it.
    let (low, high) = (
      try call.op("where", isNear, size, one), try call.op("where", isNear, bound, size)
    )
    var near = try polynomial(isOne ? nearOne : nearZero, low * 0.25 - 1.0, call)
    var far = try polynomial(isOne ? farOne : farZero, 16.0 / high - 1.0, call)
    far = try far / call.op("sqrt", high)
    if isOne {
      near = try near * x
      far = try far * call.op("sign", x)
    }
    let scaled = try call.op("where", isNear, near, far)
    return try isScaled ? scaled : scaled * call.op("exp", size)
  }

  /// The sum of the powers of t from 0 on, times these numbers.
  private static func polynomial(_ numbers: [Double], _ t: Value, _ call: CompositionCall) throws
    -> Value
  {
    guard let last = numbers.last else { return try t * 0.0 }
    return try numbers.dropLast().reversed().reduce(call.scalar(last, like: t)) { try $0 * t + $1 }
  }

  /// exp(-x) I0(x) for x up to 8, in powers of x / 4 - 1.
  private static let nearZero: [Double] = [
    0.20700192122398667, -0.11300432688620547, 0.0945156285399639, -0.08904344136076327,
    0.08734341617468505, -0.08496338091593245, 0.07927522592865593, -0.06954119562303405,
    0.05677703173239174, -0.04298594937721531, 0.030177914326369393, -0.019682655309282406,
    0.011960065956449436, -0.006792396673321815, 0.0036171685199186195, -0.001811898032010941,
    0.0008562120964037982, -0.0003828745840656792, 0.00016258361907161146,
    -6.555606021032439e-05, 2.4986432931858343e-05, -9.194264364358614e-06, 3.40892232481125e-06,
    -1.1360524712119476e-06, 2.699153146632741e-07, -8.791296325157322e-08,
    5.753995763975938e-08, -1.601973429472564e-08,
  ]

  /// exp(-x) I0(x) times the root of x for x from 8 on, in powers of 16 / x - 1.
  private static let farZero: [Double] = [
    0.4021765094450085, 0.0033605519836677825, 0.00013621607431419543, 1.1143033809949664e-05,
    1.483850178033181e-06, 2.9735920977050013e-07, 8.868756452767297e-08, 3.9334363714915647e-08,
    2.178629993133627e-08, 7.497573713317462e-09, -7.711547780447753e-09,
    -1.3186462085672413e-08, -2.936770695088146e-09, 7.015854599851706e-09,
    3.288502385565785e-09, -2.6823199253080667e-09, -1.3320154008028988e-09,
    7.197534582268409e-10, 2.2647982245198086e-10, -9.887043830277007e-11,
  ]

  /// exp(-x) I1(x) / x for x up to 8, in powers of x / 4 - 1.
  private static let nearOne: [Double] = [
    0.04468770987560883, -0.06112433802966629, 0.06805759990951267, -0.06848260620582576,
    0.06376740371333725, -0.05528003922703299, 0.04467457262304859, -0.03367135552039122,
    0.023686016933733296, -0.015571309250544394, 0.009583962342948091, -0.0055345678088487725,
    0.003005761422600446, -0.0015388747130763492, 0.0007445158546973146, -0.00034117562574038554,
    0.0001484126353082137, -6.142435066991627e-05, 2.4248618918164148e-05,
    -9.135581253751598e-06, 3.2758896983910484e-06, -1.133551346432692e-06,
    3.9091632529126733e-07, -1.2376686539665326e-07, 2.9883402742599985e-08,
    -9.144761049555143e-09, 5.211654337723065e-09, -1.3931836382589292e-09,
  ]

  /// exp(-x) I1(x) times the root of x for x from 8 on, in powers of 16 / x - 1.
  private static let farOne: [Double] = [
    0.38939845902587195, -0.009749577193235664, -0.0002192357637525843, -1.503854721811215e-05,
    -1.834912864610714e-06, -3.4838497699828714e-07, -9.997666937000297e-08,
    -4.313704130440909e-08, -2.362264334898235e-08, -8.37506013473891e-09, 7.741707205010203e-09,
    1.3829044445640035e-08, 3.3967168196881237e-09, -7.147574888201996e-09,
    -3.565062665716074e-09, 2.66745253503564e-09, 1.4228550674246906e-09, -7.021665803756543e-10,
    -2.4036661288317025e-10, 9.513611829236275e-11,
  ]
}
