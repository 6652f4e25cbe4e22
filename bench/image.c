// SPDX-License-Identifier: Apache-2.0
// Writes one layer of the benchmarks' image as a tar archive: the same bytes on every machine. Usage: image LAYER (from 0, or "large")
//
// Nine layers, 30,000 files, about 800 MB: many small files and some large ones, of text, of what programs look like to a compressor, and of
// what no compressor can do anything about; and whatever else images hold: hard and symbolic links, extended attributes, file capabilities,
// set-user-id programs, sparse files, devices, FIFOs, long names, names that are not UTF-8, deletions, opaque directories, replaced files.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAYERS = 9, BLOCK = 512, PACKAGE = 40, WORDS = 4096 };

static const int files[LAYERS] = {7000, 2500, 6000, 4000, 3500, 3000, 2000, 1500, 500};
// Megabytes of each layer's large files.
static const int large[LAYERS][8] = {{12, 9, 5, 4, 3, 2, 2, 2}, {40, 24, 4, 8}, {20, 14, 6, 3, 3}, {64, 10, 4}, {24, 24, 2}, {36, 6}, {32, 20, 2}, {40, 10}, {20, 6}};

static uint64_t state;
static char words[WORDS][16];
static char pax[8192];
static size_t pax_length;
static int mtime = 1700000000;

