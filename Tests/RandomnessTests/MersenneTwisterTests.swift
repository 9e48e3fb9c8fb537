import Foundation
import Randomness
import Testing

@Suite("MersenneTwister")
struct MersenneTwisterTests {
  @Test("the references are there")
  func referencesAreThere() {
    #expect(NumPyReference.stored?.streams.count == 8)
    #expect(OctaveReference.stored?.streams.count == 5)
  }

  @Test(
    "every kind of draw equals NumPy's bit for bit", arguments: NumPyReference.stored?.streams ?? []
  )
  func equalsNumPy(reference: NumPyReference.Stream) throws {
    var random = stream(reference.seed)
    expectState(random, reference.initial)
    #expect(random.uniforms(330) == reference.uniforms.values)
    #expect(random.normals(51) == reference.normals.values)
    #expect((0..<20).map { _ in random.uniform(in: -0.4..<0.7) } == reference.ranged.values)
    let ranges = try #require(NumPyReference.stored?.ranges)
    for (range, expected) in zip(ranges, reference.integers) {
      #expect((0..<10).map { _ in random.integer(in: range[0]..<range[1]) } == expected)
    }
    #expect(random.permutation(300) == reference.permutation)
    var elements = Array(10..<20)
    random.shuffle(&elements)
    #expect(elements == reference.shuffled)
    #expect([random.normal()] == reference.normalAfter.values)
    expectState(random, reference.final)
  }

  @Test(
    "uniform draws equal Octave's bit for bit", arguments: OctaveReference.stored?.streams ?? [])
  func equalsOctave(reference: OctaveReference.Stream) {
    var random = MersenneTwister(seeds: reference.seeds)
    let expected = reference.bits.map { UInt64($0, radix: 16).map(Double.init(bitPattern:)) }
    #expect(expected.map { _ in random.uniform() } == expected)
  }

  @Test("MATLAB's seed 0 stands for 5489 and gives the numbers of its documentation")
  func matlabSeeds() {
    var random = MersenneTwister(matlabSeed: 0)
    #expect(random == MersenneTwister(seed: 5489))
    #expect(MersenneTwister(matlabSeed: 7) == MersenneTwister(seed: 7))
    let published = [0.8147, 0.9058, 0.1270, 0.9134, 0.6324, 0.0975]
    #expect(random.uniforms(6).map { ($0 * 1e4).rounded() / 1e4 } == published)
  }

  @Test("the ten-thousandth number of the default seed is the one the C++ standard demands")
  func tenThousandth() {
    var random = MersenneTwister(seed: 5489)
    for _ in 0..<9_999 { let _: UInt32 = random.next() }
    let word: UInt32 = random.next()
    #expect(word == 4_123_659_995)
  }

  @Test("64 bits are two draws of 32, the first the upper half")
  func sixtyFourBits() {
    var (pair, single) = (MersenneTwister(seed: 3), MersenneTwister(seed: 3))
    for _ in 0..<1_000 {
      let upper: UInt32 = single.next()
      let lower: UInt32 = single.next()
      #expect(pair.next() == UInt64(upper) << 32 | UInt64(lower))
    }
  }

  @Test("Swift's own random functions take it as a generator")
  func asGenerator() {
    var (first, second) = (MersenneTwister(seed: 8), MersenneTwister(seed: 8))
    #expect((0..<50).shuffled(using: &first) == (0..<50).shuffled(using: &second))
    #expect((0..<6).contains(Int.random(in: 0..<6, using: &first)))
  }

  @Test("a copy continues on its own")
  func copies() {
    var first = MersenneTwister(seed: 1)
    _ = first.normal()
    var second = first
    let expected = first.normals(1_001)
    #expect(first != second)
    #expect(second.normals(1_001) == expected)
    #expect(first == second)
  }

  @Test("a range of one integer uses up no draw; the full range of Int works")
  func integerEdges() {
    var random = MersenneTwister(seed: 2)
    let before = random
    #expect(random.integer(in: 5..<6) == 5)
    #expect(random == before)
    var seen: Set<Bool> = []
    for _ in 0..<64 { seen.insert(random.integer(in: Int.min..<Int.max) < 0) }
    #expect(seen == [true, false])
  }

