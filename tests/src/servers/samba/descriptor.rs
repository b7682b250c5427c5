//! Security descriptors of mailboxes, in octets: Samba writes those of its own objects itself.

/// An entry of an access list: who, and what.
#[derive(Debug, Clone, Copy)]
pub struct Ace {
    /// Whether it allows.
    pub allow: bool,
    /// The last number of the trustee's SID.
    pub rid: u32,
    /// The rights; 1 is full access to a mailbox.
    pub mask: u32,
}

impl Ace {
    /// Full access to a mailbox.
    pub fn full_access(rid: u32) -> Self {
        Self {
            allow: true,
            rid,
            mask: 1,
        }
    }

    /// No access to a mailbox.
    pub fn no_access(rid: u32) -> Self {
        Self {
            allow: false,
            rid,
            mask: 1,
        }
    }
}

/// A self-relative descriptor ([MS-DTYP] 2.4.6) that belongs to the mailbox's owner and has these entries in this order.
pub fn mailbox_descriptor(entries: &[Ace]) -> Vec<u8> {
    const OWNER: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 5, 10, 0, 0, 0];
    let body: Vec<u8> = entries.iter().flat_map(octets).collect();
    let mut all = vec![1, 0, 4, 0x80];
    for offset in [20_u32, 32, 0, 44] {
        all.extend(offset.to_le_bytes());
    }
    all.extend(OWNER);
    all.extend(OWNER);
    let size = u16::try_from(8 + body.len()).expect("a short list");
    let count = u16::try_from(entries.len()).expect("a short list");
    all.extend([4, 0]);
    all.extend(size.to_le_bytes());
    all.extend(count.to_le_bytes());
    all.extend([0, 0]);
    all.extend(body);
    all
}

fn octets(ace: &Ace) -> Vec<u8> {
    let mut all = vec![u8::from(!ace.allow), 2, 36, 0];
    all.extend(ace.mask.to_le_bytes());
    all.extend([1, 5, 0, 0, 0, 0, 0, 5]);
    for part in [21, 1_111_111_111, 2_222_222_222, 3_333_333_333, ace.rid] {
        all.extend(part.to_le_bytes());
    }
    all
}
