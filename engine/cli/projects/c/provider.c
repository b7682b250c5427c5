/*
 * The provider PROVIDER_ID: facts from an exported account list.
 *
 * A line of the list is `ADDRESS on|off MESSAGES`; the first line is `#PROVIDER_ID accounts`. A provider that asks a server instead
 * does so in collect(): it asks host->budget before each connection and sign-in, tells host->told how each ended, looks at
 * host->cancelled at least every 100 ms, and takes passwords from the extension imr.secrets/1, for which describe.json must ask for
 * the capability "secrets".
 */
#include "imaprules_provider.h"

#include <stdlib.h>

#include "describe.h"
#include "json.h"

static const char first_line[] = "#PROVIDER_ID accounts";

typedef struct account {
  char address[256];
  int enabled;
  long long messages;
} account;

typedef struct instance {
  const imr_host *host;
  char *files[64];
  size_t file_count;
  account *accounts;
  size_t account_count;
  char error[1024];
} instance;

/* Why the last create() failed: there is no instance to keep it. */
static char create_error[1024];

static imr_bytes bytes(const char *text, size_t length) {
  imr_bytes all;
  all.ptr = (const uint8_t *)text;
  all.len = length;
  return all;
}

static json value_of(imr_bytes text) {
  json value;
  value.at = json_blank((const char *)text.ptr, (const char *)text.ptr + text.len);
  value.end = (const char *)text.ptr + text.len;
  if (text.ptr == NULL) value.at = NULL;
  return value;
}

/* Keeps why a call failed, as JSON. */
static void fail(char *error, size_t size, const char *code, const char *path, const char *message, const char *hint) {
  size_t used = (size_t)snprintf(error, size, "{\"code\":\"%s\",\"path\":", code);
  used = json_put(error, used, size - 64, path);
  if (used + 16 < size) used += (size_t)snprintf(error + used, size - used, ",\"message\":");
  used = json_put(error, used, size - 32, message);
  if (used + 16 < size) used += (size_t)snprintf(error + used, size - used, ",\"hint\":");
  used = json_put(error, used, size - 8, hint);
  snprintf(error + used, size - used, "}");
}

static imr_bytes describe(void) { return bytes((const char *)describe_json, sizeof describe_json); }

static void destroy(void *self) {
  instance *this = self;
  size_t i;
  if (this == NULL) return;
  for (i = 0; i < this->file_count; i++) free(this->files[i]);
  free(this->accounts);
  free(this);
}

static imr_status create(const imr_host *host, imr_bytes config, void **self) {
  json file;
  instance *this;
  *self = NULL;
  if (host == NULL || host->abi_major != IMR_ABI_MAJOR || host->struct_size < sizeof(imr_host)) {
    fail(create_error, sizeof create_error, "broken", "", "the host is of another version", "");
    return IMR_UNSUPPORTED;
  }
  this = calloc(1, sizeof *this);
  if (this == NULL) return IMR_FAILED;
  this->host = host;
  for (file = json_first(json_member(json_member(value_of(config), "settings"), "import"));
       file.at != NULL && this->file_count < 64; file = json_next(file)) {
    char path[4096];
    size_t length = json_text(file, path, sizeof path);
    char *copy = malloc(length + 1);
    if (copy == NULL) break;
    memcpy(copy, path, length + 1);
    this->files[this->file_count++] = copy;
  }
  *self = this;
  return IMR_OK;
}

/* Reads a list into the instance. */
static imr_status read_list(instance *this, const char *path) {
  char line[512];
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    fail(this->error, sizeof this->error, "input", path, "cannot be opened", "export the list of accounts again");
    return IMR_BAD_ARGUMENT;
  }
  while (fgets(line, sizeof line, file) != NULL) {
    account found, *more;
    char word[8];
    if (line[0] == '#' || sscanf(line, "%255s %7s %lld", found.address, word, &found.messages) != 3) continue;
    found.enabled = strcmp(word, "on") == 0;
    more = realloc(this->accounts, (this->account_count + 1) * sizeof *more);
    if (more == NULL) break;
    this->accounts = more;
    this->accounts[this->account_count++] = found;
  }
  fclose(file);
  return IMR_OK;
}

static int same(const char *one, const char *other) {
  for (; *one && *other; one++, other++) {
    int a = *one, b = *other;
    if (a >= 'A' && a <= 'Z') a += 32;
    if (b >= 'A' && b <= 'Z') b += 32;
    if (a != b) return 0;
  }
  return *one == *other;
}

