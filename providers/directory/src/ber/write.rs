//! Writes values.

/// Values one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// What was written.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    /// Octets under a tag.
    pub(crate) fn octets(&mut self, tag: u8, octets: &[u8]) {
        self.0.push(tag);
        self.length(octets.len());
        self.0.extend_from_slice(octets);
    }

    /// A whole number under a tag, in as few octets as show its sign.
    pub(crate) fn integer(&mut self, tag: u8, number: i64) {
        let octets = number.to_be_bytes();
        let mut short = octets.as_slice();
        while let [first, rest @ ..] = short
            && let Some(next) = rest.first()
            && ((*first == 0 && next & 0x80 == 0) || (*first == 0xff && next & 0x80 != 0))
        {
            short = rest;
        }
        self.octets(tag, short);
    }

    /// A truth value under a tag.
    pub(crate) fn boolean(&mut self, tag: u8, value: bool) {
        self.octets(tag, &[if value { 0xff } else { 0 }]);
    }

    /// Values inside another one.
    pub(crate) fn within(&mut self, tag: u8, write: impl FnOnce(&mut Writer)) {
        let mut inner = Writer::default();
        write(&mut inner);
        self.octets(tag, &inner.0);
    }

    fn length(&mut self, length: usize) {
        if let Ok(short @ 0..0x80) = u8::try_from(length) {
            self.0.push(short);
            return;
        }
        let octets = length.to_be_bytes();
        let zeroes = octets.iter().take_while(|octet| **octet == 0).count();
        let used = octets.get(zeroes..).unwrap_or_default();
        self.0.push(0x80 | u8::try_from(used.len()).unwrap_or(8));
        self.0.extend_from_slice(used);
    }
}
