import Matrices
import Randomness
import Testing

@Suite("makeMoons")
struct MoonsTests {
  @Test(
    "points and labels equal scikit-learn's bit for bit",
    arguments: NumPyReference.stored?.moons ?? [])
  func equalsScikitLearn(reference: NumPyReference.Moons) {
    var random = MersenneTwister(seed: reference.seed)
    let moons = makeMoons(sampleCount: reference.count, noise: reference.noise, using: &random)
    #expect(moons.points.size == [reference.count, 2])
    #expect(moons.points.elements == reference.points.values)
    #expect(moons.labels == reference.labels)
    #expect(random.uniform() == reference.uniformAfter.value)
  }

  @Test(
    "the lab's data, shuffle, weights and counts of draws come out bit for bit",
    .enabled(
      if: MoonsLab.stored != nil, "MATKIT_REFERENCE names no folder with the lab's reference"))
  func lab() throws {
    let lab = try #require(MoonsLab.stored)
    var counted = MersenneTwister(seed: 0)
    #expect(counted.permutation(200) == lab.shuffle_index)
    #expect(counted.wordsUsed == lab.rng.uint32_draws["after_shuffle"])

    var random = MersenneTwister(seed: 0)
    let moons = makeMoons(sampleCount: 200, noise: 0.2, using: &random)
    #expect((0..<200).map { moons.points.row($0) } == lab.X_hex.map(\.values))
    #expect(moons.labels == lab.y)
    #expect(random.wordsUsed == lab.rng.uint32_draws["after_noise"])
    #expect(random.spareNormal == nil)
    for name in ["W_input_h1", "b_input_h1", "W_h1_h2", "b_h1_h2", "W_h2_output", "b_h2_output"] {
      let expected = try #require(lab.weights[name])
      #expect(random.uniforms(expected.count) == expected, "\(name)")
    }
    #expect(random.wordsUsed == lab.rng.uint32_draws["after_weights"])
  }

  @Test("no samples make an empty matrix; a negative number traps")
  func edges() async {
    var random = MersenneTwister(seed: 0)
    let moons = makeMoons(sampleCount: 0, noise: 0.2, using: &random)
    #expect(moons.points.size == [0, 2])
    #expect(moons.labels == [])
    await #expect(processExitsWith: .failure) {
      var random = MersenneTwister(seed: 0)
      _ = makeMoons(sampleCount: -1, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = MersenneTwister(seed: 0)
      _ = makeMoons(sampleCount: 4, noise: -0.1, using: &random)
    }
  }
}

extension MersenneTwister {
  /// The number of 32-bit words drawn since the stream of seed 0 began, found by replaying it.
  fileprivate var wordsUsed: Int? {
    var replay = MersenneTwister(seed: 0)
    for count in 0..<10_000 {
      if replay.words == words, replay.position == position { return count }
      let _: UInt32 = replay.next()
    }
    return nil
  }
}
