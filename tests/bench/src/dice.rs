//! Numbers that look random and are the same in every run: SplitMix64
//! (<https://prng.di.unimi.it/splitmix64.c>).

/// A row of numbers that its start decides.
#[derive(Debug, Clone)]
pub struct Dice(u64);

/// Spreads a number over all 64 bits.
pub fn spread(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

impl Dice {
    /// The row of numbers for a mailbox.
    pub fn of(number: u64) -> Self {
        Dice(spread(number ^ 0x1A27_0000))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        spread(self.0)
    }

    /// A number from 0, below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    /// Yes in so many of a thousand cases.
    pub fn often(&mut self, of_thousand: u64) -> bool {
        self.below(1000) < of_thousand
    }

    /// One of these.
    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len() as u64) as usize)
            .copied()
            .unwrap_or("")
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Most near the scale or below it, a few far above: exponential, with a tail stretched up to seven times.
    pub fn tailed(&mut self, scale: f64) -> i64 {
        let (depth, stretch) = (self.share(), self.share());
        (scale * -(1.0 - depth).ln() * (1.0 + 6.0 * stretch.powi(8))) as i64
    }

    /// Mostly none; in so many of a thousand cases from one up to the most.
    pub fn few(&mut self, of_thousand: u64, most: u64) -> i64 {
        if self.often(of_thousand) {
            1 + self.below(most) as i64
        } else {
            0
        }
    }
}
