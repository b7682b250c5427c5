/* The little JSON that a provider needs: finding members, going through arrays, reading and writing texts. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A value: from its first octet to where the text ends. Null: there is none. */
typedef struct json {
  const char *at, *end;
} json;

static const char *json_blank(const char *at, const char *end) {
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
  return at;
}

/* Past the value that begins here. */
static const char *json_skip(const char *at, const char *end) {
  int depth = 0;
  for (at = json_blank(at, end); at < end; at++) {
    if (*at == '"') {
      for (at++; at < end && *at != '"'; at++)
        if (*at == '\\') at++;
      if (at >= end) return end;
    } else if (*at == '{' || *at == '[') {
      depth++;
    } else if (*at == '}' || *at == ']') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
      continue;
    } else if (*at == ',' || *at == ':') {
      if (depth == 0) return at;
      continue;
    } else {
      continue;
    }
    if (depth == 0) return at + 1;
  }
  return end;
}

/* The first value inside an array or object, and the next one after a value; `at` is null after the last. */
static json json_step(const char *at, const char *end) {
  json none = {NULL, NULL}, value;
  at = json_blank(at, end);
  if (at < end && *at == ',') at = json_blank(at + 1, end);
  if (at >= end || *at == ']' || *at == '}') return none;
  value.at = at;
  value.end = end;
  return value;
}

static json json_first(json of) {
  json none = {NULL, NULL};
  if (of.at == NULL || of.at >= of.end || (*of.at != '[' && *of.at != '{')) return none;
  return json_step(of.at + 1, of.end);
}

static json json_next(json value) { return json_step(json_skip(value.at, value.end), value.end); }

/* The text of a value, with a zero at its end, cut to `size`; how long it is. Escapes become UTF-8. */
static size_t json_text(json value, char *to, size_t size) {
  size_t used = 0;
  const char *at = value.at;
  if (size == 0) return 0;
  to[0] = 0;
  if (at == NULL || at >= value.end || *at != '"') return 0;
  for (at++; at < value.end && *at != '"'; at++) {
    unsigned long point = 0;
    char part[5];
    size_t length = 1;
    part[0] = *at;
    if (*at == '\\' && at + 1 < value.end) {
      at++;
      switch (*at) {
        case 'n': part[0] = '\n'; break;
        case 't': part[0] = '\t'; break;
        case 'r': part[0] = '\r'; break;
        case 'b': part[0] = '\b'; break;
        case 'f': part[0] = '\f'; break;
        case 'u': {
          int i;
          for (i = 1; i <= 4 && at + i < value.end; i++) {
            char c = at[i];
            point = point * 16 + (unsigned long)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
          }
          at += i - 1;
          /* Halves of pairs stand for characters that no address has. */
          if (point >= 0xD800 && point < 0xE000) point = 0xFFFD;
          if (point < 0x80) {
            part[0] = (char)point;
          } else if (point < 0x800) {
            part[0] = (char)(0xC0 | point >> 6);
            part[1] = (char)(0x80 | (point & 63));
            length = 2;
          } else {
            part[0] = (char)(0xE0 | (point >> 12 & 15));
            part[1] = (char)(0x80 | (point >> 6 & 63));
            part[2] = (char)(0x80 | (point & 63));
            length = 3;
          }
          break;
        }
        default: part[0] = *at;
      }
    }
    if (used + length >= size) break;
    memcpy(to + used, part, length);
    used += length;
  }
  to[used] = 0;
  return used;
}

/* The member of an object with this name. */
static json json_member(json of, const char *name) {
  json key = json_first(of), none = {NULL, NULL};
  while (key.at != NULL) {
    char found[64];
    const char *colon;
    json value;
    json_text(key, found, sizeof found);
    colon = json_blank(json_skip(key.at, key.end), key.end);
    if (colon >= key.end || *colon != ':') return none;
    value.at = json_blank(colon + 1, key.end);
    value.end = key.end;
    if (strcmp(found, name) == 0) return value;
    key = json_next(value);
  }
  return none;
}

/* Adds a text as a JSON string to a buffer; how much is used then, never more than `size`. */
static size_t json_put(char *to, size_t used, size_t size, const char *text) {
  if (used + 3 >= size) return size;
  to[used++] = '"';
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (used + 8 >= size) return size;
    if (c == '"' || c == '\\') {
      to[used++] = '\\';
      to[used++] = (char)c;
    } else if (c < 0x20) {
      used += (size_t)sprintf(to + used, "\\u%04x", c);
    } else {
      to[used++] = (char)c;
    }
  }
  to[used++] = '"';
  return used;
}

#endif
