/*
 * A provider that tells five mailboxes apart - and, depending on VARIANT, does what no provider may do after the third. One library
 * for each way in which others went wrong.
 */
#define _GNU_SOURCE
#include "imaprules_provider.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  good, null, aborts, exits, loops, deaf, floods, utf8, panics, forks, fork_crash, prints, scribbles, undeclared, wrong_type, gross, stack,
  failing, garbled, hungry, secret, logs_secret, budget, swaps, silent_fail, log_flood, late, describe_crash, describe_garbage, wrong_size,
  wrong_magic, wrong_major, newer_minor, no_table, half_table, fights
};

#ifndef VARIANT
#define VARIANT good
#endif
#ifndef CAPABILITIES
#define CAPABILITIES ""
#endif
#ifndef OWN_PATH
#define OWN_PATH ""
#endif
#ifndef KIND_ABOUT
#define KIND_ABOUT "In other words."
#endif

#define FACT(name, type) \
  "[[fact]]\\nname = \\\"" name "\\\"\\nfor = \\\"mailbox\\\"\\ntype = \\\"" type "\\\"\\nabout = \\\"A.\\\"\\nhow = \\\"B.\\\"\\n"
static const char text[] =
    "{\"id\":\"bad\",\"version\":\"1.0.0\",\"title\":\"Bad\",\"capabilities\":[" CAPABILITIES "],\"inputs\":[\"mailbox.address\"],"
    "\"unheard_of\":{\"x\":[1]},\"facts\":[{\"name\":\"bad/facts.toml\",\"text\":\""
    "[[kind]]\\nname = \\\"migration\\\"\\nabout = \\\"" KIND_ABOUT "\\\"\\n[[kind]]\\nname = \\\"mailbox\\\"\\nparent = \\\"migration\\\"\\n"
    "about = \\\"" KIND_ABOUT "\\\"\\n"
    FACT("bad.flag", "bool") FACT("bad.note", "text")
    "\"}],\"packs\":[{\"name\":\"bad\",\"files\":{\"pack.toml\":\"[pack]\\nid = \\\"bad\\\"\\nversion = \\\"1\\\"\\ntitle = \\\"Bad\\\"\\n"
    "providers = [\\\"bad\\\"]\\n\",\"rules.toml\":\"[[rule]]\\nid = \\\"bad.flagged\\\"\\nfor = \\\"mailbox\\\"\\nseverity = \\\"warning\\\"\\n"
    "when = \\\"bad.flag == true\\\"\\ntitle = \\\"{mailbox.address} is flagged: {bad.note}\\\"\\nwhy = \\\"So.\\\"\\nfix = [\\\"Do.\\\"]\\n\"}}]}";

static const imr_host *host;
static volatile int sink;

static imr_bytes bytes(const char *what) {
  imr_bytes all;
  all.ptr = (const uint8_t *)what;
  all.len = strlen(what);
  return all;
}

static imr_status emit(const char *line) { return host->emit(host->ctx, bytes(line)); }

static imr_status record(int number, const char *note) {
  char line[512];
  snprintf(line, sizeof line, "{\"subject\":\"mailbox\",\"id\":\"m%d@example.com\",\"source\":0,\"facts\":{\"bad.flag\":true,\"bad.note\":\"%s\"}}",
           number, note);
  return emit(line);
}

static imr_bytes describe(void) {
  if (VARIANT == describe_crash) abort();
  if (VARIANT == describe_garbage) return bytes("{\"id\":");
  return bytes(text);
}

static imr_status create(const imr_host *given, imr_bytes config, void **self) {
  (void)config;
  host = given;
  *self = &sink;
  return IMR_OK;
}

static void use(void *to, imr_bytes value) {
  snprintf(to, 64, "%.*s", (int)value.len, (const char *)value.ptr);
}

/* Gets a secret and lets it out. */
static imr_status let_out(int into_log) {
  const imr_secrets *secrets = host->extension(host->ctx, IMR_SECRETS);
  char found[64] = "none";
  if (secrets == NULL) return record(3, "no secrets");
  secrets->secret(host->ctx, bytes("mailbox"), bytes("m3@example.com"), bytes("password"), found, use);
  if (!into_log) return record(3, found);
  host->log(host->ctx, IMR_WARNING, bytes(found));
  fprintf(stderr, "%s\n", found);
  return record(3, "has it");
}

static imr_status ask(void) {
  imr_bytes note = {NULL, 0};
  const char *connect = "{\"do\":\"connect\",\"host\":\"bad.example.com:993\"}";
  const char *sign_in = "{\"do\":\"sign-in\",\"host\":\"bad.example.com:993\",\"account\":\"m\"}";
  char line[300];
  int granted = 0;
  if (host->budget(host->ctx, bytes("nonsense"), 0, NULL) != IMR_BAD_ARGUMENT) return IMR_FAILED;
  /* Four connections at a time are the most. */
  while (granted < 10 && host->budget(host->ctx, bytes(connect), 50, NULL) == IMR_OK) granted++;
  host->told(host->ctx, bytes(connect), IMR_DONE);
  if (host->budget(host->ctx, bytes(sign_in), 1000, NULL) != IMR_OK) return IMR_FAILED;
  host->told(host->ctx, bytes(sign_in), IMR_REFUSED);
  if (host->budget(host->ctx, bytes(sign_in), 1000, &note) != IMR_LIMIT) return IMR_FAILED;
  snprintf(line, sizeof line, "%d granted; %.*s", granted, (int)note.len, (const char *)note.ptr);
  return record(3, line);
}

