//! Generic IMAP: DNS, TCP, TLS, sessions, sign-in, folders.
