//! Exchange 2003 to 2013 as the source system.