static uint64_t next(void) { // splitmix64
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

static unsigned below(unsigned n) { return (unsigned)(next() % n); }

static void out(const void *bytes, size_t length) {
  if (fwrite(bytes, 1, length, stdout) != length) {
    perror("image");
    exit(1);
  }
}

static void fill(uint64_t size) {
  static const char zeros[BLOCK];
  out(zeros, (size_t)(-size & (BLOCK - 1)));
}

static void header(char type, const char *name, const char *link, int mode, int uid, int gid, uint64_t size, int major, int minor) {
  char h[BLOCK] = {0};
  unsigned sum = 0;
  strncpy(h, name, 100);
  sprintf(h + 100, "%07o", mode);
  sprintf(h + 108, "%07o", uid);
  sprintf(h + 116, "%07o", gid);
  sprintf(h + 124, "%011llo", (unsigned long long)size);
  sprintf(h + 136, "%011o", mtime);
  memset(h + 148, ' ', 8);
  h[156] = type;
  strncpy(h + 157, link, 100);
  memcpy(h + 257, "ustar\00000", 8);
  sprintf(h + 329, "%07o", major);
  sprintf(h + 337, "%07o", minor);
  for (int i = 0; i < BLOCK; i++) sum += (unsigned char)h[i];
  sprintf(h + 148, "%06o", sum);
  h[155] = ' ';
  out(h, BLOCK);
}

static void record(const char *key, const void *value, size_t length) {
  char number[24];
  size_t rest = strlen(key) + length + 3, total = rest + 1;
  while ((size_t)sprintf(number, "%zu", total) + rest != total) total++;
  pax_length += (size_t)sprintf(pax + pax_length, "%zu %s=", total, key);
  memcpy(pax + pax_length, value, length);
  pax_length += length;
  pax[pax_length++] = '\n';
}

static void entry(char type, const char *name, const char *link, int mode, int uid, int gid, uint64_t size, int major, int minor) {
  mtime++;
  if (strlen(name) > 100) record("path", name, strlen(name));
  if (strlen(link) > 100) record("linkpath", link, strlen(link));
  if (pax_length) {
    header('x', "PaxHeaders.0/x", "", 0644, 0, 0, pax_length, 0, 0);
    out(pax, pax_length);
    fill(pax_length);
    pax_length = 0;
  }
  header(type, name, link, mode, uid, gid, size, major, minor);
}

// kind: 0 text, 1 what a program looks like, 2 what is compressed already.
static void content(int kind, uint64_t size) {
  static unsigned char buffer[1 << 16];
  uint64_t left = size;
  while (left) {
    size_t n = left < sizeof buffer ? (size_t)left : sizeof buffer, at = 0;
    while (at < n) {
      if (kind == 0) {
        unsigned a = below(WORDS), b = below(WORDS);
        const char *word = words[a < b ? a : b]; // the first words more often
        for (const char *c = word; *c && at < n; c++) buffer[at++] = (unsigned char)*c;
        if (at < n) buffer[at++] = below(10) ? ' ' : '\n';
      } else {
        uint64_t bits = next();
        for (int i = 0; i < 8 && at < n; i++, bits >>= 8) {
          buffer[at++] = kind == 1 && i > 2 ? (unsigned char)"\x48\x89\xe5\x00\x0f"[i - 3] : (unsigned char)bits;
        }
      }
    }
    out(buffer, n);
    left -= n;
  }
  fill(size);
}

static void file(const char *name, int kind, int mode, int owner, uint64_t size) {
  entry('0', name, "", mode, owner, owner, size, 0, 0);
  content(kind, size);
}

static void package(char *path, int layer, int number) { sprintf(path, "usr/share/package-%d-%03d", layer, number); }

static void name_of(char *path, int layer, int i) {
  package(path, layer, i / PACKAGE);
  sprintf(path + strlen(path), "/%s/file-%05d.%s", i % PACKAGE < PACKAGE / 2 ? "lib" : "doc", i, i % 3 ? "txt" : "so");
}

static void directory(const char *path) { entry('5', path, "", 0755, 0, 0, 0, 0, 0); }

// Each of its peculiar kinds is in every layer.
static void peculiar(int layer) {
  static const unsigned char capability[20] = {1, 0, 0, 2, 0, 0x20};
  static const char data[BLOCK] = "3\n0\n65536\n1048576\n65536\n8388608\n0\n";
  char path[512], other[512], base[64];
  sprintf(base, "opt/peculiar-%d/", layer);
  directory("opt/");
  directory(base);
  sprintf(path, "%ssetuid", base);
  file(path, 1, 04755, 0, 30000);
  record("SCHILY.xattr.security.capability", capability, sizeof capability);
  sprintf(path, "%scapable", base);
  file(path, 1, 0755, 0, 30000);
  for (int i = 0; i < 50; i++) {
    record("SCHILY.xattr.user.note", "\0binary\377", 8);
    sprintf(path, "%sattributes-%d", base, i);
    file(path, 0, 0640, 1000, 2000);
  }
  sprintf(path, "%ssparse", base);
  record("GNU.sparse.major", "1", 1);
  record("GNU.sparse.minor", "0", 1);
  record("GNU.sparse.name", path, strlen(path));
  record("GNU.sparse.realsize", "8388608", 7);
  sprintf(path, "%sGNUSparseFile.0/sparse", base);
  entry('0', path, "", 0644, 0, 0, BLOCK + 131072, 0, 0);
  out(data, BLOCK);
  content(1, 131072);
  sprintf(path, "%snull", base);
  entry('3', path, "", 0666, 0, 0, 0, 1, 3);
  sprintf(path, "%sloop", base);
  entry('4', path, "", 0660, 0, 6, 0, 7, 0);
  sprintf(path, "%sfifo", base);
  entry('6', path, "", 0644, 0, 0, 0, 0, 0);
  sprintf(path, "%scaf\xe9-\xff", base);
  file(path, 0, 0644, 0, 100);
  for (int i = 0; i < 20; i++) {
    sprintf(path, "%slong-%02d-", base, i);
    size_t at = strlen(path);
    memset(path + at, 'n', 180);
    path[at + 180] = 0;
    file(path, 0, 0644, 0, 300);
  }
  for (int i = 0; i < 200; i++) {
    name_of(other, layer, (int)below((unsigned)files[layer]));
    sprintf(path, "%shard-link-%03d", base, i);
    entry('1', path, other, 0644, 0, 0, 0, 0, 0);
    char target[520];
    sprintf(target, "/%s", other);
    sprintf(path, "%ssymbolic-link-%03d", base, i);
    entry('2', path, target, 0777, 0, 0, 0, 0, 0);
  }
}

// Deletes, empties and replaces what the layer below holds.
static void changes(int layer) {
  char path[512], below_path[512];
  int last = files[layer - 1] / PACKAGE - 1;
  for (int i = 0; i < 20; i++) {
    name_of(below_path, layer - 1, i);
    file(below_path, 0, 0644, 0, 5000);
    name_of(below_path, layer - 1, i + PACKAGE);
    char *slash = strrchr(below_path, '/');
    sprintf(path, "%.*s/.wh.%s", (int)(slash - below_path), below_path, slash + 1);
    entry('0', path, "", 0, 0, 0, 0, 0, 0);
  }
  package(path, layer - 1, last);
  strcat(path, "/.wh..wh..opq");
  entry('0', path, "", 0, 0, 0, 0, 0, 0);
  package(path, layer - 1, last - 1);
  entry('2', path, "elsewhere", 0777, 0, 0, 0, 0, 0);
}

static void image_layer(int layer) {
  char path[512], parent[256];
  directory("usr/");
  directory("usr/share/");
  for (int i = 0; i < files[layer]; i++) {
    if (i % PACKAGE == 0) {
      package(parent, layer, i / PACKAGE);
      directory(parent);
      sprintf(path, "%s/lib", parent);
      directory(path);
      sprintf(path, "%s/doc", parent);
      directory(path);
    }
    name_of(path, layer, i);
    // 200 bytes to 50 KB, small ones more often.
    uint64_t size = (200u << below(8)) + below(200u << below(8));
    file(path, i % 3 == 0 ? 1 : i % 20 == 1 ? 2 : 0, i % 3 ? 0644 : 0755, i % 17 ? 0 : 1000, size);
  }
  directory("usr/lib/");
  for (int i = 0; i < 8 && large[layer][i]; i++) {
    sprintf(path, "usr/lib/large-%d-%d", layer, i);
    file(path, i == 0 ? 1 : (i + 1) % 3, 0755, 0, ((uint64_t)large[layer][i] << 20) + 12345);
  }
  peculiar(layer);
  if (layer) changes(layer);
}

// Three files of one gibibyte.
static void huge(void) {
  char path[64];
  for (int i = 0; i < 3; i++) {
    sprintf(path, "file-%d", i);
    file(path, i == 1, 0644, 0, 1 << 30);
  }
}

int main(int argc, char **argv) {
  int huge_one = argc == 2 && strcmp(argv[1], "large") == 0;
  int layer = huge_one ? 0 : argc == 2 ? atoi(argv[1]) : -1;
  if (layer < 0 || layer >= LAYERS) {
    fprintf(stderr, "usage: image LAYER, from 0 to %d\n", LAYERS - 1);
    return 2;
  }
  state = 1;
  for (int i = 0; i < WORDS; i++) {
    int length = 2 + (int)below(9);
    for (int c = 0; c < length; c++) words[i][c] = (char)('a' + below(26));
  }
  state = (uint64_t)layer + 2;
  if (huge_one) {
    huge();
  } else {
    image_layer(layer);
  }
  static const char end[2 * BLOCK];
  out(end, sizeof end);
  return fflush(stdout) ? 1 : 0;
}
