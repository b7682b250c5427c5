//! Security descriptors and identifiers as octets (MS-DTYP), and Base64.

/// Three numbers of the domain.
const DOMAIN: [u32; 3] = [1_004_336_348, 1_177_238_915, 682_003_330];

/// The extended right Receive-As.
pub(crate) const RECEIVE_AS: [u8; 16] = [
    0x56, 0x1a, 0x72, 0xab, 0x2f, 0x1e, 0xd0, 0x11, 0x98, 0x19, 0, 0xaa, 0, 0x40, 0x52, 0x9b,
];

/// The identifier of an account or group of the domain.
pub(crate) fn sid(rid: u32) -> Vec<u8> {
    let mut octets = vec![1, 5, 0, 0, 0, 0, 0, 5];
    for part in [21].into_iter().chain(DOMAIN).chain([rid]) {
        octets.extend(part.to_le_bytes());
    }
    octets
}

/// The same as text.
pub(crate) fn sid_text(rid: u32) -> String {
    let [a, b, c] = DOMAIN;
    format!("S-1-5-21-{a}-{b}-{c}-{rid}")
}

/// An entry: allow or deny, flags, mask, the extended right if it names one, whom.
pub(crate) struct Entry {
    pub(crate) allow: bool,
    pub(crate) flags: u8,
    pub(crate) mask: u32,
    pub(crate) object: Option<[u8; 16]>,
    pub(crate) rid: u32,
}

impl Entry {
    fn octets(&self) -> Vec<u8> {
        let number = u8::from(!self.allow) + if self.object.is_some() { 5 } else { 0 };
        let mut octets = vec![number, self.flags, 0, 0];
        octets.extend(self.mask.to_le_bytes());
        if let Some(object) = self.object {
            octets.extend(1u32.to_le_bytes());
            octets.extend(object);
        }
        octets.extend(sid(self.rid));
        let length = u16::try_from(octets.len()).unwrap_or(u16::MAX).to_le_bytes();
        if let Some(place) = octets.get_mut(2..4) {
            place.copy_from_slice(&length);
        }
        octets
    }
}

/// A self-relative descriptor with these entries.
pub(crate) fn descriptor(entries: &[Entry]) -> Vec<u8> {
    let body: Vec<u8> = entries.iter().flat_map(Entry::octets).collect();
    let mut octets = vec![1, 0, 0x04, 0x80];
    for offset in [0u32, 0, 0, 20] {
        octets.extend(offset.to_le_bytes());
    }
    octets.extend([4, 0]);
    octets.extend((u16::try_from(body.len()).unwrap_or(u16::MAX) + 8).to_le_bytes());
    octets.extend(u16::try_from(entries.len()).unwrap_or(u16::MAX).to_le_bytes());
    octets.extend([0, 0]);
    octets.extend(body);
    octets
}

/// Base64 (RFC 4648 section 4).
pub(crate) fn base64(octets: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(octets.len() * 4 / 3 + 4);
    for chunk in octets.chunks(3) {
        let number =
            chunk.iter().fold(0u32, |sum, octet| sum << 8 | u32::from(*octet)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = usize::try_from(number >> (18 - 6 * at) & 63).unwrap_or_default();
            let sign = SIGNS.get(sign).copied().unwrap_or_default();
            text.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    text
}
