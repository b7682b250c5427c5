/*
 * imaprules_provider.h - the contract between imaprules and a provider that comes as a shared library. Version 1.0.
 *
 * A provider collects facts about mailboxes that are to move into Microsoft 365. It exports one function,
 * imaprules_provider_v1, which gives a table of functions; it is handed a table of the host's functions in return. All else
 * travels as UTF-8 JSON. The host runs every provider in a process of its own: a crash costs that provider's later facts,
 * and nothing else. The guide for vendors, with the shape of every JSON text, is providers/README.md.
 *
 * The rules, each tried by `imaprules providers verify LIB`:
 *
 *  1 Versions.     The name of the function carries the major version. A minor version may only append members at the end of
 *                  a table or define extensions. Compare struct_size before using a member that came after 1.0. Ignore JSON
 *                  members that you do not know.
 *  2 Ownership.    Every pointer is borrowed for the time of the call. Who wants to keep bytes copies them. Nothing that
 *                  one side allocated is ever freed by the other.
 *  3 Threads.      [any] may be called from any thread; [main] is called on one thread, one call at a time; [collect] may be
 *                  called from any thread that you like, but only while collect() runs.
 *  4 Exceptions.   Nothing may unwind out of a function: catch it and return IMR_PANIC.
 *  5 Facts.        A value or the reason why there is none: what cannot be found out is a fact, too, never an error. Only
 *                  facts that describe() declares, with values of the declared types.
 *  6 Streaming.    emit() may wait. If it returns anything but IMR_OK, return from collect() soon.
 *  7 Cancellation. Ask cancelled() before each attempt and at least every 100 ms while you wait, and return within two
 *                  seconds once it is not zero or deadline_ms() is 0.
 *  8 Output.       Say things with log(). Do not write to standard output or standard error.
 *  9 Secrets.      Passwords come through the extension imr.secrets/1 only, and only if the user granted it. They go to the
 *                  server they are for, and nowhere else.
 * 10 Read only.    Nothing on any server changes. Ask budget() before each connection and each sign-in.
 */
#ifndef IMAPRULES_PROVIDER_H
#define IMAPRULES_PROVIDER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IMR_MAGIC UINT32_C(0x31524D49) /* the octets "IMR1" on a little-endian machine */
#define IMR_ABI_MAJOR 1
#define IMR_ABI_MINOR 0

/* Borrowed bytes: mostly UTF-8 text, never with a zero at the end. ptr may be null when len is 0. */
typedef struct imr_bytes {
  const uint8_t *ptr;
  size_t len;
} imr_bytes;

/* How a call ended. Treat values that you do not know as IMR_FAILED. */
typedef int32_t imr_status;
#define IMR_OK 0
#define IMR_FAILED 1       /* could not be done; last_error() says why */
#define IMR_CANCELLED 2    /* the host wants no more */
#define IMR_UNSUPPORTED 3  /* this side has no such thing */
#define IMR_PANIC 4        /* a fault of the program; the instance is not used any more */
#define IMR_BAD_ARGUMENT 5 /* a setting or an input cannot be used; last_error() says which */
#define IMR_LIMIT 6        /* refused to protect accounts, or too much; not in this run */
#define IMR_LATER 7        /* not now; ask again in a moment */

/* Levels of log(). */
#define IMR_DEBUG 0
#define IMR_INFO 1
#define IMR_WARNING 2

/* How an attempt that budget() granted ended; for told(). */
#define IMR_DONE 0       /* it worked; for a connection: it is closed again */
#define IMR_REFUSED 1    /* the credentials were refused */
#define IMR_LOCK_OUT 2   /* the server locks the account or protects itself */
#define IMR_UNANSWERED 3 /* the password went out and no answer came */
#define IMR_BROKEN 4     /* it failed for a reason that says nothing about credentials */

/* What deadline_ms() returns when there is no deadline. */
#define IMR_NO_DEADLINE UINT64_MAX

/* The host's functions. Valid from create() until destroy() returns. */
typedef struct imr_host {
  uint32_t struct_size; /* octets of this table that the host filled in */
  uint16_t abi_major;
  uint16_t abi_minor;
  void *ctx; /* pass it to every function below */

  /* Hands over a line: a source, or a record about one subject. [collect] */
  imr_status (*emit)(void *ctx, imr_bytes line);
  /* A line for the log; never a secret. [any, between create() and destroy()] */
  void (*log)(void *ctx, uint32_t level, imr_bytes message);
  /* How far it is. [collect] */
  void (*progress)(void *ctx, uint64_t done, uint64_t total);
  /* Not zero: stop. [any, between create() and destroy()] */
  uint32_t (*cancelled)(void *ctx);
  /* Milliseconds left; 0: stop. [any, between create() and destroy()] */
  uint64_t (*deadline_ms)(void *ctx);
  /*
   * Asks for an attempt: {"do":"connect","host":"imap.example.com:993"}, or "sign-in" with "account", too. Waits at most
   * wait_ms for permission. IMR_OK: go on, and call told() afterwards. IMR_LATER: the time is up. IMR_LIMIT: leave it, the
   * facts are unknown for the reason "budget", and *note (if note is not null) says why until this thread calls budget() again.
   * [collect]
   */
  imr_status (*budget)(void *ctx, imr_bytes attempt, uint32_t wait_ms, imr_bytes *note);
  /* Tells how a granted attempt ended, once for each. [collect] */
  void (*told)(void *ctx, imr_bytes attempt, uint32_t outcome);
  /* A table of an extension of the host, or null. The id ends in a zero. [main] */
  const void *(*extension)(void *ctx, const char *id);
} imr_host;

