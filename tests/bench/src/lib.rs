//! Speed claims, each beside a peer, as ratios.
