import ComplexModule
import Matrices
import RandomValues
import Testing

@testable import MATValues

@Suite("What differs between values and files")
struct ComparisonTests {
  private func difference(
    _ a: any MATWritable, _ b: any MATWritable, _ tolerance: MATTolerance = .exact,
    name: String = "x"
  ) -> MATDifference? {
    MATComparison(of: a.matValue, and: b.matValue, name: name, tolerance: tolerance)
      .differences.first
  }

  @Test("equal values do not differ, nor do NaNs, zeros of either sign and fields in another order")
  func equal() {
    let pairs: [(MATValue, MATValue)] = [
      ([1.0, .nan].matValue, [1, -Double.nan].matValue), ((0.0).matValue, (-0.0).matValue),
      (Float.nan.matValue, Float.nan.matValue), ("a".matValue, "a".matValue),
      (.structure(["a": 1.0, "b": "c"]), .structure(["b": "c", "a": 1.0])),
      (sparse([1, 0, 2]), sparse([1, 0, 2])),
      // A zero that is stored and one that is not.
      (
        sparse([1, 0, 2]),
        .sparse(
          .real(
            SparseMatrix(
              rowCount: 3, columnCount: 1, columnStarts: [0, 3], rowIndices: [0, 1, 2],
              values: [1, 0, 2])))
      ),
    ]
    for (a, b) in pairs { #expect(difference(a, b) == nil, "\(a) and \(b)") }
  }

  @Test("a random value does not differ from itself", arguments: 0..<50 as Range<UInt64>)
  func reflexive(seed: UInt64) {
    var random = RandomValues(seed: seed, version: .v7)
    let variables = random.variables()
    let comparison = MATComparison(of: variables, and: variables.reversed())
    #expect(comparison.areEqual && comparison.differences.isEmpty)
    #expect(comparison.variableCount == variables.count)
  }

  @Test("a random value differs from another where they are not equal", arguments: 0..<50)
  func different(seed: UInt64) {
    var random = RandomValues(seed: seed, version: .v7)
    let (a, b) = (random.value(depth: 0), random.value(depth: 0))
    let isSame = MATComparison(of: a, and: b).areEqual
    #expect(isSame == MATComparison(of: b, and: a).areEqual)
    if a == b { #expect(isSame) }
  }

  @Test("classes, sizes, text and missing fields are told with their paths")
  func structure() {
    let a: MATStructArray = [
      "n": 1.0, "size": Matrix(repeating: 0.0, rowCount: 2, columnCount: 3), "gone": 1.0,
      "text": "abc", "c": [(1.0).matValue, .structure(["deep": true])],
    ]
    let b: MATStructArray = [
      "n": Float(1), "size": Matrix(repeating: 0.0, rowCount: 3, columnCount: 2), "text": "abcd",
      "c": [(1.0).matValue, .structure(["deep": false])], "new": 1.0,
    ]
    let found = difference(a, b, name: "net")
    let expected: [MATDifference.Mismatch] = [
      .init(path: "net.gone", kind: .onlyInFirst), .init(path: "net.new", kind: .onlyInSecond),
      .init(path: "net.n", kind: .classes("double", "single")),
      .init(path: "net.size", kind: .sizes([2, 3], [3, 2])),
      .init(path: "net.text", kind: .texts("abc", "abcd")),
      .init(path: "net.c{2}.deep", kind: .elements(count: 1, of: 1, first: "net.c{2}.deep")),
    ]
    #expect(found?.mismatches == expected)
    #expect(found?.mismatchCount == 6 && found?.numbers == nil)
    #expect(
      found?.lines(first: "a.mat", second: "b.mat") == [
        "net.gone: only in a.mat", "net.new: only in b.mat",
        "net.n: double in a.mat, single in b.mat", "net.size: 2x3 in a.mat, 3x2 in b.mat",
        "net.text: 'abc' in a.mat, 'abcd' in b.mat",
        "net.c{2}.deep: 1 of 1 elements differ, the first at net.c{2}.deep",
      ])
  }

  @Test("sparse, full, complex and real are different kinds")
  func kinds() {
    let full = [1.0, 2].matValue
    #expect(
      difference(sparse([1.0, 2]), Matrix(column: [1.0, 2]))?.mismatches.first?.kind
        == .classes("sparse double", "double"))
    #expect(
      difference(full, [Complex(1.0, 0), Complex(2, 0)])?.mismatches.first?.kind
        == .classes("double", "complex double"))
    #expect(
      difference(full, ["a": 1.0] as MATStructArray)?.mismatches.first?.kind
        == .classes("double", "struct"))
  }

  @Test("the largest differences of numbers come with their places")
  func numbers() throws {
    let a: Matrix = [[1.0, 100], [1e-3, 7]]
    let b: Matrix = [[1.0, 100.5], [2e-3, 7.nextUp]]
    let numbers = try #require(difference(a, b)?.numbers)
    #expect(numbers.count == 4 && numbers.differingCount == 3 && numbers.countBeyondTolerance == 3)
    #expect(numbers.absolute == .init(value: 0.5, path: "x(1,2)"))
    #expect(numbers.relative == .init(value: 0.5, path: "x(2,1)"))
    // The number of doubles in an octave is 2⁵².
    #expect(numbers.ulps == .init(value: 1 << 52, path: "x(2,1)"))
    #expect(
      "\(numbers)" == "3 of 4 numbers differ: by at most 0.5 at x(1,2), relatively 0.5 at x(2,1),"
        + " 4503599627370496 ULP at x(2,1)")
  }

  @Test("numbers deep inside are counted together, with paths of their own")
  func deep() throws {
    let value = { (last: Double) -> MATStructArray in
      ["W": [(1.0).matValue, ([[1.0, 2], [3, 4], [last, 6]] as Matrix).matValue], "b": last]
    }
    let numbers = try #require(difference(value(5), value(5.5), name: "net")?.numbers)
    #expect(numbers.count == 8 && numbers.differingCount == 2)
    #expect(numbers.absolute == .init(value: 0.5, path: "net.W{2}(3,1)"))
  }

  /// Pairs of numbers, and how many representable numbers they are apart.
  static let distances: [(Double, Double, UInt64)] = [
    (1, 1.0.nextUp, 1), (-1, -1.0.nextUp, 1), (1, 2, 1 << 52), (0, .leastNonzeroMagnitude, 1),
    (-.leastNonzeroMagnitude, .leastNonzeroMagnitude, 2), (-0.0, .leastNonzeroMagnitude, 1),
    (.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 2 * 0x7FEF_FFFF_FFFF_FFFF),
  ]

  @Test("units in the last place are counted across zero and octaves", arguments: distances)
  func ulps(a: Double, b: Double, count: UInt64) {
    #expect(difference(a, b)?.numbers?.ulps?.value == count)
    #expect(difference(b, a)?.numbers?.ulps?.value == count)
  }

  @Test("single is counted in its own units, integers in none")
  func classes() {
    #expect(difference(Float(1), Float(1).nextUp)?.numbers?.ulps?.value == 1)
    let integers = difference(Int64.min, Int64.max)?.numbers
    #expect(integers?.ulps == nil && integers?.absolute.value == 0x1p64)
    #expect(difference(UInt64.max, UInt64.max - 1)?.numbers?.absolute.value == 1)
    // 2⁵³ and 2⁵³ + 1 are one double and two integers.
    #expect(difference((1 as Int64) << 53, 1 << 53 + 1)?.numbers?.absolute.value == 1)
  }

  @Test("a tolerance lets numbers differ so much and no more")
  func tolerance() {
    #expect(difference(1.0, 1.0.nextUp, MATTolerance(ulps: 1))?.isWithinTolerance == true)
    #expect(
      difference(1.0, 1.0.nextUp.nextUp, MATTolerance(ulps: 1))?.isWithinTolerance == false)
    #expect(difference(100.0, 101.0, MATTolerance(relative: 0.01))?.isWithinTolerance == true)
    #expect(difference(100.0, 102.0, MATTolerance(relative: 0.01))?.isWithinTolerance == false)
    #expect(difference(100, 101, MATTolerance(relative: 0.01))?.isWithinTolerance == true)
    #expect(difference(1, 2, MATTolerance(ulps: 5))?.isWithinTolerance == false)
    let some = difference([1.0, 1, 1], [1.0, 1.1, 2], MATTolerance(relative: 0.1))?.numbers
    #expect(some?.differingCount == 2 && some?.countBeyondTolerance == 1)
  }

  @Test("no tolerance lets NaN or an infinity pass for a number")
  func nonFinite() {
    let wide = MATTolerance(relative: 10, ulps: .max)
    let pairs: [(Double, Double)] = [(.nan, 1), (1, .infinity), (.infinity, -.infinity)]
    for (a, b) in pairs {
      let found = difference(a, b, wide)
      #expect(found?.isWithinTolerance == false)
      #expect(found?.numbers?.absolute.value == .infinity)
      #expect(found?.description.contains("not finite on one side") == true)
    }
    #expect(difference(Double.infinity, Double.infinity) == nil)
  }

  @Test("huge numbers of either sign differ by a finite part of themselves")
  func huge() {
    let found = difference(Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude)?.numbers
    #expect(found?.relative.value == 2)
  }

  @Test("imaginary parts and sparse entries are compared, where one has none too")
  func parts() {
    let complex = difference(Complex(1.0, 2), Complex(1.0, 2.5))?.numbers
    #expect(complex?.absolute.value == 0.5 && complex?.count == 2)
    let entries = difference(sparse([1, 0, 2]), sparse([1, 3, 2]))?.numbers
    #expect(entries?.differingCount == 1 && entries?.count == 3)
    #expect(entries?.absolute == .init(value: 3, path: "x(2,1)"))
  }

  @Test("variables are matched by name")
  func variables() {
    let a = [("x", 1.0), ("gone", 2), ("same", 3)].map {
      MATVariable(name: $0.0, value: $0.1.matValue)
    }
    let b = [("same", 3), ("new", 2), ("x", 1.5)].map {
      MATVariable(name: $0.0, value: $0.1.matValue)
    }
    let comparison = MATComparison(of: a, and: b)
    #expect(comparison.differences.map(\.name) == ["x", "gone", "new"])
    #expect(comparison.variableCount == 4 && !comparison.areEqual)
    #expect(MATComparison(of: a, and: b.dropLast() + [a[0]]).differences.count == 2)
  }

  @Test("two values of which only class and size are known may be equal, and are not called so")
  func unknown() {
    let table = MATValue.opaque(className: "table", size: [2, 3])
    let comparison = MATComparison(of: table, and: table)
    #expect(!comparison.areEqual)
    #expect(comparison.differences.allSatisfy { $0.mayBeEqual })
    #expect(comparison.differences[0].description.contains("not understood"))
  }

  @Test("no more than some mismatches of a variable are kept, and all are counted")
  func many() {
    let a = (0..<100).map { _ in "a".matValue }.matValue
    let b = (0..<100).map { _ in (1.0).matValue }.matValue
    let found = difference(a, b)
    #expect(found?.mismatches.count == MATDifference.mismatchLimit)
    #expect(found?.mismatchCount == 100 && found?.mayBeEqual == false)
    #expect(found?.description.hasSuffix("x: and 80 more such differences") == true)
  }

  private func sparse(_ column: [Double]) -> MATValue {
    .sparse(.real(SparseMatrix(nonZeros: Matrix(column: column))))
  }
}
