/* Writes describe.json, with facts.toml and the pack put into it, as an array of C: runs on the machine that builds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  size_t used = 0, size = 0;
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  for (;;) {
    if (used + 4096 > size) {
      size = 2 * size + 8192;
      text = realloc(text, size);
      if (text == NULL) exit(1);
    }
    size_t got = fread(text + used, 1, 4095, file);
    used += got;
    if (got == 0) break;
  }
  fclose(file);
  text[used] = 0;
  return text;
}

/* Octets of the array. */
static void octets(const char *text) {
  for (; *text; text++) printf("%u,", (unsigned)(unsigned char)*text);
  printf("\n");
}

/* A text as a JSON string. */
static void quoted(const char *text) {
  octets("\"");
  for (; *text; text++) {
    char part[8];
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') sprintf(part, "\\%c", c);
    else if (c < 0x20) sprintf(part, "\\u%04x", c);
    else sprintf(part, "%c", c);
    octets(part);
  }
  octets("\"");
}

int main(int count, char **arguments) {
  /* describe.json ID facts.toml PACK_FOLDER FILES... */
  if (count < 6) return 2;
  char *head = read_file(arguments[1]);
  char *end = strrchr(head, '}');
  if (end == NULL) return 1;
  *end = 0;
  printf("static const unsigned char describe_json[] = {\n");
  octets(head);
  octets(",\"facts\":[{\"name\":");
  quoted(arguments[3]);
  octets(",\"text\":");
  char *facts = read_file(arguments[3]);
  quoted(facts);
  octets("}],\"packs\":[{\"name\":");
  quoted(arguments[2]);
  octets(",\"files\":{");
  for (int i = 5; i < count; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", arguments[4], arguments[i]);
    char *text = read_file(path);
    if (i > 5) octets(",");
    quoted(arguments[i]);
    octets(":");
    quoted(text);
    free(text);
  }
  octets("}}]}");
  printf("};\n");
  free(facts);
  free(head);
  return 0;
}
