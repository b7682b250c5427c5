//! Numbers of strings, by row.

/// Codes of a column, as narrow as the largest one allows.
#[derive(Debug, Clone)]
pub enum Codes {
    /// Up to 256 strings.
    Byte(Vec<u8>),
    /// Up to 65,536 strings.
    Short(Vec<u16>),
    /// More.
    Word(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Codes::Byte(Vec::new())
    }
}

impl Codes {
    /// The code of a row; 0 beyond the end.
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Byte(codes) => codes.get(row).copied().unwrap_or(0).into(),
            Codes::Short(codes) => codes.get(row).copied().unwrap_or(0).into(),
            Codes::Word(codes) => codes.get(row).copied().unwrap_or(0),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Codes::Byte(codes) => codes.len(),
            Codes::Short(codes) => codes.len(),
            Codes::Word(codes) => codes.len(),
        }
    }

    pub(super) fn reach(&mut self, rows: usize) {
        if rows <= self.len() {
            return;
        }
        match self {
            Codes::Byte(codes) => codes.resize(rows, 0),
            Codes::Short(codes) => codes.resize(rows, 0),
            Codes::Word(codes) => codes.resize(rows, 0),
        }
    }

    pub(super) fn set(&mut self, row: usize, code: u32) {
        self.widen(code);
        self.reach(row + 1);
        // The casts cannot lose anything: `widen` made room for the code.
        match self {
            Codes::Byte(codes) => put(codes, row, code as u8),
            Codes::Short(codes) => put(codes, row, code as u16),
            Codes::Word(codes) => put(codes, row, code),
        }
    }

    fn widen(&mut self, code: u32) {
        *self = match self {
            Codes::Byte(codes) if code > 0xFFFF => Codes::Word(codes.iter().map(|c| u32::from(*c)).collect()),
            Codes::Byte(codes) if code > 0xFF => Codes::Short(codes.iter().map(|c| u16::from(*c)).collect()),
            Codes::Short(codes) if code > 0xFFFF => {
                Codes::Word(codes.iter().map(|c| u32::from(*c)).collect())
            }
            _ => return,
        };
    }

    pub(super) fn shrink(&mut self) {
        match self {
            Codes::Byte(codes) => codes.shrink_to_fit(),
            Codes::Short(codes) => codes.shrink_to_fit(),
            Codes::Word(codes) => codes.shrink_to_fit(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Codes::Byte(codes) => codes.capacity(),
            Codes::Short(codes) => codes.capacity() * 2,
            Codes::Word(codes) => codes.capacity() * 4,
        }
    }
}

fn put<T>(codes: &mut [T], row: usize, code: T) {
    if let Some(cell) = codes.get_mut(row) {
        *cell = code;
    }
}
