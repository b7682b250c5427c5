//! An in-process source system with known faults, speaking real IMAP on loopback.
