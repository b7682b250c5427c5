//! Whole numbers in columns: 32 bits each while all of them fit, since counts mostly do, and 64 bits from the first
//! that does not.

/// Whole numbers, by row.
#[derive(Debug, Clone)]
pub enum Whole {
    /// All of them fit into 32 bits.
    Narrow(Vec<i32>),
    /// Some do not.
    Wide(Vec<i64>),
}

impl Default for Whole {
    fn default() -> Self {
        Whole::Narrow(Vec::new())
    }
}

impl Whole {
    /// The number of a row.
    #[inline]
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Whole::Narrow(numbers) => numbers.get(row).copied().map(i64::from),
            Whole::Wide(numbers) => numbers.get(row).copied(),
        }
    }

    /// Writes a row, growing as needed.
    pub fn set(&mut self, row: usize, number: i64) {
        if let Whole::Narrow(numbers) = self {
            if let Ok(narrow) = i32::try_from(number) {
                return super::write(numbers, row, narrow);
            }
            *self = Whole::Wide(numbers.iter().copied().map(i64::from).collect());
        }
        if let Whole::Wide(numbers) = self {
            super::write(numbers, row, number);
        }
    }

    /// Grows to so many rows; the new ones are without meaning.
    pub fn reach(&mut self, rows: usize) {
        match self {
            Whole::Narrow(numbers) => super::grow(numbers, rows),
            Whole::Wide(numbers) => super::grow(numbers, rows),
        }
    }

    pub(super) fn shrink(&mut self) {
        match self {
            Whole::Narrow(numbers) => numbers.shrink_to_fit(),
            Whole::Wide(numbers) => numbers.shrink_to_fit(),
        }
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Whole::Narrow(numbers) => numbers.capacity() * 4,
            Whole::Wide(numbers) => numbers.capacity() * 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_narrow_until_one_does_not_fit() {
        let mut numbers = Whole::default();
        numbers.set(2, i64::from(i32::MIN));
        numbers.set(0, 7);
        assert!(matches!(numbers, Whole::Narrow(_)));
        numbers.set(1, i64::from(i32::MAX) + 1);
        numbers.set(3, i64::MIN);
        assert!(matches!(numbers, Whole::Wide(_)));
        let all = [7, 1 << 31, i64::from(i32::MIN), i64::MIN];
        assert_eq!(
            (0..5).map(|row| numbers.get(row)).collect::<Vec<_>>(),
            [Some(all[0]), Some(all[1]), Some(all[2]), Some(all[3]), None]
        );
    }
}