static void *linger(void *nothing) {
  (void)nothing;
  for (;;) record(4, "late");
  return NULL;
}

static int deeper(int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  return deeper(depth + 1) + room[0];
}

static imr_status misbehave(void) {
  int i;
  switch (VARIANT) {
    case null: *(volatile int *)NULL = 1; break;
    case aborts: fprintf(stderr, "assertion failed: the sky is green\n"); abort();
    case exits: exit(0);
    case loops: for (;;) sink++;
    case deaf: for (;;) { host->cancelled(host->ctx); usleep(1000); }
    case floods: for (i = 0;; i++) record(i % 5, "flood");
    case log_flood: for (i = 0; i < 200000; i++) host->log(host->ctx, IMR_WARNING, bytes("again")); break;
    case utf8: emit("{\"subject\":\"mailbox\",\"id\":\"m3@example.com\",\"source\":0,\"facts\":{\"bad.note\":\"\xff\xfe\"}}"); break;
    case panics: return IMR_PANIC;
    case forks: case fork_crash:
      if (fork() == 0) { setpgid(0, getpgrp()); sleep(300); _exit(0); }
      if (VARIANT == fork_crash) *(volatile int *)NULL = 1;
      break;
    case prints:
      for (i = 0; i < 1000; i++) printf("{\"this\":\"is no frame\"}\n");
      fflush(stdout);
      if (write(1, "\0\0\0\5RXXXX", 9) != 9) return IMR_FAILED;
      break;
    case scribbles: for (i = 3; i < 64; i++) if (write(i, "\xff\xff\xff\xffgarbage", 11) < 0) continue; break;
    case undeclared: emit("{\"subject\":\"mailbox\",\"id\":\"m3@example.com\",\"source\":0,\"facts\":{\"bad.other\":1}}"); break;
    case wrong_type: emit("{\"subject\":\"mailbox\",\"id\":\"m3@example.com\",\"source\":0,\"facts\":{\"bad.flag\":\"yes\"}}"); break;
    case gross: {
      char *line = malloc(3 << 20);
      memset(line, 'x', (3 << 20) - 1);
      line[(3 << 20) - 1] = 0;
      if (emit(line) != IMR_LIMIT) abort();
      free(line);
      break;
    }
    case stack: return deeper(0);
    case failing: case garbled: case silent_fail: return IMR_FAILED;
    case hungry: for (;;) { char *more = malloc(1 << 24); if (more == NULL) abort(); memset(more, 1, 1 << 24); }
    case secret: return let_out(0);
    case logs_secret: return let_out(1);
    case budget: return ask();
    case late: {
      pthread_t thread;
      pthread_create(&thread, NULL, linger, NULL);
      break;
    }
    case fights: kill(getppid(), 0); break;
  }
  return IMR_OK;
}

static imr_status collect(void *self, imr_bytes request) {
  imr_status status;
  int i;
  (void)self;
  (void)request;
  emit("{\"source\":0,\"name\":\"bad.example.com\",\"live\":true}");
  for (i = 0; i < 3; i++) record(i, "good");
  status = misbehave();
  if (status != IMR_OK) return status;
  if (VARIANT == good || VARIANT == newer_minor || VARIANT == swaps) record(3, "good");
  if (host->cancelled(host->ctx)) return IMR_CANCELLED;
  record(4, "good");
  return IMR_OK;
}

static imr_bytes last_error(void *self) {
  (void)self;
  if (VARIANT == garbled) return bytes("it went wrong");
  if (VARIANT == silent_fail) return bytes("");
  if (VARIANT == panics) return bytes("{\"code\":\"panic\",\"message\":\"index 7 out of range\"}");
  return bytes("{\"code\":\"broken\",\"message\":\"the gateway is closed\",\"hint\":\"open it\"}");
}

static void destroy(void *self) { (void)self; }

static const void *extension(const char *id) {
  (void)id;
  return NULL;
}

/* Swaps the file between check and load. */
__attribute__((constructor)) static void swap(void) {
  if (VARIANT == swaps) {
    FILE *file = fopen(OWN_PATH ".new", "w");
    if (file == NULL) return;
    fputs("something else", file);
    fclose(file);
    rename(OWN_PATH ".new", OWN_PATH);
  }
}

static const imr_provider provider = {
    VARIANT == wrong_magic ? 0x12345678 : IMR_MAGIC,
    VARIANT == wrong_size ? sizeof(imr_provider) - 8 : VARIANT == newer_minor ? sizeof(imr_provider) + 64 : sizeof(imr_provider),
    VARIANT == wrong_major ? 2 : IMR_ABI_MAJOR,
    VARIANT == newer_minor ? 9 : IMR_ABI_MINOR,
    0, describe, create, VARIANT == half_table ? NULL : collect, last_error, destroy, extension,
};

IMR_EXPORT const imr_provider *imaprules_provider_v1(void) { return VARIANT == no_table ? NULL : &provider; }