  @Test("nothing and one element shuffle to themselves without a draw")
  func smallShuffles() {
    var random = MersenneTwister(seed: 2)
    let before = random
    #expect(random.permutation(0) == [])
    #expect(random.permutation(1) == [0])
    #expect(random == before)
  }

  @Test("impossible requests trap")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      var random = MersenneTwister(seed: 0)
      _ = random.integer(in: 3..<3)
    }
    await #expect(processExitsWith: .failure) { _ = MersenneTwister(seeds: []) }
    await #expect(processExitsWith: .failure) {
      var random = MersenneTwister(seed: 0)
      _ = random.permutation(-1)
    }
  }

  private func stream(_ seed: [UInt32]) -> MersenneTwister {
    seed.count == 1 ? MersenneTwister(seed: seed[0]) : MersenneTwister(seeds: seed)
  }

  private func expectState(
    _ random: MersenneTwister, _ state: NumPyReference.State,
    location: SourceLocation = #_sourceLocation
  ) {
    let sum = random.words.reduce(0) { $0 + UInt64($1) }
    #expect(sum == state.wordSum, sourceLocation: location)
    #expect(random.words[0] == state.firstWord, sourceLocation: location)
    #expect(random.position == state.position, sourceLocation: location)
    #expect(random.spareNormal == state.spareNormal?.value, sourceLocation: location)
  }
}

@Suite("MersenneTwister's state")
struct MersenneTwisterStateTests {
  @Test("a saved stream continues bit for bit, spare normal included", arguments: [0, 1, 311, 624])
  func saved(draws: Int) throws {
    var random = MersenneTwister(seed: 11)
    for _ in 0..<draws { let _: UInt32 = random.next() }
    _ = random.normal()
    var restored = try JSONDecoder().decode(
      MersenneTwister.self, from: JSONEncoder().encode(random))
    #expect(restored == random)
    #expect(restored.normals(700) == random.normals(700))
  }

  @Test("a state that no stream can be in is refused")
  func refused() {
    let sound = MersenneTwister(seed: 0).words
    #expect(MersenneTwister(words: sound, position: 624) == MersenneTwister(seed: 0))
    #expect(MersenneTwister(words: sound, position: 625) == nil)
    #expect(MersenneTwister(words: sound, position: -1) == nil)
    #expect(MersenneTwister(words: Array(sound.dropLast()), position: 0) == nil)
    #expect(MersenneTwister(words: [1] + Array(repeating: 0, count: 623), position: 0) == nil)
  }

  // numpy.random.seed(0); rand(2, 3), and MATLAB's rng(0); rand(2, 3), as documented by each.
  @Test("matrices are drawn by rows as NumPy's, and by columns as MATLAB's")
  func matrices() {
    var numpy = MersenneTwister(seed: 0)
    let drawn = numpy.uniforms(2, 3)
    let wanted = [[0.5488135, 0.71518937, 0.60276338], [0.54488318, 0.4236548, 0.64589411]]
    for (row, values) in wanted.enumerated() {
      for (column, value) in values.enumerated() {
        #expect(abs(drawn[row, column] - value) < 1e-8)
      }
    }
    var (first, second) = (MersenneTwister(matlabSeed: 0), MersenneTwister(matlabSeed: 0))
    let matlab = first.uniforms(2, 3, columnsFirst: true)
    #expect(abs(matlab[1, 0] - 0.9058) < 1e-4 && abs(matlab[0, 1] - 0.1270) < 1e-4)
    #expect(matlab.elements == second.uniforms(6) && first == second)
    var (third, fourth) = (MersenneTwister(seed: 7), MersenneTwister(seed: 7))
    #expect(third.normals(3, 5).transposed().elements == fourth.normals(15))
    #expect(third.uniforms(0, 4).size == [0, 4] && third.normals(4, 0).size == [4, 0])
  }

  @Test(
    "a damaged saved state is a decoding error",
    arguments: [
      #"{"words":[1,2,3],"position":0}"#, #"{"words":[],"position":0}"#, #"{"position":0}"#, "{}",
      #"{"words":[-1],"position":0}"#,
    ])
  func damaged(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(MersenneTwister.self, from: Data(json.utf8))
    }
  }
}
