import ComplexModule
import Elements

@testable import Tensors

/// What NumPy 2.4's `array2string` prints.
struct PrintingGolden: Sendable {
  let name: String
  let tensor: @Sendable () -> DenseTensor
  var options = PrintOptions()
  let text: String

  static let all: [PrintingGolden] = [
    PrintingGolden(
      name: "bools", tensor: { DenseTensor([true, false, true, true] as [Bool], shape: [2, 2]) },
      text: """
        [[ True False]
         [ True  True]]
        """),
    PrintingGolden(
      name: "a 0-D bool", tensor: { DenseTensor([true] as [Bool], shape: []) },
      text: "True"),
    PrintingGolden(
      name: "a 0-D float", tensor: { DenseTensor([1.5] as [Float], shape: []) },
      text: "1.5"),
    PrintingGolden(
      name: "a 0-D integer", tensor: { DenseTensor([-7] as [Int64], shape: []) },
      text: "-7"),
    PrintingGolden(
      name: "nothing", tensor: { DenseTensor([] as [Float], shape: [2, 0]) },
      text: "[]"),
    PrintingGolden(
      name: "integers of different width",
      tensor: { DenseTensor([-100, 5, 20, 7] as [Int32], shape: [2, 2]) },
      text: """
        [[-100    5]
         [  20    7]]
        """),
    PrintingGolden(
      name: "the ends of int64",
      tensor: {
        DenseTensor([-9223372036854775808, 9223372036854775807, 0] as [Int64], shape: [3])
      },
      text: "[-9223372036854775808  9223372036854775807                    0]"),
    PrintingGolden(
      name: "the end of uint64",
      tensor: { DenseTensor([18446744073709551615, 1] as [UInt64], shape: [2]) },
      text: "[18446744073709551615                    1]"),
    PrintingGolden(
      name: "bytes", tensor: { DenseTensor([0, 255, 7] as [UInt8], shape: [3]) },
      text: "[  0 255   7]"),
    PrintingGolden(
      name: "whole floats", tensor: { DenseTensor([1.0, 2.0, 3.0] as [Float], shape: [3]) },
      text: "[1. 2. 3.]"),
    PrintingGolden(
      name: "fractions",
      tensor: { DenseTensor([0.1, 2.25, -3.0, 0.3333333333333333] as [Float], shape: [2, 2]) },
      text: """
        [[ 0.1         2.25      ]
         [-3.          0.33333334]]
        """),
    PrintingGolden(
      name: "float64 fractions are cut at the precision",
      tensor: {
        DenseTensor([0.3333333333333333, 0.6666666666666666, 0.1] as [Double], shape: [3])
      },
      text: "[0.33333333 0.66666667 0.1       ]"),
    PrintingGolden(
      name: "nan and infinities",
      tensor: { DenseTensor([.nan, .infinity, -.infinity, 1.0] as [Float], shape: [4]) },
      text: "[ nan  inf -inf   1.]"),
    PrintingGolden(
      name: "only nan and infinity",
      tensor: { DenseTensor([.nan, .infinity] as [Double], shape: [2]) },
      text: "[nan inf]"),
    PrintingGolden(
      name: "only negative infinity",
      tensor: { DenseTensor([-.infinity, .nan] as [Double], shape: [2]) },
      text: "[-inf  nan]"),
    PrintingGolden(
      name: "negative zero", tensor: { DenseTensor([-0.0, 0.0, 1.5] as [Double], shape: [3]) },
      text: "[-0.   0.   1.5]"),
    PrintingGolden(
      name: "large and small take exponents",
      tensor: { DenseTensor([1e-05, 1.0, 1000.0] as [Double], shape: [3]) },
      text: "[1.e-05 1.e+00 1.e+03]"),
    PrintingGolden(
      name: "a three-digit exponent",
      tensor: { DenseTensor([1e+100, 1.5, -2e-200] as [Double], shape: [3]) },
      text: "[ 1.0e+100  1.5e+000 -2.0e-200]"),
    PrintingGolden(
      name: "float32 takes exponents from a million on",
      tensor: { DenseTensor([1000000.0, 1.0] as [Float], shape: [2]) },
      text: "[1.e+06 1.e+00]"),
    PrintingGolden(
      name: "float32 just below",
      tensor: { DenseTensor([999999.0, 1000.5] as [Float], shape: [2]) },
      text: "[999999.    1000.5]"),
    PrintingGolden(
      name: "float16 takes exponents from a thousand on",
      tensor: { DenseTensor([1000.0, 1.0] as [Float16], shape: [2]) },
      text: "[1.e+03 1.e+00]"),
    PrintingGolden(
      name: "float16 is short",
      tensor: { DenseTensor([0.1, 0.2, 0.3333333333333333] as [Float16], shape: [3]) },
      text: "[0.1    0.2    0.3333]"),
    PrintingGolden(
      name: "precision 2",
      tensor: { DenseTensor([3.14159, 2.71828, 0.001] as [Double], shape: [3]) },
      options: PrintOptions(precision: 2),
      text: "[3.14e+00 2.72e+00 1.00e-03]"),
    PrintingGolden(
      name: "precision 0", tensor: { DenseTensor([3.7, -0.2] as [Double], shape: [2]) },
      options: PrintOptions(precision: 0),
      text: "[ 4. -0.]"),
    PrintingGolden(
      name: "exponents with nan",
      tensor: { DenseTensor([10000000000.0, .nan, -.infinity] as [Float], shape: [3]) },
      text: "[1.e+10    nan   -inf]"),
    PrintingGolden(
      name: "complex",
      tensor: {
        DenseTensor(
          [Complex(1.0, 2.0), Complex(-0.5, 0.0), Complex(0.0, -3.25)] as [Complex<Float>],
          shape: [3])
      },
      text: "[ 1. +2.j   -0.5+0.j    0. -3.25j]"),
    PrintingGolden(
      name: "complex with nan and infinity",
      tensor: {
        DenseTensor([Complex(.nan, 1.0), Complex(2.0, -.infinity)] as [Complex<Float>], shape: [2])
      },
      text: "[nan +1.j  2.-infj]"),
    PrintingGolden(
      name: "complex with exponents",
      tensor: {
        DenseTensor(
          [Complex(10000000000.0, 0.5), Complex(1.0, 2e-07)] as [Complex<Float>], shape: [2])
      },
      text: "[1.e+10+5.e-01j 1.e+00+2.e-07j]"),
    PrintingGolden(
      name: "a matrix", tensor: { DenseTensor(fill: .iota, shape: [3, 4], dtype: .int32) },
      text: """
        [[ 0  1  2  3]
         [ 4  5  6  7]
         [ 8  9 10 11]]
        """),
    PrintingGolden(
      name: "rows wrap at the line width",
      tensor: { DenseTensor(fill: .iota, shape: [60], dtype: .int64) },
      text: """
        [ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
         24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47
         48 49 50 51 52 53 54 55 56 57 58 59]
        """),
    PrintingGolden(
      name: "a row of three dims wraps",
      tensor: { DenseTensor(fill: .iota, shape: [2, 2, 40], dtype: .float32) },
      text: """
        [[[  0.   1.   2.   3.   4.   5.   6.   7.   8.   9.  10.  11.  12.  13.
            14.  15.  16.  17.  18.  19.  20.  21.  22.  23.  24.  25.  26.  27.
            28.  29.  30.  31.  32.  33.  34.  35.  36.  37.  38.  39.]
          [ 40.  41.  42.  43.  44.  45.  46.  47.  48.  49.  50.  51.  52.  53.
            54.  55.  56.  57.  58.  59.  60.  61.  62.  63.  64.  65.  66.  67.
            68.  69.  70.  71.  72.  73.  74.  75.  76.  77.  78.  79.]]

         [[ 80.  81.  82.  83.  84.  85.  86.  87.  88.  89.  90.  91.  92.  93.
            94.  95.  96.  97.  98.  99. 100. 101. 102. 103. 104. 105. 106. 107.
           108. 109. 110. 111. 112. 113. 114. 115. 116. 117. 118. 119.]
          [120. 121. 122. 123. 124. 125. 126. 127. 128. 129. 130. 131. 132. 133.
           134. 135. 136. 137. 138. 139. 140. 141. 142. 143. 144. 145. 146. 147.
           148. 149. 150. 151. 152. 153. 154. 155. 156. 157. 158. 159.]]]
        """),
    PrintingGolden(
      name: "three dims part by a blank line",
      tensor: { DenseTensor(fill: .iota, shape: [2, 2, 3], dtype: .int8) },
      text: """
        [[[ 0  1  2]
          [ 3  4  5]]

         [[ 6  7  8]
          [ 9 10 11]]]
        """),
    PrintingGolden(
      name: "four dims", tensor: { DenseTensor(fill: .iota, shape: [2, 2, 1, 2], dtype: .int16) },
      text: """
        [[[[0 1]]

          [[2 3]]]


         [[[4 5]]

          [[6 7]]]]
        """),
    PrintingGolden(
      name: "a long row is summarised",
      tensor: { DenseTensor(fill: .iota, shape: [1001], dtype: .int32) },
      text: "[   0    1    2 ...  998  999 1000]"),
    PrintingGolden(
      name: "a matrix is summarised at both dims",
      tensor: { DenseTensor(fill: .iota, shape: [1000, 1000], dtype: .int32) },
      text: """
        [[     0      1      2 ...    997    998    999]
         [  1000   1001   1002 ...   1997   1998   1999]
         [  2000   2001   2002 ...   2997   2998   2999]
         ...
         [997000 997001 997002 ... 997997 997998 997999]
         [998000 998001 998002 ... 998997 998998 998999]
         [999000 999001 999002 ... 999997 999998 999999]]
        """),
    PrintingGolden(
      name: "only the long dim is summarised",
      tensor: { DenseTensor(fill: .iota, shape: [2, 600], dtype: .float32) },
      text: """
        [[0.000e+00 1.000e+00 2.000e+00 ... 5.970e+02 5.980e+02 5.990e+02]
         [6.000e+02 6.010e+02 6.020e+02 ... 1.197e+03 1.198e+03 1.199e+03]]
        """),
    PrintingGolden(
      name: "three dims summarised",
      tensor: { DenseTensor(fill: .iota, shape: [10, 12, 14], dtype: .int64) },
      text: """
        [[[   0    1    2 ...   11   12   13]
          [  14   15   16 ...   25   26   27]
          [  28   29   30 ...   39   40   41]
          ...
          [ 126  127  128 ...  137  138  139]
          [ 140  141  142 ...  151  152  153]
          [ 154  155  156 ...  165  166  167]]

         [[ 168  169  170 ...  179  180  181]
          [ 182  183  184 ...  193  194  195]
          [ 196  197  198 ...  207  208  209]
          ...
          [ 294  295  296 ...  305  306  307]
          [ 308  309  310 ...  319  320  321]
          [ 322  323  324 ...  333  334  335]]

         [[ 336  337  338 ...  347  348  349]
          [ 350  351  352 ...  361  362  363]
          [ 364  365  366 ...  375  376  377]
          ...
          [ 462  463  464 ...  473  474  475]
          [ 476  477  478 ...  487  488  489]
          [ 490  491  492 ...  501  502  503]]

         ...

         [[1176 1177 1178 ... 1187 1188 1189]
          [1190 1191 1192 ... 1201 1202 1203]
          [1204 1205 1206 ... 1215 1216 1217]
          ...
          [1302 1303 1304 ... 1313 1314 1315]
          [1316 1317 1318 ... 1327 1328 1329]
          [1330 1331 1332 ... 1341 1342 1343]]

         [[1344 1345 1346 ... 1355 1356 1357]
          [1358 1359 1360 ... 1369 1370 1371]
          [1372 1373 1374 ... 1383 1384 1385]
          ...
          [1470 1471 1472 ... 1481 1482 1483]
          [1484 1485 1486 ... 1495 1496 1497]
          [1498 1499 1500 ... 1509 1510 1511]]

         [[1512 1513 1514 ... 1523 1524 1525]
          [1526 1527 1528 ... 1537 1538 1539]
          [1540 1541 1542 ... 1551 1552 1553]
          ...
          [1638 1639 1640 ... 1649 1650 1651]
          [1652 1653 1654 ... 1663 1664 1665]
          [1666 1667 1668 ... 1677 1678 1679]]]
        """),
    PrintingGolden(
      name: "a low threshold",
      tensor: { DenseTensor(fill: .iota, shape: [5, 5], dtype: .float64) },
      options: PrintOptions(threshold: 10, edgeItems: 1),
      text: """
        [[ 0. ...  4.]
         ...
         [20. ... 24.]]
        """),
    PrintingGolden(
      name: "an edge that covers the dim",
      tensor: { DenseTensor(fill: .iota, shape: [4, 6], dtype: .int32) },
      options: PrintOptions(threshold: 10, edgeItems: 3),
      text: """
        [[ 0  1  2  3  4  5]
         [ 6  7  8  9 10 11]
         [12 13 14 15 16 17]
         [18 19 20 21 22 23]]
        """),
    PrintingGolden(
      name: "a narrow line", tensor: { DenseTensor(fill: .iota, shape: [12], dtype: .float32) },
      options: PrintOptions(lineWidth: 20),
      text: """
        [ 0.  1.  2.  3.
          4.  5.  6.  7.
          8.  9. 10. 11.]
        """),
    PrintingGolden(
      name: "words wider than the line",
      tensor: { DenseTensor(fill: .iota, shape: [3], dtype: .float64) },
      options: PrintOptions(lineWidth: 2),
      text: """
        [0.
         1.
         2.]
        """),
  ]
}
