//! Gmail and Google Workspace as the source system.