/* The provider's functions, from imaprules_provider_v1(). Valid for ever. */
typedef struct imr_provider {
  uint32_t magic;       /* IMR_MAGIC */
  uint32_t struct_size; /* sizeof(imr_provider) */
  uint16_t abi_major;   /* IMR_ABI_MAJOR */
  uint16_t abi_minor;   /* IMR_ABI_MINOR */
  uint32_t reserved;    /* 0 */

  /* What the provider is and declares, as JSON; the same at each call, and valid for ever. [any] */
  imr_bytes (*describe)(void);
  /* Makes an instance with these settings: {"settings":{...}}. No connections yet. [main] */
  imr_status (*create)(const imr_host *host, imr_bytes config, void **self);
  /* Collects: {"subjects":[...]}. Returns when all is emitted, or soon after it was cancelled. [main] */
  imr_status (*collect)(void *self, imr_bytes request);
  /* Why the last call failed, as JSON, until the next call; self is null after a create() that failed. [main] */
  imr_bytes (*last_error)(void *self);
  /* Ends an instance; null is allowed. Never fails. [main] */
  void (*destroy)(void *self);
  /* A table of an extension of the provider, or null. The id ends in a zero. [any] */
  const void *(*extension)(const char *id);
} imr_provider;

/* The only symbol that a provider exports. */
#if defined(_WIN32)
#define IMR_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define IMR_EXPORT __attribute__((visibility("default")))
#else
#define IMR_EXPORT
#endif
IMR_EXPORT const imr_provider *imaprules_provider_v1(void);

/* ---- Extensions of the host ---- */

/* Secrets, if they were granted; for the capability "secrets". */
#define IMR_SECRETS "imr.secrets/1"
typedef struct imr_secrets {
  uint32_t struct_size;
  uint32_t reserved;
  /*
   * Looks for a secret of a subject, such as the "password" of a "mailbox", and calls use(to, secret) with it, once; the bytes are
   * wiped when use() returns. IMR_UNSUPPORTED: there is none. [collect]
   */
  imr_status (*secret)(void *ctx, imr_bytes kind, imr_bytes id, imr_bytes name, void *to,
                       void (*use)(void *to, imr_bytes secret));
  /* Keeps a secret that was found in an input, for other providers that are granted it. [collect] */
  imr_status (*keep)(void *ctx, imr_bytes kind, imr_bytes id, imr_bytes name, imr_bytes secret);
} imr_secrets;

/* ---- Extensions of the provider, all optional ---- */

/* What collect() would touch, for --dry-run and before the question whether to sign in. */
#define IMR_TOUCHES "imr.touches/1"
typedef struct imr_touches {
  uint32_t struct_size;
  uint32_t reserved;
  /*
   * Calls touch(to, json) for everything that collect(self, request) would connect or sign in to, without touching it:
   * {"action":"connect","target":"imap.example.com:993","times":3}, for "sign-in" with "account", too. [main]
   */
  imr_status (*touches)(void *self, imr_bytes request, void *to, imr_status (*touch)(void *to, imr_bytes touch));
} imr_touches;

/* Which exported files the provider reads. Files that it takes are handed over in the setting `import`. */
#define IMR_TAKES "imr.takes/1"
typedef struct imr_takes {
  uint32_t struct_size;
  uint32_t reserved;
  /* Not zero: the file at this path is one. Told by its content; the beginning should do. [any] */
  uint32_t (*takes)(imr_bytes path);
} imr_takes;

/* ---- Sizes and places, checked when this is compiled ---- */

#define IMR_CHECK(name, condition) typedef char imr_check_##name[(condition) ? 1 : -1]
#define IMR_P sizeof(void *)
IMR_CHECK(bytes, sizeof(imr_bytes) == 2 * IMR_P);
IMR_CHECK(host_ctx, offsetof(imr_host, ctx) == 8);
IMR_CHECK(host_emit, offsetof(imr_host, emit) == 8 + IMR_P);
IMR_CHECK(host_extension, offsetof(imr_host, extension) == 8 + 8 * IMR_P);
IMR_CHECK(host, sizeof(imr_host) == 8 + 9 * IMR_P);
IMR_CHECK(provider_describe, offsetof(imr_provider, describe) == 16);
IMR_CHECK(provider_extension, offsetof(imr_provider, extension) == 16 + 5 * IMR_P);
IMR_CHECK(provider, sizeof(imr_provider) == 16 + 6 * IMR_P);
IMR_CHECK(secrets, sizeof(imr_secrets) == 8 + 2 * IMR_P);
IMR_CHECK(touches, sizeof(imr_touches) == 8 + IMR_P);
IMR_CHECK(takes, sizeof(imr_takes) == 8 + IMR_P);
#undef IMR_CHECK
#undef IMR_P

#ifdef __cplusplus
}
#endif

#endif
