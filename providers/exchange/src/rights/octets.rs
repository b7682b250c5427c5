//! Numbers in octets, the smallest octet first, as descriptors hold them. Nothing is read beyond the end.

/// Octets to read from.
#[derive(Clone, Copy)]
pub(super) struct Octets<'a>(pub(super) &'a [u8]);

impl<'a> Octets<'a> {
    /// One octet.
    pub(super) fn u8(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    /// Two octets.
    pub(super) fn u16(self, at: usize) -> Option<u16> {
        let octets = self.0.get(at..at.checked_add(2)?)?;
        Some(u16::from_le_bytes(octets.try_into().ok()?))
    }

    /// Four octets.
    pub(super) fn u32(self, at: usize) -> Option<u32> {
        let octets = self.0.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(octets.try_into().ok()?))
    }

    /// Four octets that say where something stands.
    pub(super) fn offset(self, at: usize) -> Option<usize> {
        usize::try_from(self.u32(at)?).ok()
    }

    /// Everything from here on.
    pub(super) fn from(self, at: usize) -> Option<&'a [u8]> {
        self.0.get(at..)
    }

    /// So many octets from here on.
    pub(super) fn part(self, at: usize, length: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(length)?)
    }
}
