//! End to end: the program against real servers.
