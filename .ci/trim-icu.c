// Leaves out of ICU's data what MatKit never asks for: names, numbers, sorting and spelling of the world's
// languages, and the encodings that it has no name for. Time zones and the properties of characters stay.
//
//   trim-icu ICU.DAT OUTPUT
//
// Foundation, as Swift's static libraries have it, carries 34 MB of such data, a third of the whole tool; 4 MB
// remain. The layout of a package of data is ICU's own, "CmnD" version 1 (source/common/ucmndata.h): a header
// whose first two bytes are its length, then the number of items, then for each the offsets of its name and of its
// data, both counted from behind the header; names in order, data in the same order and on 16 bytes.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void stop(const char *reason) {
  fprintf(stderr, "trim-icu: %s\n", reason);
  exit(1);
}

static uint32_t number(const unsigned char *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value;
}

// The tables behind the encodings of MATTextEncoding that are no plain tables of 256 characters in Core Foundation.
static int is_wanted_encoding(const char *item) {
  static const char *const wanted[] = {
      "gb18030", "windows-", "euc-jp", "ibm-912_", "ibm-943_", "ibm-949_", "ibm-950_", "ibm-970_",
      "ibm-1363_", "ibm-1373_", "ibm-1375_", "ibm-1386_", "ibm-5346_", "ibm-5347_", "ibm-5348_", "ibm-5349_",
      "ibm-5350_",
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    if (strncmp(item, wanted[i], strlen(wanted[i])) == 0) return 1;
  }
  return 0;
}

// Items of a folder (coll/, zone/, …) and those of a language (de.res, de_AT.res) are left out.
static int is_wanted(const char *name) {
  const char *item = strchr(name, '/');
  if (item == NULL || strchr(++item, '/') != NULL || strlen(item) < 5) return 0;
  if (strcmp(item + strlen(item) - 4, ".cnv") == 0) return is_wanted_encoding(item);
  size_t letters = strspn(item, "abcdefghijklmnopqrstuvwxyz");
  return !((letters == 2 || letters == 3) && (item[letters] == '_' || item[letters] == '.') &&
           strcmp(item + strlen(item) - 4, ".res") == 0);
}

static unsigned char *contents(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) stop("the data cannot be read");
  long end = ftell(file);
  rewind(file);
  unsigned char *bytes = end > 0 ? malloc((size_t)end) : NULL;
  if (bytes == NULL || fread(bytes, 1, (size_t)end, file) != (size_t)end) stop("the data cannot be read");
  fclose(file);
  *size = (size_t)end;
  return bytes;
}

int main(int count, char **arguments) {
  if (count != 3) stop("usage: trim-icu ICU.DAT OUTPUT");
  size_t size;
  unsigned char *whole = contents(arguments[1], &size);
  size_t header = size > 256 ? whole[0] | whole[1] << 8 : 0;
  if (header < 24 || header + 4 > size || memcmp(whole + 12, "CmnD\1", 5) != 0) {
    stop("this is no package of ICU's data, version 1");
  }
  const unsigned char *base = whole + header;
  size_t length = size - header, items = number(base);
  if (items == 0 || items > length / 8) stop("the table of the data is damaged");

  uint32_t kept = 0;
  size_t names = 0, data = 0;
  for (int pass = 0; pass < 2; pass++) {
    static unsigned char zeros[16];
    FILE *file = NULL;
    size_t name_offset = 4 + 8 * (size_t)kept, data_offset = (name_offset + names + 15) / 16 * 16;
    size_t padding = data_offset - name_offset - names;
    if (pass == 1) {
      file = fopen(arguments[2], "wb");
      if (file == NULL) stop("the output cannot be written");
      fwrite(whole, 1, header, file);
      fwrite(&kept, 4, 1, file);
    }
    // The table, then the names, then the data.
    for (int part = 0; part < (pass == 0 ? 1 : 3); part++) {
      for (size_t i = 0; i < items; i++) {
        const unsigned char *entry = base + 4 + 8 * i;
        size_t name = number(entry), start = number(entry + 4);
        size_t end = i + 1 < items ? number(entry + 12) : length;
        if (name >= length || start > end || end > length ||
            memchr(base + name, 0, length - name) == NULL) {
          stop("the table of the data is damaged");
        }
        if (!is_wanted((const char *)base + name)) continue;
        size_t letters = strlen((const char *)base + name) + 1, bytes = (end - start + 15) / 16 * 16;
        if (pass == 0) {
          kept++;
          names += letters;
          data += bytes;
        } else if (part == 0) {
          uint32_t offsets[2] = {(uint32_t)name_offset, (uint32_t)data_offset};
          fwrite(offsets, 4, 2, file);
          name_offset += letters;
          data_offset += bytes;
        } else if (part == 1) {
          fwrite(base + name, 1, letters, file);
        } else {
          fwrite(base + start, 1, end - start, file);
          fwrite(zeros, 1, bytes - (end - start), file);
        }
      }
      if (part == 1) fwrite(zeros, 1, padding, file);
    }
    if (file != NULL && (ferror(file) | fclose(file)) != 0) stop("the output cannot be written");
  }
  if (kept == 0 || data == 0) stop("nothing of the data is known");
  free(whole);
  return 0;
}
