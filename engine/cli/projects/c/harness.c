/* Drives the provider as a host would, in this process, so that the compiler's sanitizers see all of it. */
#include "imaprules_provider.h"

#include <stdio.h>
#include <string.h>

static unsigned long emitted, limit;

static imr_status emit(void *ctx, imr_bytes line) {
  (void)ctx;
  printf("%.*s\n", (int)line.len, (const char *)line.ptr);
  return ++emitted > limit ? IMR_CANCELLED : IMR_OK;
}
static void log_line(void *ctx, uint32_t level, imr_bytes message) {
  (void)ctx;
  printf("log %u: %.*s\n", (unsigned)level, (int)message.len, (const char *)message.ptr);
}
static void progress(void *ctx, uint64_t done, uint64_t total) {
  (void)ctx;
  (void)done;
  (void)total;
}
static uint32_t cancelled(void *ctx) {
  (void)ctx;
  return 0;
}
static uint64_t deadline_ms(void *ctx) {
  (void)ctx;
  return IMR_NO_DEADLINE;
}
static imr_status budget(void *ctx, imr_bytes attempt, uint32_t wait_ms, imr_bytes *note) {
  (void)ctx;
  (void)attempt;
  (void)wait_ms;
  (void)note;
  return IMR_LIMIT; /* nothing is touched here */
}
static void told(void *ctx, imr_bytes attempt, uint32_t outcome) {
  (void)ctx;
  (void)attempt;
  (void)outcome;
}
static const void *extension(void *ctx, const char *id) {
  (void)ctx;
  (void)id;
  return NULL;
}

static const imr_host host = {
    sizeof(imr_host), IMR_ABI_MAJOR, IMR_ABI_MINOR, NULL, emit, log_line, progress, cancelled, deadline_ms, budget, told, extension,
};

static imr_bytes bytes(const char *text) {
  imr_bytes all;
  all.ptr = (const uint8_t *)text;
  all.len = strlen(text);
  return all;
}

static imr_status touch(void *to, imr_bytes text) {
  (void)to;
  printf("touch %.*s\n", (int)text.len, (const char *)text.ptr);
  return IMR_OK;
}

static int run(const imr_provider *provider, const char *config, const char *request, unsigned long most) {
  void *self = NULL;
  imr_status status = provider->create(&host, bytes(config), &self);
  const imr_touches *touches = provider->extension(IMR_TOUCHES);
  emitted = 0;
  limit = most;
  if (status == IMR_OK) {
    if (touches != NULL) touches->touches(self, bytes(request), NULL, touch);
    status = provider->collect(self, bytes(request));
  }
  if (status != IMR_OK) {
    imr_bytes error = provider->last_error(self);
    printf("status %d: %.*s\n", (int)status, (int)error.len, (const char *)error.ptr);
  }
  provider->destroy(self);
  return (int)status;
}

int main(int count, char **arguments) {
  static const char request[] =
      "{\"subjects\":[{\"kind\":\"mailbox\",\"id\":\"anna@example.com\",\"facts\":{\"mailbox.address\":\"anna@example.com\"}},"
      "{\"kind\":\"mailbox\",\"id\":\"\\u0000\\ud83d\\\"x\",\"facts\":{}},{\"kind\":\"folder\"},{}]}";
  static const char *const odd[] = {"", "{", "[", "{\"subjects\":", "{\"subjects\":[{\"kind\":\"mailbox", "{\"subjects\":[\"\\u12", "null"};
  char config[4096];
  size_t i;
  const imr_provider *provider = imaprules_provider_v1();
  const imr_takes *takes = provider->extension(IMR_TAKES);
  const char *file = count > 1 ? arguments[1] : "";
  snprintf(config, sizeof config, "{\"settings\":{\"import\":[\"%s\"]}}", file);
  if (provider->describe().len == 0) return 1;
  if (takes != NULL) printf("takes: %u\n", (unsigned)takes->takes(bytes(file)));
  if (run(provider, config, request, 1000) != IMR_OK) return 1;
  run(provider, config, request, 1);
  run(provider, "{\"settings\":{\"import\":[\"/nonexistent\"]}}", request, 1000);
  for (i = 0; i < sizeof odd / sizeof odd[0]; i++) {
    run(provider, odd[i], request, 1000);
    run(provider, config, odd[i], 1000);
  }
  provider->destroy(NULL);
  return 0;
}
