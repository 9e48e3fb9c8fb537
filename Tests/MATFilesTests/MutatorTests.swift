import Foundation
import Testing

@testable import MATFiles

@Suite("What makes damaged files")
struct MutatorTests {
  @Test("a file taken apart and put together is the same file")
  func tree() throws {
    let sample = Sample.version6.bytes
    let tree = try #require(ElementTree(sample))
    #expect(tree.file() == sample)
    #expect(tree.places(arraysOnly: true).count > tree.elements.count)
    #expect(tree.places(arraysOnly: false).count > 4 * tree.elements.count)
    // Compressed by it, the variables are the same.
    let compressed = try MATFile(tree.file(outermost: tree.compressed))
    #expect(compressed.format == .v7)
    #expect(try compressed.contents() == MATFile(sample).contents())
  }

  @Test("an exchanged element keeps every length right")
  func exchange() throws {
    var tree = try #require(ElementTree(Sample.version6.bytes))
    let nested = try #require(tree.places(arraysOnly: true).last { $0.count > 1 })
    (tree[[0]], tree[nested]) = (tree[nested], tree[[0]])
    #expect(ElementTree(tree.file())?.places(arraysOnly: false) == tree.places(arraysOnly: false))
  }

  /// Files of HDF5's newer format, with checksums of libhdf5's own.
  @Test("HDF5's checksums come out as libhdf5 made them, and right again after a change")
  func checksums() throws {
    // Jenkins' own examples, from his lookup3.c.
    #expect(HDF5Checksums.lookup3([]) == 0xDEAD_BEEF)
    #expect(HDF5Checksums.lookup3(Array("Four score and seven years ago".utf8)[...]) == 0x1777_0551)
    let folder = Corpora.resources.appending(path: "v73")
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      guard name.hasSuffix(".mat") else { continue }
      let original = Array(try Data(contentsOf: folder.appending(path: name)))
      guard original.firstRange(of: Array("OHDR".utf8)) != nil else { continue }
      var mended = original
      HDF5Checksums.mend(&mended)
      #expect(mended == original, "\(name)")
      count += 1
    }
    #expect(count >= 3)
  }
}
