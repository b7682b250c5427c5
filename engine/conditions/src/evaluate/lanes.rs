//! Values of 64 subjects at a time, in shapes that compilers turn into instructions for several values at once.

use crate::ast::Operator;

/// Whole numbers of 64 subjects.
pub(crate) type Whole = [i64; 64];
/// Broken numbers of 64 subjects.
pub(crate) type Broken = [f64; 64];
/// For which of 64 subjects a computation failed.
pub(crate) type Fails = u64;

/// The 64 values of a word; columns are padded to whole words when the store is sealed.
#[inline]
pub(crate) fn of<T: Zeros>(values: &[T], word: usize) -> &[T; 64] {
    let lane = values.get(word * 64..).and_then(|rest| rest.first_chunk());
    lane.unwrap_or(T::ZEROS)
}

/// What stands in for values that are not there.
pub(crate) trait Zeros: Sized + 'static {
    /// Nothing but zeros.
    const ZEROS: &'static [Self; 64];
}

impl Zeros for i32 {
    const ZEROS: &'static [i32; 64] = &[0; 64];
}

impl Zeros for i64 {
    const ZEROS: &'static [i64; 64] = &[0; 64];
}

impl Zeros for f64 {
    const ZEROS: &'static [f64; 64] = &[0.0; 64];
}

/// The bits of 64 answers. They go to octets first, which compilers do many at a time; a multiplication then gathers
/// the lowest bits of eight octets in its highest octet.
#[inline(always)]
pub(crate) fn pack(answer: impl Fn(usize) -> bool) -> u64 {
    let octets: [u8; 64] = std::array::from_fn(|at| u8::from(answer(at)));
    let (eights, _) = octets.as_chunks::<8>();
    let parts = eights.iter().enumerate();
    parts.fold(0, |bits, (part, eight)| {
        bits | u64::from(gather(*eight)) << (8 * part)
    })
}

/// The lowest bits of eight octets, each of which is 0 or 1.
#[inline(always)]
pub(crate) fn gather(octets: [u8; 8]) -> u8 {
    (u64::from_le_bytes(octets).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// Compares 64 values with one.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "`pack` asks for 64 answers")]
pub(crate) fn with<T: PartialOrd + Copy>(operator: Operator, values: &[T; 64], other: T) -> u64 {
    compare(operator, |at| values[at], |_| other)
}

/// Compares 64 pairs.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "`pack` asks for 64 answers")]
pub(crate) fn pairs<T: PartialOrd + Copy>(operator: Operator, left: &[T; 64], right: &[T; 64]) -> u64 {
    compare(operator, |at| left[at], |at| right[at])
}

#[inline(always)]
fn compare<T: PartialOrd + Copy>(
    operator: Operator,
    left: impl Fn(usize) -> T,
    right: impl Fn(usize) -> T,
) -> u64 {
    match operator {
        Operator::Equal => pack(|at| left(at) == right(at)),
        Operator::NotEqual => pack(|at| left(at) != right(at)),
        Operator::Less => pack(|at| left(at) < right(at)),
        Operator::LessOrEqual => pack(|at| left(at) <= right(at)),
        Operator::Greater => pack(|at| left(at) > right(at)),
        Operator::GreaterOrEqual => pack(|at| left(at) >= right(at)),
        _ => 0,
    }
}

/// Computes 64 results into the left values, and says which are wrong.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "`pack` asks for 64 answers")]
pub(crate) fn compute<T: Copy>(
    left: &mut [T; 64],
    right: &[T; 64],
    result: impl Fn(T, T) -> (T, bool),
) -> Fails {
    let fails = pack(|at| result(left[at], right[at]).1);
    for (left, right) in left.iter_mut().zip(right) {
        *left = result(*left, *right).0;
    }
    fails
}

/// Asks for the set bits of a mask only.
#[inline(always)]
pub(crate) fn each(mut mask: u64, ask: impl Fn(usize) -> bool) -> u64 {
    let mut bits = 0;
    while mask != 0 {
        let at = mask.trailing_zeros();
        mask &= mask - 1;
        bits |= u64::from(ask(at as usize)) << at;
    }
    bits
}