/* The record of a mailbox. What cannot be found out is a fact, too. */
static imr_status tell(instance *this, const char *id, const char *address) {
  char line[2048];
  size_t i, used = (size_t)sprintf(line, "{\"subject\":\"mailbox\",\"id\":");
  used = json_put(line, used, sizeof line - 512, id);
  if (used > sizeof line - 512) return IMR_OK;
  used += (size_t)sprintf(line + used, ",\"source\":0,\"at\":0,");
  for (i = 0; i < this->account_count && !same(this->accounts[i].address, address); i++) {
  }
  if (i < this->account_count) {
    used += (size_t)sprintf(line + used, "\"facts\":{\"PROVIDER_AREA.imap_enabled\":%s,\"PROVIDER_AREA.messages\":%lld}}",
                            this->accounts[i].enabled ? "true" : "false", this->accounts[i].messages);
  } else {
    static const char why[] = "{\"reason\":\"not-collected\",\"note\":\"no account list names this address\"}";
    used += (size_t)sprintf(line + used, "\"unknown\":{\"PROVIDER_AREA.imap_enabled\":%s,\"PROVIDER_AREA.messages\":%s}}", why, why);
  }
  return this->host->emit(this->host->ctx, bytes(line, used));
}

static imr_status describe_source(instance *this) {
  const char *path = this->file_count > 0 ? this->files[0] : "no account list";
  const char *name = strrchr(path, '/');
  char line[1024];
  size_t used = (size_t)sprintf(line, "{\"source\":0,\"live\":false,\"name\":");
  used = json_put(line, used, sizeof line - 8, name == NULL ? path : name + 1);
  if (used > sizeof line - 8) return IMR_FAILED;
  line[used++] = '}';
  return this->host->emit(this->host->ctx, bytes(line, used));
}

static imr_status collect(void *self, imr_bytes request) {
  instance *this = self;
  const imr_host *host = this->host;
  json subject, subjects = json_member(value_of(request), "subjects");
  uint64_t done = 0, total = 0;
  size_t i;
  for (i = 0; i < this->file_count; i++) {
    imr_status status = read_list(this, this->files[i]);
    if (status != IMR_OK) return status;
  }
  if (describe_source(this) != IMR_OK) return IMR_CANCELLED;
  for (subject = json_first(subjects); subject.at != NULL; subject = json_next(subject)) total++;
  for (subject = json_first(subjects); subject.at != NULL; subject = json_next(subject)) {
    char id[512], kind[32], address[512];
    json_text(json_member(subject, "kind"), kind, sizeof kind);
    json_text(json_member(subject, "id"), id, sizeof id);
    json_text(json_member(json_member(subject, "facts"), "mailbox.address"), address, sizeof address);
    if (host->cancelled(host->ctx) || host->deadline_ms(host->ctx) == 0) return IMR_CANCELLED;
    if (strcmp(kind, "mailbox") == 0 && tell(this, id, address) != IMR_OK) return IMR_CANCELLED;
    host->progress(host->ctx, ++done, total);
  }
  return IMR_OK;
}

static imr_bytes last_error(void *self) {
  instance *this = self;
  const char *error = this == NULL ? create_error : this->error;
  return bytes(error, strlen(error));
}

/* Recognised by what is in it, never by its name. */
static uint32_t takes(imr_bytes path) {
  char name[4096], begin[sizeof first_line - 1];
  FILE *file;
  uint32_t found;
  if (path.len >= sizeof name) return 0;
  memcpy(name, path.ptr, path.len);
  name[path.len] = 0;
  file = fopen(name, "rb");
  if (file == NULL) return 0;
  found = fread(begin, 1, sizeof begin, file) == sizeof begin && memcmp(begin, first_line, sizeof begin) == 0;
  fclose(file);
  return found;
}

static imr_status touches(void *self, imr_bytes request, void *to, imr_status (*touch)(void *to, imr_bytes touch)) {
  instance *this = self;
  size_t i;
  (void)request;
  for (i = 0; i < this->file_count; i++) {
    char text[8192];
    size_t used = (size_t)sprintf(text, "{\"action\":\"read\",\"times\":1,\"target\":");
    used = json_put(text, used, sizeof text - 8, this->files[i]);
    if (used > sizeof text - 8) continue;
    text[used++] = '}';
    if (touch(to, bytes(text, used)) != IMR_OK) break;
  }
  return IMR_OK;
}

static const imr_takes takes_table = {sizeof(imr_takes), 0, takes};
static const imr_touches touches_table = {sizeof(imr_touches), 0, touches};

static const void *extension(const char *id) {
  if (strcmp(id, IMR_TAKES) == 0) return &takes_table;
  if (strcmp(id, IMR_TOUCHES) == 0) return &touches_table;
  return NULL;
}

static const imr_provider provider = {
    IMR_MAGIC, sizeof(imr_provider), IMR_ABI_MAJOR, IMR_ABI_MINOR, 0, describe, create, collect, last_error, destroy, extension,
};

IMR_EXPORT const imr_provider *imaprules_provider_v1(void) { return &provider; }
