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

struct package {
  const unsigned char *base;  // Behind the header.
  size_t length, count;
};

struct item {
  const char *name;
  const unsigned char *data;
  size_t name_length, data_length;  // With its final zero; on 16 bytes only as far as the package has them.
};

// An item of the package; stops where the table leads out of it.
static struct item item_at(const struct package *package, size_t index) {
  const unsigned char *entry = package->base + 4 + 8 * index;
  size_t name = number(entry), start = number(entry + 4);
  size_t end = index + 1 < package->count ? number(entry + 12) : package->length;
  if (name >= package->length || start > end || end > package->length ||
      memchr(package->base + name, 0, package->length - name) == NULL) {
    stop("the table of the data is damaged");
  }
  const char *text = (const char *)package->base + name;
  return (struct item){text, package->base + start, strlen(text) + 1, end - start};
}

static size_t rounded(size_t length) { return (length + 15) / 16 * 16; }

static void write_zeros(FILE *file, size_t count) {
  while (count-- > 0) fputc(0, file);
}

// Writes the number of items, the table, the names and the data.
static void write_items(FILE *file, const struct item *items, uint32_t count) {
  size_t names = 4 + 8 * (size_t)count, data = names;
  for (uint32_t i = 0; i < count; i++) data += items[i].name_length;
  size_t padding = rounded(data) - data;
  data += padding;
  fwrite(&count, 4, 1, file);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t offsets[2] = {(uint32_t)names, (uint32_t)data};
    fwrite(offsets, 4, 2, file);
    names += items[i].name_length;
    data += rounded(items[i].data_length);
  }
  for (uint32_t i = 0; i < count; i++) fwrite(items[i].name, 1, items[i].name_length, file);
  write_zeros(file, padding);
  for (uint32_t i = 0; i < count; i++) {
    fwrite(items[i].data, 1, items[i].data_length, file);
    write_zeros(file, rounded(items[i].data_length) - items[i].data_length);
  }
}

int main(int count, char **arguments) {
  if (count != 3) stop("usage: trim-icu ICU.DAT OUTPUT");
  size_t size;
  unsigned char *whole = contents(arguments[1], &size);
  size_t header = size > 256 ? whole[0] | whole[1] << 8 : 0;
  if (header < 24 || header + 4 > size || memcmp(whole + 12, "CmnD\1", 5) != 0) {
    stop("this is no package of ICU's data, version 1");
  }
  struct package package = {whole + header, size - header, number(whole + header)};
  if (package.count == 0 || package.count > package.length / 8 - 1) stop("the table of the data is damaged");

  struct item *items = calloc(package.count, sizeof *items);
  if (items == NULL) stop("there is not enough memory");
  uint32_t wanted = 0;
  for (size_t i = 0; i < package.count; i++) {
    struct item item = item_at(&package, i);
    if (is_wanted(item.name)) items[wanted++] = item;
  }
  if (wanted == 0) stop("nothing of the data is known");

  FILE *file = fopen(arguments[2], "wb");
  if (file == NULL) stop("the output cannot be written");
  fwrite(whole, 1, header, file);
  write_items(file, items, wanted);
  if ((ferror(file) | fclose(file)) != 0) stop("the output cannot be written");
  free(items);
  free(whole);
  return 0;
}
