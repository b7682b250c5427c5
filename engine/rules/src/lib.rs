//! Packs, conditions, evaluation and findings.
